"""The tasks of a counsellor."""
