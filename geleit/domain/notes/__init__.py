"""Notes; their text lives in PostgreSQL alone."""
