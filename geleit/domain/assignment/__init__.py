"""Which counsellor and which authority see to a departure."""
