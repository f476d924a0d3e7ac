"""When the journey can be: window, forecast, warnings."""
