"""PostgreSQL and Temporal from their Python packages, supervised: what `geleit up` runs by default."""
