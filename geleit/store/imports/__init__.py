"""Uploaded lists, how far each is, and the cases they name."""
