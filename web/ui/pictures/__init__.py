"""Pictures drawn on the server: SVG by CSS classes only, each with a description and a table."""
