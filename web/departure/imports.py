"""Sentences about what a list said that does not count here yet."""

from datetime import date

from geleit.domain.imports.events import FactHeld
from geleit.domain.steps.state import StepState
from web.departure.sentences import Speaker, sentence
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.labels import label


@sentence(FactHeld)
def _held(speaker: Speaker, event: FactHeld, day: date) -> str:
    """Say what the list states, and what has to be settled first."""
    fact = event.held.fact
    state = label(fact.state)
    if fact.state is StepState.DONE and fact.on:
        state = _("erledigt am {day}").format(day=datum(fact.on))
    return _("Laut Liste {step}: {state}. Nicht übernommen, zuerst ist zu erledigen: {needs}.").format(
        step=speaker.quoted([event.held.step])[0], state=state, needs=speaker.quoted(event.held.needs)[0]
    )
