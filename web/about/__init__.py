"""Licences and accessibility."""
