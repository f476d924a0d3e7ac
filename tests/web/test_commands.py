import asyncio
from datetime import date
from uuid import uuid4

import pytest

from geleit.domain.parties import Actor, Role
from geleit.domain.refusal import Conflict, Forbidden, Refusal, request_reused
from geleit.domain.steps.commands import CompleteStep
from geleit.processes import current_process
from geleit.temporal.contracts.departure import Outcome
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable
from web.dispatch import execute_command, expected_version, request_id_of
from web.ui.forms import Form
from web.ui.refusals import explain, step_title

PROCESS = current_process()
NAMES = {1: "Yousef", 2: "Amal"}


class _Answers:
    """A dispatcher that answers what the test wants."""

    def __init__(self, answer):
        self.answer = answer

    async def dispatch(self, departure_id, command, enclosure=None):
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    async def open(self, command, enclosure=None):
        return await self.dispatch(command.departure_id, command, enclosure)


def _run(answer):
    command = CompleteStep(
        request_id=uuid4(), actor=Actor(role=Role.COUNSELLOR), step="intake", on=date(2026, 11, 22)
    )
    return execute_command(_Answers(answer), uuid4(), command, process=PROCESS, names=NAMES)


async def test_it_works():
    result = await _run(Outcome(departure_id=uuid4(), update_id=None, version=7, entries=()))
    assert result.ok
    assert result.status_code == 200
    assert result.version == 7
    assert result.message == ""


@pytest.mark.parametrize(
    ("answer", "status_code", "code"),
    [
        (Refusal("not_ready", "Geht nicht."), 422, "not_ready"),
        (Conflict("changed_meanwhile", "Zu spät."), 409, "changed_meanwhile"),
        (request_reused(), 409, "request_reused"),
        (Forbidden("other_office", "Nicht Ihres."), 403, "other_office"),
        (Unavailable("x"), 503, "unavailable"),
        (StillRunning("x"), 202, "still_running"),
        (CommandFailedError("x"), 500, "failed"),
    ],
)
async def test_every_answer_has_a_status_and_a_sentence(answer, status_code, code):
    result = await _run(answer)
    assert not result.ok
    assert (result.status_code, result.code) == (status_code, code)
    assert result.message.endswith(".")
    assert result.is_conflict is (code == "changed_meanwhile")
    assert result.is_repeatable is (status_code in (202, 503))


async def test_a_fault_of_ours_shows_no_detail():
    result = await _run(CommandFailedError("column geheim does not exist"))
    assert "geheim" not in result.message


async def test_being_cancelled_is_not_swallowed():
    with pytest.raises(asyncio.CancelledError):
        await _run(asyncio.CancelledError())


def test_steps_are_named_with_their_person():
    refusal = Refusal("not_ready", "Zuerst: {steps}.", steps=["travel_document-2", "consent"])
    assert (
        explain(refusal, PROCESS, NAMES)
        == "Zuerst: „Reisedokument beschaffen (Amal)“, „Einwilligung einholen“."
    )


def test_dates_are_written_as_people_write_them():
    refusal = Refusal("in_future", "Der {date} liegt in der Zukunft.", date=date(2026, 12, 1))
    assert explain(refusal) == "Der 01.12.2026 liegt in der Zukunft."


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("intake", "Erstgespräch führen"),
        ("travel_document-1", "Reisedokument beschaffen (Yousef)"),
        ("travel_document-9", "Reisedokument beschaffen (Person 9)"),
        ("embassy_appointment-2-3", "Botschaftstermin wahrnehmen (Amal, Nr. 3)"),
        ("unknown_step", "unknown_step"),
        ("unknown-x-y-z", "unknown (Person x, Nr. y)"),
    ],
)
def test_step_titles(key, title):
    assert step_title(key, PROCESS, NAMES) == title


@pytest.mark.parametrize("typed", ["", "keine-id", "\x00"])
def test_a_form_without_a_readable_request_id_gets_a_fresh_one(typed):
    form = Form.start(request_id=typed)
    assert request_id_of(form) != request_id_of(form)


def test_a_form_keeps_its_request_id():
    known = uuid4()
    assert request_id_of(Form.start(request_id=str(known))) == known


@pytest.mark.parametrize(
    ("typed", "version"), [("12", 12), ("0", 0), ("", None), ("-1", None), ("²", None), ("9" * 30, None)]
)
def test_the_version_that_was_looked_at(typed, version):
    assert expected_version(Form.start(version=typed)) == version
