"""The German words in addresses: whoever has kept one finds the same page again."""

from enum import StrEnum
from typing import Any

import pytest
from starlette.requests import Request

from geleit.store.pages.authority import DeadlineSpan
from geleit.store.pages.calendar import EntryKind
from geleit.store.pages.departures import DepartureSort
from geleit.store.pages.overdue import OverdueAge
from geleit.store.pages.tasks import WorkList
from web.authority.page import SPANS
from web.calendar.page import KINDS
from web.departures.page import SORTS
from web.overdue.view import AGES, OverdueKind
from web.overdue.view import KINDS as OVERDUE_KINDS
from web.tasks.view import LISTS
from web.ui.query import AddressWords, choice

KEPT: list[tuple[AddressWords[Any], type[StrEnum], list[str]]] = [
    (SPANS, DeadlineSpan, ["alle", "beantragt", "ueberfaellig", "7-tage", "30-tage"]),
    (KINDS, EntryKind, ["fristen", "termine", "ziele"]),
    (SORTS, DepartureSort, ["faellig", "nummer", "neueste"]),
    (AGES, OverdueAge, ["1-7", "8-30", "ab-31"]),
    (OVERDUE_KINDS, OverdueKind, ["schritte", "fristen"]),
    (LISTS, WorkList, ["dran", "nachfassen", "laeuft"]),
]


def asked(word: str) -> Request:
    return Request({"type": "http", "query_string": f"wort={word}".encode(), "headers": []})


@pytest.mark.parametrize(("words", "kind", "kept"), KEPT)
def test_the_words_that_were_kept_name_the_members(
    words: AddressWords[Any], kind: type[StrEnum], kept: list[str]
) -> None:
    assert [words[member] for member in kind] == kept
    assert [choice(asked(word), "wort", words) for word in kept] == list(kind)


@pytest.mark.parametrize("words", [words for words, _kind, _kept in KEPT])
@pytest.mark.parametrize("word", ["", "irgendwas", "overdue"])
def test_any_other_word_chooses_nothing(words: AddressWords[Any], word: str) -> None:
    assert choice(asked(word), "wort", words) is None
