"""Accounts, sessions and tokens: who signs in and what with."""
