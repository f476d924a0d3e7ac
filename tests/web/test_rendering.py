"""Pages and their parts: what is common to all of them, and what the macros promise."""

import base64
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from geleit.domain.steps.state import StepState
from web.departure.fields import Kind
from web.departure.lifecycle import PAUSE
from web.departure.sections import ON_A_STEP, ON_THE_DEPARTURE
from web.departure.steps.actions import COMPLETE
from web.ui.assets import SCRIPTS, STATIC, STYLES, asset, static_files
from web.ui.filters import datum, datum_lang, faellig, rel, seit, tage, zahl, zeitpunkt
from web.ui.flash import COOKIE, Sentence, flash
from web.ui.forms import Form
from web.ui.icons import ICONS
from web.ui.indicators import DeadlineIndicator, StepIndicator, indicator_for_due, indicator_for_state
from web.ui.rendering import NavItem, PageContext, environment, error_page

TODAY = date(2026, 11, 22)


def application() -> FastAPI:
    app = FastAPI()
    app.mount("/static", static_files())

    @app.get("/fehler")
    async def show(request: Request) -> Response:
        request.state.page = PageContext(
            user_name="Marta <Okafor>",
            role_label="Beratung",
            csrf_token="geheim",
            nav=(NavItem("/a", "Aufgaben", current=True, count=3), NavItem("/v", "Vorgänge")),
            demo=True,
            today=TODAY,
        )
        return error_page(request, 404)

    @app.get("/weiter")
    async def go() -> Response:
        response = RedirectResponse("/fehler", 303)
        flash(response, COMPLETE.sentence, step="Reise <buchen>")
        return response

    return app


async def ask(path: str, **options) -> httpx.Response:
    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url="http://x", follow_redirects=True) as client:
        return await client.get(path, **options)


def soup(html: str) -> Any:
    return BeautifulSoup(html, "html.parser")


def drawn(source: str, **context: object) -> Any:
    return soup(environment().from_string(source).render(context))


async def test_a_page_has_all_that_is_common():
    answer = await ask("/fehler")
    html = soup(answer.text)
    assert answer.status_code == 404
    assert html.html["lang"] == "de"
    assert html.title.text == "Diese Seite gibt es nicht – Geleit"
    assert len(html.find_all("h1")) == 1
    assert html.select_one("a.skip-link")["href"] == f"#{html.main['id']}"
    assert html.select_one("[aria-current=page]").text == "Aufgaben 3"
    assert "DEMO" in html.header.text
    assert "Marta <Okafor>" in html.header.text
    assert html.select_one("#meldung")["role"] == "status"
    assert html.select_one("form[action='/abmelden'] input[name=csrf_token]")["value"] == "geheim"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "HX-Request, HX-Request-Type"


async def test_an_id_stands_only_once_on_a_page():
    html = soup((await ask("/fehler")).text)
    ids = [element["id"] for element in html.select("[id]")]
    assert len(ids) == len(set(ids))


