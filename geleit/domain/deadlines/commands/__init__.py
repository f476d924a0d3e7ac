"""What can be asked about a legal date: one module for each thing that is done to it."""
