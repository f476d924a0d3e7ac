"""What a departure is: pure rules and values. No I/O, no clock, no framework but pydantic."""
