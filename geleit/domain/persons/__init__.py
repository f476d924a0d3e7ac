"""The persons of a departure."""
