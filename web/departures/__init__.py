"""The list of departures, and the search for one."""
