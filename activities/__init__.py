"""Activities, one class for each workflow."""
