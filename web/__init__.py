"""Everything people and programs see: pages, the JSON interface, live updates, sign-in, security."""
