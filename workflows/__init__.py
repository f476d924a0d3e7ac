"""Workflows, one a file. Workflow code waits and applies events; it decides nothing."""
