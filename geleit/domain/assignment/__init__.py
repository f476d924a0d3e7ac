"""The counsellor and the authority in charge of a departure."""
