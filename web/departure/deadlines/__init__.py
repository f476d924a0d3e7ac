"""Legal dates on the page of a departure: how they stand, what can be done about them, what happened."""