async def test_everything_a_page_loads_is_ours_and_there():
    html = soup((await ask("/fehler")).text)
    loaded = [
        e.get("href") or e.get("src") for e in html.select("link[rel=stylesheet], link[rel=icon], script")
    ]
    assert len(loaded) == len(STYLES) + len(SCRIPTS) + 1
    for address in loaded:
        answer = await ask(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


async def test_htmx_gets_the_part_and_history_the_whole():
    part = await ask("/fehler", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    restored = await ask("/fehler", headers={"HX-Request-Type": "full", "HX-History-Restore-Request": "true"})
    assert "<html" not in part.text
    assert "<html" in restored.text


async def test_a_sentence_after_a_redirect_is_shown_once():
    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url="http://x", follow_redirects=True) as client:
        first = await client.get("/weiter")
        second = await client.get("/fehler")
    assert "„Reise &lt;buchen&gt;“ ist erledigt." in first.text
    assert "ist erledigt" not in second.text


@pytest.mark.parametrize(
    "forged",
    [
        b"Unsinn",
        b"[]",
        b"null",
        b'["Ihr Konto ist gesperrt. Rufen Sie diese Nummer an.", {}]',
        json.dumps([COMPLETE.success, []]).encode(),
        json.dumps([[COMPLETE.success], {}]).encode(),
    ],
)
async def test_a_forged_sentence_says_nothing(forged):
    packed = base64.urlsafe_b64encode(forged).decode()
    answer = await ask("/fehler", headers={"Cookie": f"{COOKIE}={packed}"})
    html = soup(answer.text)
    assert answer.status_code == 404
    assert html.select_one("#meldung").text.strip() == ""


def test_a_sentence_that_cannot_be_formatted_fails_at_once():
    with pytest.raises(KeyError):
        flash(Response(), COMPLETE.sentence)
    assert all(text.endswith((".", "}.")) for text in Sentence.known)


@pytest.mark.parametrize(
    "action", [*ON_A_STEP.values(), *ON_THE_DEPARTURE.values()], ids=lambda action: action.wording.slug
)
def test_a_sentence_after_an_action_names_steps_and_days_and_nobody(action):
    typed = {each.name: TODAY if each.kind is Kind.DAY else "Amal Haddad" for each in action.fields}
    said = action.sentence.say(**action.said(typed, step="Reise buchen"))
    assert "Amal" not in said
    assert "{" not in said


def test_a_sentence_with_a_persons_name_is_refused():
    naming = replace(PAUSE, success="Grund: {reason}.")
    with pytest.raises(TypeError):
        naming.said({"reason": "Amal Haddad"})


def test_a_missing_variable_is_an_error_and_not_an_empty_space():
    with pytest.raises(Exception, match="vorname"):
        drawn("{{ vorname }}")


def test_what_a_person_typed_is_escaped_everywhere():
    html = drawn('{{ ui.text(form, "name", "Name") }}', form=Form({"name": ['"><script>x</script>']}))
    assert html.script is None
    assert html.input["value"] == '"><script>x</script>'


@pytest.mark.parametrize(
    "field",
    [
        'ui.text(form, "am", "Am")',
        'ui.date_field(form, "am", "Am")',
        'ui.area(form, "am", "Am", hint="Tipp")',
        'ui.select(form, "am", "Am", [("a", "A")], hint="Tipp")',
        'ui.checkbox(form, "am", "Am")',
        'ui.file(form, "am", "Am", ".csv")',
    ],
)
def test_a_field_is_tied_to_its_label_hint_and_error(field):
    form = Form({"am": ["falsch"]}, prefix="s1-")
    form.fail("am", "Das ist kein Datum.")
    html = drawn(f"{{{{ {field} }}}}{{{{ ui.error_summary(form) }}}}", form=form)
    control = html.select_one("[name=am]")
    assert html.label["for"] == control["id"] == "s1-am"
    assert control["aria-invalid"] == "true"
    described = [html.find(id=name).text for name in control["aria-describedby"].split()]
    assert "Das ist kein Datum." in described[-1]
    assert html.select_one("#fehler a")["href"] == "#s1-am"


def test_the_error_summary_names_the_fields_and_links_the_first_choice():
    form = Form({}, labels={"grund": "Grund"})
    form.fail("grund", "Bitte wählen.")
    form.fail("", "Jemand war schneller.")
    html = drawn(
        '{{ ui.error_summary(form) }}{{ ui.radios(form, "grund", "Grund", [("a", "A"), ("b", "B")]) }}',
        form=form,
    )
    assert html.select_one("#fehler")["role"] == "alert"
    assert [item.text for item in html.select("#fehler li")] == [
        "Grund: Bitte wählen.",
        "Jemand war schneller.",
    ]
    assert html.find(id="grund")["type"] == "radio"


def test_a_choice_made_before_is_made_still():
    form = Form({"land": ["GE"], "art": ["b"], "programm": ["r", "s"], "ja": ["1"]})
    html = drawn(
        '{{ ui.select(form, "land", "Land", [("AL", "A"), ("GE", "G")]) }}'
        '{{ ui.radios(form, "art", "Art", [("a", "A"), ("b", "B")]) }}'
        '{{ ui.checks(form, "programm", "P", [("r", "R"), ("s", "S"), ("t", "T")]) }}'
        '{{ ui.checkbox(form, "ja", "Ja") }}',
        form=form,
    )
    assert [option["value"] for option in html.select("option[selected]")] == ["GE"]
    assert [(box["name"], box["value"]) for box in html.select("input[checked]")] == [
        ("art", "b"), ("programm", "r"), ("programm", "s"), ("ja", "1"),
    ]  # fmt: skip


def test_a_password_is_never_given_back():
    html = drawn('{{ ui.text(form, "p", "Passwort", type="password") }}', form=Form({"p": ["geheim"]}))
    assert "value" not in html.input.attrs


@pytest.mark.parametrize("indicator", [*StepIndicator, *DeadlineIndicator])
def test_every_state_has_a_text_an_icon_and_a_colour(indicator):
    html = drawn("{{ ui.badge(indicator) }}", indicator=indicator)
    assert html.text.strip() == indicator.text
    assert html.path["d"] == ICONS[indicator.icon]
    assert f"kern-badge--{indicator.kind}" in html.span["class"]


def test_states_of_steps_differ_without_colour():
    assert (
        len({indicator.icon for indicator in StepIndicator})
        == len({indicator.text for indicator in StepIndicator})
        == len(StepIndicator)
    )


def test_due_today_is_not_overdue_and_no_date_is_never_due():
    assert indicator_for_due(TODAY, TODAY) is DeadlineIndicator.SOON
    assert indicator_for_due(date(2026, 11, 21), TODAY) is DeadlineIndicator.LATE
    assert indicator_for_due(date(2026, 11, 29), TODAY) is DeadlineIndicator.SOON
    assert indicator_for_due(date(2026, 11, 30), TODAY) is DeadlineIndicator.ON_TRACK
    assert indicator_for_due(None, TODAY) is DeadlineIndicator.NONE


@pytest.mark.parametrize(
    ("day", "end", "indicator", "said"),
    [
        (date(2026, 11, 21), date(2026, 11, 23), DeadlineIndicator.SAFE_PASSED, "sicheres Datum vorbei"),
        (date(2026, 11, 20), TODAY, DeadlineIndicator.SAFE_PASSED, "sicheres Datum vorbei"),
        (date(2026, 11, 20), date(2026, 11, 21), DeadlineIndicator.LATE, "seit gestern überfällig"),
        (date(2026, 11, 28), date(2026, 11, 30), DeadlineIndicator.SOON, "in 6 Tagen"),
    ],
)
def test_between_the_safe_date_and_the_moved_end_nothing_is_overdue(day, end, indicator, said):
    assert indicator_for_due(day, TODAY, end=end) is indicator
    html = drawn("{{ ui.date(day, today, due=true, end=end) }}", day=day, today=TODAY, end=end)
    assert said in html.text
    assert bool(html.select_one(".date__rel--late")) == (indicator is DeadlineIndicator.LATE)


def test_only_an_open_step_can_be_late():
    yesterday = date(2026, 11, 21)
    assert indicator_for_state(StepState.WAITING, yesterday, TODAY) is StepIndicator.LATE
    assert indicator_for_state(StepState.READY, None, TODAY) is StepIndicator.READY
    assert indicator_for_state(StepState.DONE, yesterday, TODAY) is StepIndicator.DONE
    assert indicator_for_state(StepState.NOT_READY, yesterday, TODAY) is StepIndicator.BLOCKED


def test_dates_and_numbers_are_german():
    assert (datum(TODAY), datum_lang(TODAY), datum(None)) == ("22.11.2026", "22. November 2026", "–")
    assert (tage(1), tage(4), zahl(1208)) == ("1 Tag", "4 Tage", "1.208")
    noon = datetime(2026, 7, 1, 12, 5, tzinfo=ZoneInfo("UTC"))
    assert zeitpunkt(noon) == "01.07.2026, 14:05 Uhr"
    assert zeitpunkt(TODAY) == "22.11.2026"


@pytest.mark.parametrize(
    ("offset", "relative", "due", "since"),
    [
        (0, "heute", "heute fällig", "seit heute"),
        (1, "morgen", "morgen", "seit heute"),
        (10, "in 10 Tagen", "in 10 Tagen", "seit heute"),
        (-1, "gestern", "seit gestern überfällig", "seit gestern"),
        (-4, "vor 4 Tagen", "seit 4 Tagen überfällig", "seit 4 Tagen"),
        (-1500, "vor 1.500 Tagen", "seit 1.500 Tagen überfällig", "seit 1.500 Tagen"),
    ],
)
def test_days_are_written_relative_to_today(offset, relative, due, since):
    day = date.fromordinal(TODAY.toordinal() + offset)
    assert (rel(day, TODAY), faellig(day, TODAY), seit(day, TODAY)) == (relative, due, since)


def test_an_address_changes_with_the_content():
    assert asset("app.js").startswith("/static/app.js?v=")
    assert len({asset(path) for path in (*STYLES, *SCRIPTS)}) == len(STYLES) + len(SCRIPTS)


def test_our_styles_take_every_colour_from_kern():
    for path in (STATIC / "css").glob("*.css"):
        text = path.read_text("utf-8")
        assert "#" not in text.replace("vendor/", ""), path.name
        assert "rgb(" not in text, path.name


def test_the_script_stays_small():
    assert len((STATIC / "app.js").read_text("utf-8").splitlines()) <= 100


def test_a_table_names_its_columns_for_the_phone():
    html = drawn(
        '{% set columns = [column("Vorgang"), column("Frist", sort_href="?s", sort="ascending")] %}'
        '{% call ui.table("Fristen", columns) %}{% call ui.row() %}'
        '{% call ui.th("Vorgang") %}1{% endcall %}{% call ui.td("Frist") %}2{% endcall %}{% endcall %}'
        "{% endcall %}"
    )
    assert html.caption.text == "Fristen"
    assert [th.get("scope") for th in html.select("th")] == ["col", "col", "row"]
    assert html.select_one("[aria-sort=ascending] a")["href"] == "?s"
    assert html.td["data-label"] == "Frist"
