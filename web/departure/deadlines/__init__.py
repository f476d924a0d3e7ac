"""Deadlines on the page of a departure: their state, the actions on them, their history."""
