"""A travel document was called a paper once: journals, snapshots, histories and programs still say so."""

from datetime import date

from pydantic_core import from_json, to_json

from geleit.domain.departure import Departure
from geleit.domain.digest import digest_of
from geleit.domain.parties import SYSTEM
from geleit.domain.registry import COMMANDS, EVENTS
from geleit.domain.travel_documents.commands import RecordTravelDocument
from geleit.domain.travel_documents.events import TravelDocumentRecorded
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from tests.domain.scenario import Story

PASSPORT = TravelDocument(what=TravelDocumentKind.PASSPORT, person=1, valid_until=date(2030, 1, 31))
STORED = {"what": "passport", "person": 1, "valid_until": "2030-01-31"}
REQUEST = "00000000-0000-4000-8000-00000000000a"


def test_an_event_keeps_the_name_that_journals_have() -> None:
    entry = {"kind": "paper_recorded", "paper": STORED}
    event = EVENTS.validate_python(entry)
    assert event == TravelDocumentRecorded(document=PASSPORT)
    assert event.model_dump(mode="json", exclude_defaults=True) == {"paper": STORED}
    assert from_json(to_json(event))["paper"]["what"] == "passport"


def test_a_command_keeps_the_name_that_programs_and_histories_have() -> None:
    sent = {"kind": "record_paper", "paper": STORED, "request_id": REQUEST, "actor": SYSTEM.model_dump()}
    command = COMMANDS.validate_python(sent)
    assert isinstance(command, RecordTravelDocument)
    assert command.document == PASSPORT
    assert from_json(to_json(command))["paper"]["valid_until"] == "2030-01-31"
    assert digest_of(command, None) == "3dc3fa244c588be428d0ab4c14afef16"


def test_a_snapshot_keeps_the_name_that_the_last_release_gave() -> None:
    story = Story().open()
    story.do(RecordTravelDocument, document=PASSPORT)
    stored = story.state.model_dump(mode="json", exclude_defaults=True)
    assert stored["papers"] == [STORED]
    assert Departure.model_validate(stored) == story.state
