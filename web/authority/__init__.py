"""What an authority sees and decides: the legal dates of its departures."""
