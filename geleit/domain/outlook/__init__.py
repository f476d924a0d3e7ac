"""The outlook of a departure: durations, forecast, travel window, warnings. Pages make the words."""
