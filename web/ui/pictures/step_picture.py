"""The steps and their needs, from left to right, in bands that fit a screen.

A step that several persons of a family have is one box with a line per person; otherwise it would be eight
boxes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.ui.components import Column
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.indicators import StepIndicator, most_urgent
from web.ui.pictures import svg
from web.ui.pictures.layers import Edge, Layers, Vertex, bands, heights, is_acyclic, layered, reduced
from web.ui.pictures.text import shorten, wrap

COLUMNS = {"wide": 6, "narrow": 2}
"""Columns of a band: more would not fit a screen of 1280 pixels, or a phone."""

BOX = 164
GAP = 32
GUTTER = 28
TITLE, SMALL = 14, 13
SYMBOL = 15
TITLE_LINE, ROW_LINE = 17, 19
PADDING = 8
INDENT = PADDING + SYMBOL + 5
ROOM = BOX - INDENT - 6
BETWEEN = 16
TRACK = 7

_OPEN = frozenset(
    {
        StepIndicator.LATE,
        StepIndicator.FAILED,
        StepIndicator.SOON,
        StepIndicator.READY,
        StepIndicator.PLANNED,
        StepIndicator.ACTIVE,
    }
)
"""Of steps that somebody can do something about now."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step. The subtitle says for whom, or whose turn it is."""

    key: str
    title: str
    subtitle: str
    status: StepIndicator
    href: str | None = None


@dataclass(frozen=True, slots=True)
class _Box:
    """One or several nodes of the same title, drawn as one."""

    key: str
    nodes: tuple[Node, ...]

    @property
    def title(self) -> str:
        return self.nodes[0].title

    @property
    def status(self) -> StepIndicator:
        return most_urgent(node.status for node in self.nodes)

    @property
    def lines(self) -> list[str]:
        return wrap(self.title, TITLE, ROOM, 3)

    @property
    def rows(self) -> tuple[Node, ...]:
        return self.nodes if len(self.nodes) > 1 or self.nodes[0].subtitle else ()

    @property
    def height(self) -> float:
        return 2 * PADDING + TITLE_LINE * len(self.lines) + ROW_LINE * len(self.rows)


def step_picture(
    nodes: Sequence[Node], edges: Iterable[Edge], *, title: str | None = None, frame: str = "wide"
) -> Markup:
    """Draw the steps; an edge leads from a step to one that needs it.

    A circle or an edge to a step that is not there is a ValueError.
    """
    boxes, between = _boxed(nodes, list(edges))
    picture = _Picture(boxes, layered(list(boxes), reduced(between)), COLUMNS[frame])
    return svg.drawing(
        [
            *picture.edges(),
            *(_box(boxes[place.source], *at) for place, at in picture.at.items() if place.is_box),
        ],
        kind="steps",
        frame=frame,
        width=picture.right,
        height=picture.bottom,
        title=title or _("So hängen die Schritte zusammen"),
        description=describe(nodes),
        linked=any(node.href for node in nodes),
    )


def table(nodes: Sequence[Node], edges: Iterable[Edge]) -> tuple[list[Column], list[list[str]]]:
    """Return the same facts as columns and rows: each step with what it needs and what needs it."""
    name = {node.key: _name(node) for node in nodes}
    pairs = list(edges)
    columns = [
        Column(_("Schritt")),
        Column(_("Stand")),
        Column(_("Braucht vorher")),
        Column(_("Gibt danach frei")),
    ]
    return columns, [
        [
            name[node.key],
            node.status.text,
            ", ".join(name[source] for source, target in pairs if target == node.key) or "–",
            ", ".join(name[target] for source, target in pairs if source == node.key) or "–",
        ]
        for node in nodes
    ]


def describe(nodes: Sequence[Node]) -> str:
    """Describe the picture in a sentence or two."""
    done = sum(node.status is StepIndicator.DONE for node in nodes)
    blocked = sum(node.status is StepIndicator.BLOCKED for node in nodes)
    going = [node.title for node in nodes if node.status in _OPEN]
    told = ngettext(
        "{n} Schritt; {done} erledigt, {blocked} noch nicht möglich.",
        "{n} Schritte; {done} erledigt, {blocked} noch nicht möglich.",
        len(nodes),
    ).format(n=len(nodes), done=done, blocked=blocked)
    if going:
        told += " " + _("Offen: {steps}.").format(steps=", ".join(dict.fromkeys(going)))
    return told


def _boxed(nodes: Sequence[Node], edges: list[Edge]) -> tuple[dict[str, _Box], list[Edge]]:
    """Combine steps of the same title in one box, unless that would make a box wait for itself."""
    known = {node.key for node in nodes}
    if unknown := {key for edge in edges for key in edge} - known:
        raise ValueError(f"edges name steps that do not exist: {', '.join(sorted(unknown))}")
    if not is_acyclic(known, edges):
        raise ValueError("the steps need each other in a circle")
    together: dict[str, list[Node]] = {}
    for node in nodes:
        together.setdefault(node.title, []).append(node)
    home = {node.key: group[0].key for group in together.values() for node in group}
    between = [(home[source], home[target]) for source, target in edges]
    if any(source == target for source, target in between) or not is_acyclic(set(home.values()), between):
        return {node.key: _Box(node.key, (node,)) for node in nodes}, edges
    return {group[0].key: _Box(group[0].key, tuple(group)) for group in together.values()}, between


