"""Commands about a departure as a whole: one module for each kind of change."""
