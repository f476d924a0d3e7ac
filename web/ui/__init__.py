"""The building blocks of all pages."""
