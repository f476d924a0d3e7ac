"""Persons who leave: their names and birth dates, which exist here and nowhere else."""
