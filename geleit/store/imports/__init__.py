"""Uploaded lists, the state of their imports, and the cases they name."""
