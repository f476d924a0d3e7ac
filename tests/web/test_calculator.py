"""Fristenrechner over HTTP: the form, the result with its reason, and sentences for invalid input."""

import pytest

from tests.fixtures.web import sentences, soup
from tests.web.lists import one, words

QUESTION = {"from": "start", "day": "04.03.2026", "amount": "30", "unit": "days", "land": "SH"}


@pytest.fixture
def ask(counsellor, sign_in):
    async def ask(account=counsellor, **fields):
        return await (await sign_in(account)).get("/fristenrechner", params=QUESTION | fields)

    return ask


async def test_it_works(ask):
    response = await ask()
    assert response.status_code == 200
    answer = words(one(response, ".calculator__answer"))
    assert (
        "30 Tage ab Bekanntgabe 04.03.2026 (§ 187 Abs. 1 BGB) = 03.04.2026 (Karfreitag) → 07.04.2026 "
        "(§ 31 Abs. 3 VwVfG, Schleswig-Holstein); sicheres Datum: 03.04.2026" in answer
    )
    assert "07.04.2026 Dienstag" in answer
    assert "Sicheres Datum 03.04.2026" in answer


async def test_the_form_keeps_what_was_asked(ask):
    page = soup(await ask(amount="2", unit="months", land="BY", commune="Augsburg", before="1"))
    assert page.select_one("#amount")["value"] == "2"
    assert page.select_one("#unit option[selected]")["value"] == "months"
    assert page.select_one("#commune option[selected]")["value"] == "Augsburg"
    assert page.select_one("#before").has_attr("checked")


async def test_an_address_that_does_not_say_what_is_known_means_the_announcement(ask):
    page = soup(await ask(**{"from": ""}))
    assert page.select_one("input[name=from][value=start]").has_attr("checked")


async def test_a_wrong_field_is_named(ask):
    assert sentences(await ask(amount="")) == ["Länge: Bitte schreiben Sie eine ganze Zahl."]


async def test_a_field_that_is_sent_twice_is_named(counsellor, sign_in):
    question = [*QUESTION.items(), ("amount", "31")]
    response = await (await sign_in(counsellor)).get("/fristenrechner", params=question)
    assert response.status_code == 422
    assert sentences(response) == ["Länge: Das ist mehrfach angegeben. Gemeint ist nur eines."]
    assert soup(response).select_one(".calculator__answer") is None


async def test_after_an_extension_the_safe_date_is_the_earliest_whichever_end_it_counts_from(ask):
    for base in ("raw", "rolled"):
        answer = words(one(await ask(extend_days="7", extend_from=base), ".calculator__answer"))
        assert "Sicheres Datum 10.04.2026" in answer


async def test_an_empty_form_has_no_answer(counsellor, sign_in):
    response = await (await sign_in(counsellor)).get("/fristenrechner")
    assert response.status_code == 200
    assert soup(response).select_one(".calculator__answer") is None
    assert sentences(response) == []


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        # Notified three days after posting before 2025, four days from then on.
        ({"from": "posted", "day": "02.12.2024", "amount": "1", "unit": "weeks"}, "12.12.2024"),
        ({"from": "posted", "day": "02.03.2026", "amount": "1", "unit": "weeks"}, "13.03.2026"),
        ({"amount": "1", "unit": "months", "day": "31.01.2026", "kind": "TERMIN"}, "28.02.2026"),
        ({"amount": "1", "unit": "months", "day": "31.01.2026"}, "02.03.2026"),
        ({"count": "arbeitstage", "amount": "5"}, "11.03.2026"),
        ({"extend_days": "7", "extend_from": "raw"}, "10.04.2026"),
        ({"extend_days": "7", "extend_from": "rolled"}, "14.04.2026"),
        ({"amount": "1,5", "unit": "months", "day": "31.01.2027"}, "15.03.2027"),
    ],
)
async def test_special_cases_are_answered(ask, fields, end):
    response = await ask(**fields)
    assert words(one(response, ".calculator__end")).startswith(end)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "31.02.2026"}, "31.02.2026"),
        ({"day": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"amount": "-3"}, "mindestens 1"),
        ({"amount": "dreißig"}, "ganze Zahl"),
        ({"unit": "jahrhunderte"}, "Eintrag aus der Liste"),
        ({"land": "XX"}, "Dieses Land ist nicht bekannt"),
        ({"commune": "Augsburg"}, "(Schleswig-Holstein) sind keine eigenen Feiertage"),
        ({"count": "werktage", "unit": "weeks"}, "Nur Tage"),
        ({"kind": "IRGENDWAS"}, "nicht bekannt"),
        ({"extend_days": "0"}, "mindestens 1"),
        ({"fiction_days": "99", "from": "posted"}, "höchstens 30"),
        ({"fiction_days": "4"}, "nur bei einem Bescheid, der zur Post gegeben wurde"),
        ({"amount": "1,3", "unit": "months"}, "ganze oder halbe Monate, nicht 1,3"),
        ({"amount": "1,5"}, "ganze Zahl"),
    ],
)
async def test_nonsense_gets_a_sentence(ask, fields, said):
    response = await ask(**fields)
    assert response.status_code == 422
    assert said in " ".join(sentences(response))
    assert soup(response).select_one(".calculator__answer") is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "IRGENDWAS"}, "kind"),
        ({"count": "sonntage"}, "count"),
        ({"extend_from": "mitte"}, "extend_from"),
        ({"commune": "Augsburg"}, "commune"),
        ({"fiction_rolls": "1"}, "fiction_rolls"),
    ],
)
async def test_the_sentence_stands_at_its_field_and_the_field_is_not_folded_away(ask, fields, field):
    page = soup(await ask(**fields))
    assert page.select_one(".kern-error-summary a, .error-summary a, [role=alert] a")["href"] == f"#{field}"
    assert page.select_one("main details").has_attr("open")


async def test_what_is_as_usual_stays_folded_away(ask):
    assert not soup(await ask()).select_one("main details").has_attr("open")


async def test_every_role_may_use_it(ask, official, supervisor):
    for account in (official, supervisor):
        assert (await ask(account)).status_code == 200


async def test_nobody_is_shown_it_without_signing_in(client):
    assert (await client.get("/fristenrechner")).status_code == 303
