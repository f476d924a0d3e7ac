"""The calendar: deadlines, appointments, targets."""
