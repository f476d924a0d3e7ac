"""What an office's list says of a departure, and what of it counts here."""
