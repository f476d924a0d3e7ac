"""The few shapes all pictures are made of. Everything that comes from outside is escaped by Markup.format."""

from collections.abc import Iterable

from markupsafe import Markup

from web.ui.icons import ICONS
from web.ui.indicators import StepIndicator


def drawing(
    body: Iterable[Markup],
    *,
    kind: str,
    width: float,
    height: float,
    title: str,
    description: str,
    linked: bool,
    frame: str = "",
    name: str = "",
) -> Markup:
    """Frame a picture. With links in it, it is a group to screen readers, else one image.

    ``name`` tells pictures of one kind on one page apart, ``frame`` the drawings of one picture: "wide" is
    for a desk, "narrow" for a phone.
    """
    own = "-".join(part for part in (name or kind, frame) if part)
    return Markup(
        '<svg class="drawing {kind}{frame}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        ' height="{height:.0f}" role="{role}" aria-labelledby="{name}-titel" aria-describedby="{name}-text"'
        ' focusable="false"><title id="{name}-titel">{title}</title>'
        '<desc id="{name}-text">{description}</desc>{body}</svg>'
    ).format(
        kind=kind,
        frame=f" drawing--{frame}" if frame else "",
        name=own,
        width=width,
        height=height,
        role="group" if linked else "img",
        title=title,
        description=description,
        body=Markup("").join(body),
    )


def text(x: float, y: float, content: str, classes: str = "") -> Markup:
    """Write a line; y is its base line."""
    return Markup('<text x="{:.1f}" y="{:.1f}" class="{}">{}</text>').format(x, y, classes, content)


def rect(x: float, y: float, width: float, height: float, *, classes: str, radius: float = 3) -> Markup:
    """Draw a rectangle."""
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="{:g}" class="{}"/>').format(
        x, y, max(width, 0), height, radius, classes
    )


def line(x1: float, y1: float, x2: float, y2: float, classes: str) -> Markup:
    """Draw a straight line."""
    return Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="{}"/>').format(
        x1, y1, x2, y2, classes
    )


def path(d: str, classes: str) -> Markup:
    """Draw a path; d is our own text, never a person's."""
    return Markup('<path d="{}" class="{}"/>').format(d, classes)


def symbol(indicator: StepIndicator, x: float, y: float, size: float = 16, classes: str = "symbol") -> Markup:
    """Draw the symbol of a state in a square of this size."""
    return Markup('<path d="{}" class="{}" transform="translate({:.1f} {:.1f}) scale({:.3f})"/>').format(
        ICONS[indicator.icon], classes, x, y, size / 24
    )


def group(
    parts: Iterable[Markup], *, classes: str = "", title: str | None = None, href: str | None = None
) -> Markup:
    """Bind parts together, with the full text to hover over and, if wanted, a link."""
    inner = Markup("").join(parts)
    if title is not None:
        inner = Markup("<title>{}</title>{}").format(title, inner)
    inner = Markup('<g class="{}">{}</g>').format(classes, inner)
    return Markup('<a href="{}">{}</a>').format(href, inner) if href else inner
