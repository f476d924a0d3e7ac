"""The form of a new departure: its rows of persons, what it offers to choose from, what was typed."""
