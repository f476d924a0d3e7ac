"""The pictures: well-formed, classes only, every label there and within its box, the table says the same."""

import itertools
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from web.ui.indicators import StepIndicator
from web.ui.pictures import gantt, scale, step_picture, window
from web.ui.pictures.columns import month_columns
from web.ui.pictures.gantt import GanttRow, Marker
from web.ui.pictures.layers import bands, crossings, heights, is_acyclic, layered, reduced
from web.ui.pictures.step_picture import Node
from web.ui.pictures.text import shorten, width, wrap

TODAY = date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz für Frau Dr. Hüseyinoğlu-Özdemir"


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def row(title="Pass beschaffen", status=StepIndicator.ACTIVE, **dates) -> GanttRow:
    return GanttRow(title, dates.pop("group", "Reise"), status, **dates)


def parsed(picture) -> Any:
    text = str(picture).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(text)


def texts(picture) -> list[str]:
    return [element.text or "" for element in parsed(picture).iter(f"{SVG}text")]


def every_status() -> list[GanttRow]:
    return [
        GanttRow(
            f"Schritt {indicator}",
            "Alle",
            indicator,
            day(-20),
            day(-5) if indicator is StepIndicator.DONE else None,
            day(9),
        )
        for indicator in StepIndicator
    ]


def family(persons: int) -> tuple[list[Node], list[tuple[str, str]]]:
    nodes = [Node("talk", "Erstgespräch führen", "Beratung", StepIndicator.DONE, "#talk")]
    edges = []
    for number in range(persons):
        nodes.append(
            Node(
                f"pass-{number}",
                "Pass beschaffen",
                f"Person {number}",
                StepIndicator.READY,
                f"#pass-{number}",
            )
        )
        nodes.append(Node(f"embassy-{number}", "Botschaftstermin", f"Person {number}", StepIndicator.BLOCKED))
        edges += [
            ("talk", f"pass-{number}"),
            (f"pass-{number}", f"embassy-{number}"),
            (f"embassy-{number}", "book"),
        ]
    nodes += [
        Node("book", "Reise buchen", "BAMF", StepIndicator.BLOCKED),
        Node("go", "Ausreise", "", StepIndicator.BLOCKED),
    ]
    return nodes, [*edges, ("book", "go"), ("talk", "go")]


def chain(length: int) -> tuple[list[Node], list[tuple[str, str]]]:
    nodes = [Node(f"s{n}", f"Schritt {n}", "Beratung", StepIndicator.BLOCKED) for n in range(length)]
    return nodes, [(f"s{n}", f"s{n + 1}") for n in range(length - 1)]


PICTURES = {
    "time line": lambda: gantt.gantt(
        every_status(), today=TODAY, markers=[Marker(day(3), "Frist <&>", "danger")]
    ),
    "time line without dates": lambda: gantt.gantt([row(status=StepIndicator.BLOCKED)], today=TODAY),
    "empty time line": lambda: gantt.gantt([], today=TODAY),
    "narrow time line": lambda: gantt.gantt(every_status(), today=TODAY, frame=scale.NARROW),
    "steps": lambda: step_picture.step_picture(*family(3)),
    "narrow steps": lambda: step_picture.step_picture(*family(3), frame="narrow"),
    "one step": lambda: step_picture.step_picture([Node("a", "A & B", "<x>", StepIndicator.LATE)], []),
    "no steps": lambda: step_picture.step_picture([], []),
    "columns": lambda: month_columns([(date(2026, 10, 31), 3), (date(2026, 11, 22), 10)]),
}


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_is_well_formed_and_styled_by_classes_only(draw):
    picture = str(draw())
    parsed(picture)
    assert "style=" not in picture
    assert not re.search(r"\son\w+=|#[0-9a-f]{6}\b|<script", picture)
    assert "nan" not in picture


@pytest.mark.parametrize("name", ["time line", "steps"])
def test_a_picture_has_a_title_and_says_in_words_what_it_shows(name):
    root = parsed(PICTURES[name]())
    ids = {element.get("id"): element.text for element in root if element.get("id")}
    assert ids[root.get("aria-labelledby")]
    assert "Schritte" in ids[root.get("aria-describedby")]


def test_a_picture_with_links_is_no_image_to_screen_readers():
    linked = parsed(step_picture.step_picture([Node("a", "A", "", StepIndicator.READY, "#a")], []))
    plain = parsed(step_picture.step_picture([Node("a", "A", "", StepIndicator.READY)], []))
    assert (linked.get("role"), plain.get("role")) == ("group", "img")


def test_every_step_of_the_time_line_is_named_and_grouped():
    rows = [row("Pass beschaffen", group="Amira"), row("Pass beschaffen", group="Yusuf"), row("Reise buchen")]
    shown = texts(gantt.gantt(rows, today=TODAY))
    assert [text for text in shown if text in {"Amira", "Yusuf", "Reise"}] == ["Amira", "Yusuf", "Reise"]
    assert shown.count("Pass beschaffen") == 2
    assert "heute" in shown


