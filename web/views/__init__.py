"""What pages show, worked out from the state and today: pure values, no database, no request."""
