"""Geleit: tracks assisted and self-organised departures, one durable workflow per departure."""
