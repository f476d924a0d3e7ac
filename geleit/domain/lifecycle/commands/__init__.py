"""What can be asked about a departure as a whole: one module for each thing that is done to it."""
