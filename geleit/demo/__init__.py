"""An invented office with 370 departures, for looking around and for measuring. Nobody in it exists."""
