"""Read queries of the list pages."""
