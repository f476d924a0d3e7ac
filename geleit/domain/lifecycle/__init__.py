"""A departure as a whole: opened, corrected, paused, stopped, closed."""
