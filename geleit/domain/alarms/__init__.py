"""Alarms: what a departure wakes up for."""
