"""What may be done to a departure, and by whom: the conditions of each command, subject by subject.

What the law says about lengths and paragraphs are the rules of
`geleit.domain.deadlines.rulebook`, which are data.
"""

from geleit.domain.rules.check import check
from geleit.domain.rules.steps import begun_after

__all__ = ["begun_after", "check"]
