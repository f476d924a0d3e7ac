"""The form of a new departure: its rows of persons, its options, its input."""
