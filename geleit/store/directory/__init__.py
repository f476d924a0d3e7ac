"""Offices and authorities."""
