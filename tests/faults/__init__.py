"""The state of Geleit after its parts are killed in the middle of work."""
