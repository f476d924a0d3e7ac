"""The rules and values of a departure. Pure: no I/O, no clock, no framework but pydantic."""
