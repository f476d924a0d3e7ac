"""What the journey needs and how long it is valid: travel documents, visas, certificates."""
