"""Persons: their names and birth dates, which are stored here and nowhere else."""
