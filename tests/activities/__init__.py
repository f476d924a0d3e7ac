"""The activities, on the real servers."""
