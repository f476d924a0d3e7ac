"""Command line, API and page use one calculator: same question, same dates, same refusals."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from geleit.cli import build
from tests.fixtures.web import soup

KARFREITAG = {"start": "2026-03-04", "days": "30", "land": "SH"}

ANSWERED: list[dict[str, str]] = [
    KARFREITAG,
    {"start": "04.03.2026", "weeks": "4", "land": "DE-SH"},
    {"start": "2026-1-5", "months": "1,5", "land": "by", "commune": "Augsburg"},
    {"start": "2026-01-31", "months": ".5", "land": "SN", "commune": "catholic"},
    {"start": "2028-02-29", "years": "1", "land": "BE", "from_beginning": "1"},
    {"start": "2026-04-08", "days": "5", "land": "TH", "before": "1"},
    {"start": "2026-04-08", "days": " 5 ", "land": "HH", "before": "1", "count": "Werktage"},
    {"start": "2026-12-23", "days": "2", "land": "HB", "count": "working_days"},
    {"posted": "2024-12-31", "days": "7", "land": "NI"},
    {"posted": "2026-03-30", "days": "7", "land": "NI", "fiction_rolls": "1"},
    {"posted": "2026-03-05", "days": "7", "land": "NI", "fiction_days": "3"},
    {"start": "2026-03-04", "days": "30", "land": "SH", "extend_days": "3", "extend_from": "raw"},
    {"start": "2026-03-04", "days": "30", "land": "SH", "kind": "fixed_deadline"},
    {"start": "1975-03-04", "days": "30", "land": "SH", "kind": "validity"},
]

REFUSED: list[tuple[dict[str, str], str]] = [
    (KARFREITAG | {"days": "0"}, "days"),
    (KARFREITAG | {"days": "-3"}, "days"),
    (KARFREITAG | {"days": "1.5"}, "days"),
    (KARFREITAG | {"days": "30.0"}, "days"),
    (KARFREITAG | {"days": "3_0"}, "days"),
    (KARFREITAG | {"days": "٣٠"}, "days"),
    (KARFREITAG | {"days": "9" * 30}, "days"),
    (KARFREITAG | {"days": ""}, "days"),
    ({"start": "2026-03-04", "land": "SH", "months": "1e1"}, "months"),
    ({"start": "2026-03-04", "land": "SH", "months": "nan"}, "months"),
    ({"start": "2026-03-04", "land": "SH", "months": "inf"}, "months"),
    ({"start": "2026-03-04", "land": "SH", "months": "0.25"}, "months"),
    ({"start": "2026-03-04", "land": "SH", "years": "4001"}, "years"),
    (KARFREITAG | {"start": "31.02.2026"}, "start"),
    (KARFREITAG | {"start": "2026-13-01"}, "start"),
    (KARFREITAG | {"start": "٠٤.٠٣.٢٠٢٦"}, "start"),
    (KARFREITAG | {"start": "bald"}, "start"),
    (KARFREITAG | {"start": ""}, "start"),
    (KARFREITAG | {"start": "1985-12-18"}, "start"),
    ({"posted": "1976-12-31", "days": "7", "land": "SH"}, "posted"),
    (KARFREITAG | {"land": ""}, "land"),
    (KARFREITAG | {"land": "Schleswig-Holstein"}, "land"),
    (KARFREITAG | {"commune": "Augsburg"}, "commune"),
    (KARFREITAG | {"land": "NW", "commune": "catholic"}, "commune"),
    (KARFREITAG | {"count": "sonntage"}, "count"),
    (KARFREITAG | {"kind": "target"}, "kind"),
    (KARFREITAG | {"fiction_days": "4"}, "fiction_days"),
    (KARFREITAG | {"fiction_rolls": "1"}, "fiction_rolls"),
    (KARFREITAG | {"extend_days": "0"}, "extend_days"),
    (KARFREITAG | {"extend_days": "viele"}, "extend_days"),
    (KARFREITAG | {"extend_from": "mitte"}, "extend_from"),
]


@pytest.fixture
def asked(api, sign_in, counsellor):
    """Return a function: ``terminal, program, page = await asked(question)`` gets the three answers."""

    async def asked(question: dict[str, str]) -> tuple[Any, Any, Any]:
        program, visitor = await api(counsellor), await sign_in(counsellor)
        return (
            CliRunner().invoke(build(), ["deadline", "--json", *_options(question)]),
            await program.get("/deadlines/calculate", params=question),
            await visitor.get("/fristenrechner", params=_fields(question)),
        )

    return asked


FLAGS = ("before", "from_beginning", "fiction_rolls")


def _options(question: dict[str, str]) -> list[str]:
    options: list[str] = []
    for name, value in question.items():
        option = f"--{name.replace('_', '-')}"
        options += [option] if name in FLAGS else [f"{option}={value}"]
    return options


def _fields(question: dict[str, str]) -> dict[str, str]:
    """Return the form's fields: the page has one for the day and one for the length."""
    fields: dict[str, str] = {}
    for name, value in question.items():
        if name in {"start", "posted"}:
            fields |= {"from": name, "day": value}
        elif name in {"days", "weeks", "months", "years"}:
            fields |= {"unit": name, "amount": value}
        else:
            fields[name] = value
    return fields


