"""Lists kept elsewhere: what they state about a departure, and which of it counts here."""
