"""Measures Geleit beside the bare servers, in one run, and prints the ratios."""
