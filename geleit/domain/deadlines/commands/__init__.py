"""Commands about a legal date: one module for each kind of change."""
