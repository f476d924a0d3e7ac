"""Notes on the departure, over HTTP."""

from tests.web.departure.forms import (
    fill_in,
    look,
    part,
    words,
)


async def test_a_note_on_the_departure_is_in_its_history(dispatcher, counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-notiz", note="")).status_code == 422
    too_long = await fill_in(visitor, page, "form-notiz", note="x" * 10_001)
    assert too_long.status_code == 422
    text = "<b>Ruft</b> an & schreibt"
    assert (await fill_in(visitor, page, "form-notiz", note=text)).status_code == 303
    history = part((await look(visitor, departure)), "verlauf")
    assert f"„{text}“" in words(history)
    assert history.find("b") is None
