"""`python -m geleit` is the command line `geleit`."""

from geleit.cli import main

main()