class _Picture:
    """The positions of all boxes: the left edge and the middle of each place, band under band."""

    def __init__(self, boxes: dict[str, _Box], layers: Layers, columns: int) -> None:
        self.boxes = boxes
        self.layers = layers
        self.bands = bands(layers, columns)
        widest = max((len(band) for band in self.bands), default=1)
        self.right = 2.0 * GUTTER + widest * (BOX + GAP) - GAP
        self.at: dict[Vertex, tuple[float, float]] = {}
        self.corridors: list[float] = []
        self.bottom = 12.0
        for band in self.bands:
            self._set_band(band)

    def _set_band(self, columns: range) -> None:
        part = [self.layers.columns[index] for index in columns]
        size = {p: self.boxes[p.source].height if p.is_box else 4.0 for column in part for p in column}
        middle = heights(part, self.layers.links, size, BETWEEN)
        for number, column in enumerate(part):
            for place in column:
                self.at[place] = (GUTTER + number * (BOX + GAP), self.bottom + middle[place])
        floor = self.bottom + max((middle[place] + size[place] / 2 for place in size), default=0.0)
        leaving = len(self._leaving(columns[-1])) if columns else 0
        self.corridors.append(floor + 14)
        self.bottom = floor + (14 + TRACK * leaving + 14 if leaving else 12)

    def _leaving(self, layer: int) -> list[Vertex]:
        """Return the places of a column whose edges go on to the next one, from top to bottom."""
        found = {left for left, _right in self.layers.links if left.layer == layer}
        return sorted(found, key=lambda place: self.at[place][1])

    def edges(self) -> list[Markup]:
        """Draw every edge; one whose step is open now is drawn in the colour of action."""
        ends = {columns[-1]: number for number, columns in enumerate(self.bands) if columns}
        parts = []
        for left, right in self.layers.links:
            is_open = self.boxes[left.source].status in _OPEN
            (x1, y1), (x2, y2) = self.at[left], self.at[right]
            if left.layer in ends:
                way = self._around(left, right, ends[left.layer])
            else:
                start, bend = x1 + BOX, GAP / 2
                curve = f"C{start + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
                way = f"M{start:.1f} {y1:.1f}{curve}"
            if not right.is_box:
                way += f"H{x2 + BOX:.1f}"
            parts.append(svg.path(way, "steps__edge steps__edge--open" if is_open else "steps__edge"))
            if right.is_box:
                arrow = "steps__arrow steps__arrow--open" if is_open else "steps__arrow"
                parts.append(svg.path(f"M{x2:.1f} {y2:.1f}l-8 -4.5v9Z", arrow))
        return parts

    def _around(self, left: Vertex, right: Vertex, band: int) -> str:
        """Draw an edge from the end of one band to the start of the next; nested, so that none cross."""
        (x1, y1), (x2, y2) = self.at[left], self.at[right]
        leaving = self._leaving(left.layer)
        rank, inner = leaving.index(left), len(leaving) - 1 - leaving.index(left)
        apart = min(TRACK, (GUTTER - 10) / len(leaving))
        out, back, level = (
            self.right - 4 - rank * apart,
            4 + inner * apart,
            self.corridors[band] + inner * TRACK,
        )
        return (
            f"M{x1 + BOX:.1f} {y1:.1f}H{out - 4:.1f}q4 0 4 4"
            f"V{level - 4:.1f}q0 4 -4 4H{back + 4:.1f}q-4 0 -4 4V{y2 - 4:.1f}q0 4 4 4H{x2:.1f}"
        )


def _box(box: _Box, x: float, y: float) -> Markup:
    """Draw a box: symbol and title, then whose turn it is, or a line for each person."""
    top = y - box.height / 2
    parts = [
        svg.rect(x, top, BOX, box.height, classes="box", radius=5),
        svg.symbol(box.status, x + PADDING, top + PADDING, SYMBOL),
    ]
    parts += [
        svg.text(x + INDENT, top + PADDING + 13 + TITLE_LINE * number, line, "steps__title")
        for number, line in enumerate(box.lines)
    ]
    below = top + PADDING + TITLE_LINE * len(box.lines)
    told = "\n".join(_told(node) for node in box.nodes)
    classes = f"lit lit--{box.status}"
    if len(box.nodes) > 1:
        rows = [_row(node, x, below + ROW_LINE * number) for number, node in enumerate(box.rows)]
        return svg.group([svg.group(parts, classes=classes, title=told), *rows])
    parts += [
        svg.text(x + INDENT, below + 14, shorten(n.subtitle, SMALL, ROOM), "small soft") for n in box.rows
    ]
    return svg.group(parts, classes=classes, title=told, href=box.nodes[0].href)


def _row(node: Node, x: float, y: float) -> Markup:
    parts = [
        svg.symbol(node.status, x + PADDING + 1, y + 3, SYMBOL - 2),
        svg.text(x + INDENT, y + 14, shorten(node.subtitle, SMALL, ROOM), "small"),
    ]
    return svg.group(parts, classes=f"lit lit--{node.status}", title=_told(node), href=node.href)


def _told(node: Node) -> str:
    return f"{_name(node)}: {node.status.text}"


def _name(node: Node) -> str:
    return f"{node.title} ({node.subtitle})" if node.subtitle else node.title
