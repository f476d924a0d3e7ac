"""The steps of a departure: planned, ready, waiting, done."""
