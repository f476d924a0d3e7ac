"""Rules of all templates: nothing the security policy forbids, htmx 4 spellings, German through gettext."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from web.ui.rendering import environment

FOLDER = Path(__file__).parent.parent / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*.html"))

FORBIDDEN = {
    r"\sstyle\s*=": "no style attribute: the policy blocks it",
    r"<style\b": "no style element: rules stand in web/static/css",
    r"<script\b(?![^>]*\bsrc=)": "no script body: code stands in web/static/app.js",
    r"\son[a-z]+\s*=": "no event attribute: listen in web/static/app.js",
    r"\bhx-on\b": "hx-on evaluates text",
    r"=\s*[\"']\s*(?:js|javascript):": "js: evaluates text",
    r"hx-trigger\s*=\s*[\"'][^\"']*\[": "a filter in hx-trigger evaluates text",
    r"\bhx-(?:ext|vars|params|disinherit|inherit|request|history|prompt)\b": "gone since htmx 4",
    r"\bhx-disabled-elt\b": "htmx 4 says hx-disable",
    r"\b(?:sse|ws)-(?:connect|swap|close|send)\b": "htmx 4 says hx-sse:connect and hx-sse:close",
    r"htmx:[a-z]+[A-Z]": "events are spelled htmx:after:swap since htmx 4",
    r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//": "nothing is loaded from elsewhere",
    r"\|\s*safe\b": "what a person typed is never trusted",
    r"\bautoescape\s+false\b": "escaping stays on",
}

TEXT_ATTRIBUTES = re.compile(
    r"\b(?:aria-label|alt|title|placeholder)\s*=\s*\"([^\"{]*[A-Za-zÄÖÜäöüß]{2}[^\"]*)\""
)
NOT_TRANSLATED = {"Geleit", "DEMO", "Enter", "Esc"}
"""The brand, the mark of the demo, and what is printed on keys."""


def _name(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def _findings(text: str) -> list[str]:
    without_comments = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return [why for pattern, why in FORBIDDEN.items() if re.search(pattern, without_comments)]


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_keeps_to_the_policy_and_to_htmx_4(path):
    assert _findings(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        '<a hx-on:click="x()">',
        '<a hx-vals="js:x()">',
        '<a hx-trigger="click[ctrlKey]">',
        '<div hx-ext="sse">',
        '<div sse-connect="/x">',
        '<script src="https://example.org/x.js"></script>',
        "{{ note|safe }}",
    ],
)
def test_each_rule_finds_what_it_is_for(bad):
    assert _findings(bad)


class _TextFinder(HTMLParser):
    """Collects the text of a template that stands outside of expressions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        for piece in re.split(r"[·|:()\[\]–…,]+", data):
            is_markup = '="' in piece  # attributes that a macro prepares for its neighbour
            if (
                re.search(r"[A-Za-zÄÖÜäöüß]{2}", piece)
                and not is_markup
                and piece.strip() not in NOT_TRANSLATED
            ):
                self.found.append(piece.strip())


def _untranslated(source: str) -> list[str]:
    """Return the literal words between tags that neither trans nor _() translates."""
    tree = environment().parse(source)
    literal = "".join(
        node.data
        for output in tree.find_all(nodes.Output)
        for node in output.nodes
        if isinstance(node, nodes.TemplateData)
    )
    finder = _TextFinder()
    finder.feed(re.sub(r"<!--.*?-->", "", literal, flags=re.DOTALL))
    return finder.found + TEXT_ATTRIBUTES.findall(literal)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_word_for_people_goes_through_gettext(path):
    assert _untranslated(path.read_text("utf-8")) == []


def test_a_forgotten_word_is_found():
    assert _untranslated("<p>Vorgang anlegen</p>") == ["Vorgang anlegen"]
    assert _untranslated('<nav aria-label="Filter">') == ["Filter"]
    assert _untranslated("<p>{% trans %}Vorgang anlegen{% endtrans %}</p>") == []
    assert _untranslated('<p title="{{ _("Vorgang") }}">{{ _("anlegen") }}</p>') == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_template_compiles(path):
    environment().get_template(path.relative_to(FOLDER).as_posix())


def test_only_the_macros_know_the_markup_of_kern():
    """Pages may use its type, links and frames of forms; components come by macro: their markup drifts."""
    allowed = re.compile(
        r"kern-(?:heading|title|link|container|body|icon|sr-only|label|btn|fieldset|hint|form-check)"
    )
    for path in TEMPLATES:
        if path.parent.name == "_macros" or path.name == "_layout.html":
            continue
        used = re.findall(r"\bkern-[a-z-]+", path.read_text("utf-8"))
        assert [name for name in used if not allowed.match(name)] == [], _name(path)
