"""Tests of the store, each against a real PostgreSQL."""
