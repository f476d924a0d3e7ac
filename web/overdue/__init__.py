"""Overdue steps and deadlines."""
