"""The month: legal dates, appointments, targets."""
