"""Signing in and out: the form, the session behind the cookie, the throttle against guessing."""
