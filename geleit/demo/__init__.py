"""Invented offices with 370 departures, to look around in and to measure with. Nobody in them exists."""
