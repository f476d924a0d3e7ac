"""The workflows' tests: with time skipping over months, and on recorded histories."""
