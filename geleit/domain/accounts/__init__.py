"""Accounts of those who sign in."""
