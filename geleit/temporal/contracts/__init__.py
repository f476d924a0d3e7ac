"""Names and types that cross Temporal between web, workflows and activities. Histories keep them.

So do the names of the classes: a payload is read as the model that it was written as (`codec`).
"""
