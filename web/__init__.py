"""The web server: pages, the JSON interface, live updates, sign-in, security."""
