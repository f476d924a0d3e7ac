"""The pages of authorities: the deadlines of their departures, and decisions about them."""
