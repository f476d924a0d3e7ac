"""The page of one departure, and everything that can be done on it."""
