"""When the journey can be: durations, forecast, travel window, warnings. Pages make the words."""
