"""The calendar: legal dates, appointments, targets."""
