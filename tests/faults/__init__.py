"""What is left when parts of Geleit are killed in the middle of work."""
