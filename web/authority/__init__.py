"""The pages of authorities: the legal dates of their departures, and decisions about them."""
