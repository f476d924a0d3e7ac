"""Lists kept elsewhere: what they say of a departure, and how much of it counts here."""
