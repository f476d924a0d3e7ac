"""The subjects of a departure: one closed list. A subject has the same name in every layer."""

SUBJECTS = (
    "lifecycle",
    "steps",
    "deadlines",
    "persons",
    "counselling",
    "consent",
    "travel_documents",
    "appointments",
    "funding",
    "travel",
    "checklists",
    "attachments",
    "assignment",
    "notes",
    "referrals",
    "directory",
    "alarms",
    "imports",
    "accounts",
    "audit",
)
