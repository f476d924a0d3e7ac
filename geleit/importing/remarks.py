"""Remark on differences that are not taken from the list: a sentence that names both versions."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import Deadline
from geleit.domain.departure import Departure
from geleit.domain.imports.appointments import appointments
from geleit.domain.imports.deadlines import Answer, answer
from geleit.domain.imports.state import DeadlineFact, Fact
from geleit.domain.process import Process, Purpose
from geleit.domain.steps.state import StepState
from geleit.domain.texts import _
from geleit.german.words import format_day, join_words
from geleit.importing.compare import Known, facts_of, match_persons
from geleit.importing.countries import names
from geleit.importing.naming import other_authority
from geleit.importing.plan import PlannedDeparture
from geleit.importing.report import Remark


def remarks(
    planned: PlannedDeparture, known: Known, *, process: Process, authorities: Mapping[UUID, str]
) -> tuple[Remark, ...]:
    """Return a remark on each thing the list names that is not taken; none once the departure has ended."""
    if not known.departure.is_live:
        return ()
    told = (*_facts(planned, known.departure, authorities), *_held_dates(planned, known.departure))
    about_case = (Remark(row=planned.row, number=planned.number, text=text) for text in told)
    return (*about_case, *_held_appointments(planned, known, process, authorities))


def held_facts(
    planned: PlannedDeparture, after: Departure, facts: Collection[Fact], *, process: Process
) -> tuple[Remark, ...]:
    """Remark on the facts of the list that do not count, as other steps have to be settled before.

    ``after`` is the departure with the list, ``facts`` are those of the list, as Geleit counts its persons.
    """
    titles = {key: process.step(step.code).title for key, step in after.steps.items()}
    told = (
        _HELD_FACTS[held.fact.state].format(
            step=titles[held.step],
            needs=join_words(list(dict.fromkeys(f"„{titles[need]}“" for need in held.needs))),
        )
        for held in after.held_facts
        if held.fact in facts
    )
    return tuple(Remark(row=planned.row, number=planned.number, text=text) for text in dict.fromkeys(told))


_HELD_FACTS = {
    StepState.DONE: _(
        "Nach der Liste ist „{step}“ erledigt. Das wurde nicht übernommen, denn vorher ist noch zu "
        "erledigen: {needs}. Ist das geschehen, tragen Sie bitte beides im Vorgang ein."
    ),
    StepState.IN_PROGRESS: _(
        "Nach der Liste hat „{step}“ begonnen. Das wurde nicht übernommen, denn vorher ist noch zu "
        "erledigen: {needs}. Ist das geschehen, tragen Sie bitte beides im Vorgang ein."
    ),
    StepState.WAITING: _(
        "Nach der Liste wird auf „{step}“ gewartet. Das wurde nicht übernommen, denn vorher ist noch zu "
        "erledigen: {needs}. Ist das geschehen, tragen Sie bitte beides im Vorgang ein."
    ),
}


def _facts(planned: PlannedDeparture, departure: Departure, authorities: Mapping[UUID, str]) -> Iterator[str]:
    if planned.destination_listed and planned.destination != departure.destination:
        yield _DESTINATION.format(here=_country(departure.destination), listed=_country(planned.destination))
    here = other_authority(planned.authority, departure.authority_id, authorities)
    if here:
        yield _AUTHORITY.format(here=here, listed=planned.authority)
        if planned.tells_consent and not departure.consent:
            yield _CONSENT.format(here=here)


def _country(code: str) -> str:
    return names().get(code, code)


_DESTINATION = _(
    "In Geleit ist als Ziel „{here}“ eingetragen, in der Liste steht „{listed}“. Es bleibt bei „{here}“. "
    "Stimmt die Liste, berichtigen Sie das bitte im Vorgang."
)
_AUTHORITY = _(
    "In Geleit ist als Behörde „{here}“ eingetragen, in der Liste steht „{listed}“. Es bleibt bei „{here}“. "
    "Stimmt die Liste, ändern Sie das bitte im Vorgang."
)
_CONSENT = _(
    "Die Einwilligung aus der Liste wurde nicht übernommen: Sie gilt nur für die Behörde, die dort steht, "
    "nicht für „{here}“."
)


def _held_appointments(
    planned: PlannedDeparture, known: Known, process: Process, authorities: Mapping[UUID, str]
) -> Iterator[Remark]:
    """Remark on the appointments that a person set here, at the row of whose appointment it is."""
    appointment = process.with_purpose(Purpose.EMBASSY_APPOINTMENT)
    matches = match_persons(planned.persons, known.persons)
    facts = facts_of(planned, known, process=process, authorities=authorities)
    for fact in facts:
        if not appointment or fact.code != appointment.code or not fact.person or not fact.target_on:
            continue
        what, found = appointments(known.departure, fact, told=facts)
        if what is Answer.HELD:
            here = " und ".join(format_day(step.target_on) for step in found if step.target_on)
            yield Remark(
                row=matches[fact.person].row,
                number=planned.number,
                text=_APPOINTMENT.format(here=here, listed=format_day(fact.target_on)),
            )


_APPOINTMENT = _(
    "In Geleit steht der Botschaftstermin am {here}, in der Liste am {listed}. Es bleibt beim {here}. Hat "
    "sich der Termin verschoben oder ist es ein weiterer, tragen Sie das bitte im Vorgang ein."
)


def _held_dates(planned: PlannedDeparture, departure: Departure) -> Iterator[str]:
    """Remark on the deadlines that go on counting though the list names another day."""
    for fact in planned.deadlines:
        if answer(departure, fact) is Answer.HELD:
            yield _held(departure.deadlines[fact.deadline], fact)


def _held(deadline: Deadline, fact: DeadlineFact) -> str:
    sentence = _HELD.get(deadline.state, _OVER)
    return sentence.format(here=format_day(deadline.due_on), listed=format_day(fact.due_on))


_HELD = {
    DeadlineState.OPEN: _(
        "In Geleit gilt als Ausreisefrist der {here}, in der Liste steht der {listed}. Es bleibt beim "
        "{here}. Gibt es einen neuen Bescheid, tragen Sie ihn bitte im Vorgang ein."
    ),
    DeadlineState.INTERRUPTED: _(
        "In Geleit ist die Ausreisefrist unterbrochen (bisher {here}), in der Liste steht der {listed}. Sie "
        "bleibt unterbrochen. Läuft sie wieder, tragen Sie das bitte im Vorgang ein."
    ),
}
_OVER = _(
    "In Geleit gilt die Ausreisefrist vom {here} nicht mehr, in der Liste steht der {listed}. Er wurde nicht "
    "übernommen. Gibt es einen neuen Bescheid, tragen Sie ihn bitte im Vorgang ein."
)