def test_a_title_too_long_is_shortened_and_stands_whole_in_the_tooltip():
    picture = gantt.gantt([row(LONG, start=day(-3), target=day(3))], today=TODAY)
    assert LONG not in texts(picture)
    assert any(text.endswith("…") for text in texts(picture))
    assert any(LONG in (title.text or "") for title in parsed(picture).iter(f"{SVG}title"))


def test_an_overrun_is_drawn_solid_from_the_target_to_today():
    late = parsed(gantt.gantt([row(status=StepIndicator.LATE, start=day(-30), target=day(-4))], today=TODAY))
    due = parsed(gantt.gantt([row(status=StepIndicator.SOON, start=day(-30), target=TODAY)], today=TODAY))
    assert [rect.get("class") for rect in late.iter(f"{SVG}rect")].count("solid") == 1
    assert [rect.get("class") for rect in due.iter(f"{SVG}rect")].count("solid") == 0


@pytest.mark.parametrize("frame", scale.FRAMES, ids=lambda frame: frame.name)
def test_bars_and_markers_stay_within_the_picture(frame):
    rows = [
        row(start=day(-400), target=day(500)),
        row(start=day(3)),
        row(end=day(-1), status=StepIndicator.DONE),
    ]
    markers = [Marker(day(-400), "ganz früh " * 3), Marker(day(500), "ganz spät " * 3)]
    root = parsed(gantt.gantt(rows, today=TODAY, markers=markers, frame=frame))
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("x")) >= 0
        assert float(rect.get("x")) + float(rect.get("width")) <= frame.width


@pytest.mark.parametrize("frame", scale.FRAMES, ids=lambda frame: frame.name)
def test_labels_of_deadlines_never_cover_each_other(frame):
    markers = [Marker(day(n), f"Frist Nummer {n}") for n in range(1, 7)]
    picture = gantt.gantt([row(start=day(-60), target=day(90))], today=TODAY, markers=markers, frame=frame)
    root = parsed(picture)
    flags = [r for r in root.iter(f"{SVG}rect") if float(r.get("height")) == scale.LANE - 4]
    boxes = [tuple(float(r.get(name)) for name in ("x", "y", "width")) for r in flags]
    assert len(boxes) == 7
    for number, (x, y, w) in enumerate(boxes):
        for other_x, other_y, other_w in boxes[number + 1 :]:
            assert y != other_y or x + w <= other_x or other_x + other_w <= x


def test_on_a_phone_the_bars_have_the_whole_width_and_their_labels_stand_above_them():
    root = parsed(gantt.gantt([row(start=day(-30), target=day(20))], today=TODAY, frame=scale.NARROW))
    bar = next(rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "box")
    label = next(text for text in root.iter(f"{SVG}text") if text.text == "Pass beschaffen")
    assert float(bar.get("x")) < scale.NARROW.width / 4
    assert float(label.get("y")) < float(bar.get("y"))


def test_the_drawings_of_one_picture_have_ids_of_their_own():
    drawn = "".join(gantt.gantt([row()], today=TODAY, frame=frame) for frame in scale.FRAMES)
    ids = re.findall(r' id="([^"]+)"', drawn)
    assert len(set(ids)) == len(ids) == 4


def test_what_ran_out_long_ago_still_says_when():
    rows = [window.WindowRow("Ausreisefrist", None, day(-170), closes=True)]
    shared = window.DateRange(TODAY, day(-170))
    for frame in scale.FRAMES:
        drawn = window.window(rows, shared=shared, expected=None, today=TODAY, title="Fenster", frame=frame)
        assert any("05.06.2026" in text for text in texts(drawn))


def test_the_twin_of_the_time_line_has_every_date():
    columns, rows = gantt.table([row(start=day(-10), target=day(-4), status=StepIndicator.LATE)], today=TODAY)
    assert len(columns) == len(rows[0])
    assert rows == [
        ["Pass beschaffen", "Reise", "Überfällig", "12.11.2026", "18.11.2026 (seit 4 Tagen überfällig)", "–"]
    ]


def test_the_same_step_of_several_persons_is_one_box_with_a_line_each():
    picture = step_picture.step_picture(*family(8))
    shown = texts(picture)
    assert shown.count("Pass beschaffen") == 1
    assert [text for text in shown if text.startswith("Person")] == [f"Person {n}" for n in range(8)] * 2
    links = [element.get("href") for element in parsed(picture).iter(f"{SVG}a")]
    assert links == ["#talk", *(f"#pass-{number}" for number in range(8))]


def test_steps_of_one_name_that_follow_each_other_stay_apart():
    nodes = [
        Node("a", "Botschaftstermin", "erster", StepIndicator.DONE),
        Node("b", "Botschaftstermin", "zweiter", StepIndicator.READY),
    ]
    assert texts(step_picture.step_picture(nodes, [("a", "b")])).count("Botschaftstermin") == 2


