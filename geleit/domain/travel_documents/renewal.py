"""Find the step that renews a document."""

from geleit.domain.departure import Departure
from geleit.domain.process import Process
from geleit.domain.steps.state import step_key


def renewing_step(departure: Departure, process: Process, document: str, *, person: int | None) -> str | None:
    """Return the key of the step that renews such a document: the person's own before the common one."""
    template = process.renewing(document)
    if template is None:
        return None
    keys = (step_key(template.code, person=person), template.code)
    return next((key for key in keys if key in departure.steps), None)
