"""The page of one departure, and all actions on it."""
