"""What crosses Temporal between web, workflows and activities: names and types. Histories keep them."""
