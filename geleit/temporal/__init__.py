"""Everything about Temporal that is neither workflow nor activity: client, dispatcher, contracts, keys."""
