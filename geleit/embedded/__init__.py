"""The default that needs nothing: PostgreSQL and Temporal from their Python packages, supervised."""
