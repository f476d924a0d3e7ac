"""Layered drawing of a graph without cycles: columns, order within them, heights. Knows nothing of SVG.

The method is Sugiyama's: a box stands in the column after its last predecessor; an edge that skips columns
gets an empty place in each of them, so that no edge ever runs behind a box; the order within the columns
follows the mean position of the neighbours; at last everything moves as close to its neighbours as it can.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import inf

Edge = tuple[str, str]
SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Vertex:
    """A box, or an empty place that keeps the way free for the edges of ``source``."""

    source: str
    layer: int
    is_box: bool


@dataclass(frozen=True, slots=True)
class Layers:
    """The places of every column from top to bottom, and the short edges between neighbouring columns."""

    columns: list[list[Vertex]]
    links: list[tuple[Vertex, Vertex]]


def is_acyclic(keys: Iterable[str], edges: Iterable[Edge]) -> bool:
    """Tell whether the boxes can be put in an order at all."""
    left, going = set(keys), set(edges)
    while left:
        free = left - {target for _, target in going}
        if not free:
            return False
        left -= free
        going = {edge for edge in going if edge[0] not in free}
    return True


def reduced(edges: Iterable[Edge]) -> list[Edge]:
    """Leave out every edge that a longer path implies: it would only be one more line to follow."""
    kept = dict.fromkeys(edges)
    after: dict[str, list[str]] = {}
    for source, target in kept:
        after.setdefault(source, []).append(target)
    reach: dict[str, set[str]] = {}

    def beyond(key: str) -> set[str]:
        if key not in reach:
            following = after.get(key, [])
            reach[key] = set(following).union(*(beyond(other) for other in following))
        return reach[key]

    return [
        (source, target)
        for source, target in kept
        if not any(target in beyond(other) for other in after[source] if other != target)
    ]


def layered(keys: Sequence[str], edges: Sequence[Edge]) -> Layers:
    """Put boxes and the ways between them into columns, ordered so that few edges cross."""
    depth = _depths(keys, edges)
    columns: list[list[Vertex]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    box = {key: Vertex(key, depth[key], is_box=True) for key in keys}
    for place in box.values():
        columns[place.layer].append(place)
    links: dict[tuple[Vertex, Vertex], None] = {}
    for source, target in edges:
        here = box[source]
        for layer in range(depth[source] + 1, depth[target]):
            there = Vertex(source, layer, is_box=False)
            if there not in columns[layer]:
                columns[layer].append(there)
            links[here, there] = None
            here = there
        links[here, box[target]] = None
    found = Layers(columns, list(links))
    _order(found)
    return found


def _depths(keys: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Return the column of each box: one after its last predecessor."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in edges:
        before[target].append(source)
    depth: dict[str, int] = {}

    def of(key: str) -> int:
        if key not in depth:
            depth[key] = 1 + max((of(other) for other in before[key]), default=-1)
        return depth[key]

    return {key: of(key) for key in keys}


def _neighbours(
    links: Iterable[tuple[Vertex, Vertex]],
) -> tuple[dict[Vertex, list[Vertex]], dict[Vertex, list[Vertex]]]:
    before: dict[Vertex, list[Vertex]] = {}
    after: dict[Vertex, list[Vertex]] = {}
    for left, right in links:
        after.setdefault(left, []).append(right)
        before.setdefault(right, []).append(left)
    return before, after


def _order(layers: Layers) -> None:
    """Sort every column by the mean position of its neighbours, to and fro; the best order seen stays."""
    before, after = _neighbours(layers.links)
    best, fewest = [list(column) for column in layers.columns], crossings(layers)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        near = before if forward else after
        position: dict[Vertex, float] = {}
        for column in layers.columns if forward else reversed(layers.columns):
            for index, place in enumerate(column):
                known = [position[other] for other in near.get(place, []) if other in position]
                position[place] = sum(known) / len(known) if known else index / max(len(column), 1)
            column.sort(key=lambda place: position[place])
            for index, place in enumerate(column):
                position[place] = (index + 0.5) / len(column)
        if (count := crossings(layers)) < fewest:
            best, fewest = [list(column) for column in layers.columns], count
    layers.columns[:] = best


def crossings(layers: Layers) -> int:
    """Count the pairs of edges that cross."""
    rank = {place: index for column in layers.columns for index, place in enumerate(column)}
    return sum(
        (rank[a] - rank[b]) * (rank[c] - rank[d]) < 0
        for (a, c), (b, d) in combinations(layers.links, 2)
        if a.layer == b.layer
    )


def bands(layers: Layers, most: int) -> list[range]:
    """Cut the columns into bands of at most so many, where the fewest edges are cut."""
    count = len(layers.columns)
    needed = -(-count // most)
    cut = [sum(left.layer == layer for left, _ in layers.links) for layer in range(count)]

    @cache
    def best(start: int, left: int) -> tuple[float, int, tuple[range, ...]]:
        """Return the edges cut, the squares of the widths (least when even), and the bands from here on."""
        if left == 1:
            width = count - start
            return (0 if width <= most else inf), width**2, (range(start, count),)
        found = []
        for end in range(start + 1, min(start + most, count - left + 1) + 1):
            cuts, squares, after = best(end, left - 1)
            found.append((cuts + cut[end - 1], squares + (end - start) ** 2, (range(start, end), *after)))
        return min(found, key=lambda one: one[:2])

    return list(best(0, needed)[2]) if count else [range(0)]


def heights(
    columns: Sequence[Sequence[Vertex]],
    links: Iterable[tuple[Vertex, Vertex]],
    size: Mapping[Vertex, float],
    gap: float,
) -> dict[Vertex, float]:
    """Return the middle of every place, starting at 0: as level with its neighbours as the order allows."""
    within = {place for column in columns for place in column}
    before, after = _neighbours((left, right) for left, right in links if left in within and right in within)
    middle: dict[Vertex, float] = {}
    for column in columns:
        _settle(column, [0.0] * len(column), size, gap, middle)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            wanted = []
            for place in column:
                near = (before if forward else after).get(place) or (after if forward else before).get(place)
                wanted.append(sum(middle[other] for other in near) / len(near) if near else middle[place])
            _settle(column, wanted, size, gap, middle)
    top = min((middle[place] - size[place] / 2 for place in within), default=0.0)
    return {place: y - top for place, y in middle.items()}


def _settle(
    column: Sequence[Vertex],
    wanted: Sequence[float],
    size: Mapping[Vertex, float],
    gap: float,
    middle: dict[Vertex, float],
) -> None:
    """Place a column as near to the wanted heights as its order allows (pool adjacent violators)."""
    offset, offsets = 0.0, []
    for previous, place in pairwise([None, *column]):
        if previous is not None and place is not None:
            offset += (size[previous] + size[place]) / 2 + gap
        offsets.append(offset)
    pools: list[tuple[float, int]] = []
    for want, shift in zip(wanted, offsets, strict=True):
        mean, count = want - shift, 1
        while pools and pools[-1][0] > mean:
            other, number = pools.pop()
            mean, count = (mean * count + other * number) / (count + number), count + number
        pools.append((mean, count))
    settled = [mean for mean, count in pools for _ in range(count)]
    for place, mean, shift in zip(column, settled, offsets, strict=True):
        middle[place] = mean + shift
