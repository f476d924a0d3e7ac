"""The steps on the page of a departure: their states, their actions, their history."""
