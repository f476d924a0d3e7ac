"""Tests in a real browser: whole journeys, and what only a browser can show."""
