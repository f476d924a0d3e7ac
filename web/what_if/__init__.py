"""Try out other dates without changing anything."""
