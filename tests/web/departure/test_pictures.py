"""The time line of a departure: from four weeks ago to the expected departure, what is over in one line."""

import re
from datetime import timedelta

from tests.web.departure.examples import TODAY, Case, closed, family_in_the_middle
from web.departure.pictures import Picture, time_line
from web.ui.filters import datum
from web.ui.indicators import StepIndicator
from web.ui.pictures import gantt
from web.ui.pictures.gantt import GanttRow


def drawn(case: Case) -> Picture:
    shown = case.loaded().shown()
    at = shown.at
    return time_line(at.departure, at.process, at.names, today=at.today, look=shown.ahead.forecast)


def texts(picture: Picture) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", str(picture.svg))


def test_a_chapter_that_is_over_is_one_line_of_the_picture_and_whole_in_the_table():
    picture = drawn(family_in_the_middle())
    assert "Beratung: abgeschlossen" in texts(picture)
    assert "Erstgespräch führen" not in texts(picture)
    assert "Erstgespräch führen" in [cells[0] for cells in picture.rows]


def test_what_comes_after_the_expected_departure_is_an_arrow():
    far = TODAY + timedelta(days=400)
    rows = [
        GanttRow("Reise buchen", "Reise", StepIndicator.BLOCKED, target=TODAY + timedelta(days=20)),
        GanttRow("Ankommen begleiten", "Nachsorge", StepIndicator.BLOCKED, target=far),
    ]
    span = (TODAY - timedelta(days=28), TODAY + timedelta(days=60))
    svg = str(gantt.gantt(rows, today=TODAY, span=span))
    _before, second = svg.split("Ankommen begleiten", 1)
    assert "<path" in second
    assert datum(far) in second
    assert f"{far:%b %Y}" not in "".join(re.findall(r"<text[^>]*>([^<]+)</text>", svg))


def test_without_a_departure_to_expect_all_of_it_is_drawn():
    picture = drawn(closed())
    assert "Beratung: abgeschlossen" in texts(picture)
    assert "Nachsorge: abgeschlossen" in texts(picture)
