"""Alarms: the dates that a departure wakes up for."""
