"""Measure Geleit beside the bare servers, in one run, and print the ratios."""
