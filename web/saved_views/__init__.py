"""Lists with a filter that are kept under a name."""