def test_no_edge_runs_behind_a_box():
    nodes, edges = family(3)
    nodes += [Node(f"x{n}", f"Nebenweg {n}", "", StepIndicator.BLOCKED) for n in range(4)]
    edges += [("talk", "x0"), ("x0", "x1"), ("x1", "x2"), ("x2", "x3"), ("talk", "x3"), ("x0", "go")]
    found = layered([node.key for node in nodes], reduced(edges))
    size = {place: 60.0 if place.is_box else 4.0 for column in found.columns for place in column}
    middle = heights(found.columns, found.links, size, 10)
    for column in found.columns:
        for upper, lower in itertools.pairwise(column):
            assert middle[lower] - middle[upper] >= (size[upper] + size[lower]) / 2 + 10 - 1e-6
    assert all(right.layer == left.layer + 1 for left, right in found.links)


def test_a_long_process_is_folded_into_bands_that_fit_the_page():
    nodes, edges = chain(14)
    root = parsed(step_picture.step_picture(nodes, edges))
    assert float(root.get("width")) <= 1240
    assert (
        len([text for text in texts(step_picture.step_picture(nodes, edges)) if text.startswith("Schritt")])
        == 14
    )
    found = layered([node.key for node in nodes], edges)
    assert [len(columns) for columns in bands(found, 6)] == [5, 5, 4] or max(map(len, bands(found, 6))) <= 6


def test_bands_are_cut_where_the_fewest_edges_are():
    keys = ["a", "b1", "b2", "b3", "c", "d", "e"]
    edges = [("a", b) for b in keys[1:4]] + [(b, "c") for b in keys[1:4]] + [("c", "d"), ("d", "e")]
    assert bands(layered(keys, edges), 3) == [range(3), range(3, 5)]


def test_columns_are_ordered_so_that_parallel_chains_do_not_cross():
    keys = ["start", *(f"{kind}{n}" for kind in "ab" for n in range(5)), "end"]
    edges = [("start", f"a{n}") for n in range(5)] + [(f"a{n}", f"b{4 - n}") for n in range(5)]
    edges += [(f"b{n}", "end") for n in range(5)]
    assert crossings(layered(keys, edges)) == 0


def test_an_edge_that_a_longer_way_says_already_is_left_out():
    assert reduced([("a", "b"), ("b", "c"), ("a", "c")]) == [("a", "b"), ("b", "c")]


def test_a_circle_and_an_unknown_step_are_refused():
    nodes = [Node("a", "A", "", StepIndicator.READY), Node("b", "B", "", StepIndicator.BLOCKED)]
    assert not is_acyclic(["a", "b"], [("a", "b"), ("b", "a")])
    with pytest.raises(ValueError, match="circle"):
        step_picture.step_picture(nodes, [("a", "b"), ("b", "a")])
    with pytest.raises(ValueError, match="do not exist: c"):
        step_picture.step_picture(nodes, [("a", "c")])


def test_the_twin_of_the_steps_says_what_needs_what():
    nodes = [Node("a", "Pass", "Amira", StepIndicator.DONE), Node("b", "Reise", "", StepIndicator.READY)]
    columns, rows = step_picture.table(nodes, [("a", "b")])
    assert [column.label for column in columns] == ["Schritt", "Stand", "Braucht vorher", "Gibt danach frei"]
    assert rows == [
        ["Pass (Amira)", "Erledigt", "–", "Reise"],
        ["Reise", "Jetzt möglich", "Pass (Amira)", "–"],
    ]


@pytest.mark.parametrize("text", [LONG, "Botschaftstermin", "Rückkehrentscheidung", "Pass", "A" * 60, ""])
def test_wrapped_lines_fit_their_room(text):
    lines = wrap(text, 14, 130, 3)
    assert len(lines) <= 3
    assert all(width(line, 14) <= 130 for line in lines)


def test_words_are_broken_between_syllables():
    assert wrap("Rückkehrentscheidung", 14, 110, 3) == ["Rückkehrent-", "scheidung"]
    assert wrap("Botschaftstermin", 14, 92, 3) == ["Botschafts-", "termin"]
    assert wrap("Haddad-Al-Rashidi", 14, 90, 3) == ["Haddad-Al-", "Rashidi"]


def test_a_short_text_stays_whole():
    assert shorten("Pass", 14, 200) == "Pass"
    assert shorten("Förderung beantragen", 14, 80).endswith("…")


def test_columns_are_as_high_as_their_numbers_and_print_them():
    months = [(date(2026, 9, 30), 20), (date(2026, 10, 31), 0), (date(2026, 11, 22), 10)]
    drawn = parsed(month_columns(months))
    heights = [float(rect.get("height")) for rect in drawn.iter(f"{SVG}rect")]
    assert heights[0] == 2 * heights[2] > heights[1] == 0
    printed = [text.text for text in drawn.iter(f"{SVG}text")]
    assert printed == ["20", "Sep 26", "0", "Okt", "10", "Nov"]
