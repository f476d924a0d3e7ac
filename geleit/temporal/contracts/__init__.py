"""Names and types that cross Temporal between web, workflows and activities. Histories keep them."""
