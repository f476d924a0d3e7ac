"""`python -m geleit` is the command line `geleit`."""

from geleit.cli import main

if __name__ == "__main__":
    main()
