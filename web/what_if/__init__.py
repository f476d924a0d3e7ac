"""Trying out other dates without changing anything."""
