"""What is overdue, how long, and on whom it waits."""