@pytest.mark.parametrize("question", ANSWERED)
async def test_the_three_answer_alike(asked, question):
    terminal, program, page = await asked(question)
    assert (terminal.exit_code, program.status_code, page.status_code) == (0, 200, 200), terminal.output
    answer = json.loads(terminal.stdout)
    assert program.json() == answer
    told = soup(page).select_one(".calculator__answer").get_text(" ").replace("\xa0", " ")
    assert answer["sentence"] in " ".join(told.split())
    assert _german(answer["end"]) in told


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ({"count": "werktage"}, {"count": "working_days_with_saturdays"}),
        ({"count": "arbeitstage", "kind": "TERMIN"}, {"count": "working_days", "kind": "appointment"}),
        ({"land": "BY", "commune": "katholisch"}, {"land": "BY", "commune": "catholic"}),
    ],
)
async def test_the_three_take_the_words_of_an_earlier_release(asked, former, today):
    terminal, program, page = await asked(KARFREITAG | former)
    now_terminal, now_program, now_page = await asked(KARFREITAG | today)
    assert (terminal.exit_code, terminal.stdout) == (0, now_terminal.stdout)
    assert (program.status_code, program.json()) == (200, now_program.json())
    assert _chosen(page) == _chosen(now_page)
    assert set(today.values()) <= set(_chosen(page))


def _chosen(page: Any) -> list[str]:
    return [str(each["value"]) for each in soup(page).select("option[selected]")]


def _german(day: str) -> str:
    return ".".join(reversed(day.split("-")))


@pytest.mark.parametrize(("question", "field"), REFUSED)
async def test_the_three_refuse_alike_and_name_the_field(asked, question, field):
    terminal, program, page = await asked(question)
    assert (terminal.exit_code, program.status_code, page.status_code) == (2, 422, 422)
    assert terminal.stdout == ""
    assert terminal.stderr.strip().endswith((".", "?"))
    assert [fault["field"] for fault in program.json()["errors"]] == [f"query.{field}"]
    shared = {"start": "day", "posted": "day"} | dict.fromkeys(("days", "weeks", "months", "years"), "amount")
    assert soup(page).select_one("#fehler a")["href"] == f"#{shared.get(field, field)}"
    assert soup(page).select_one(".calculator__answer") is None


@pytest.mark.parametrize("query", ["unit=half_months", "from=gestern", "unit=&from="])
async def test_an_address_somebody_made_up_gets_a_sentence(sign_in, counsellor, query):
    page = await (await sign_in(counsellor)).get(f"/fristenrechner?day=04.03.2026&amount=1&land=SH&{query}")
    assert page.status_code == 422
    assert soup(page).select("#fehler a")
