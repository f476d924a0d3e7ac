"""Overdue steps and legal dates."""
