"""The consent to tell the competent authority the deadline status."""
