"""Invented offices with 370 departures, for trying Geleit out and for measuring. All persons are invented."""
