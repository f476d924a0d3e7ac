"""Keep web/locales/ in step with the code: run ``python -m web.ui.catalogues`` after sentences have changed.

It collects every marked sentence into geleit.pot and updates each language's .po, if there is one; new
sentences are empty there and shown in German until somebody translates them.
"""

import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from web.ui.i18n import DOMAIN, LOCALES

ROOT = LOCALES.parents[1]
TEMPLATE = LOCALES / f"{DOMAIN}.pot"
FOLDERS = ("activities", "geleit", "templates", "web", "workflows")

METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2"),
    ("processes/*.toml", "web.ui.catalogues:process_titles"),
]
OPTIONS = {
    "**.py": {"encoding": "utf-8"},
    # Those of web/ui/rendering.py, or the strings would not match.
    "**.html": {
        "encoding": "utf-8",
        "trimmed": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    },
}

HEADER = "# The sentences of Geleit. German is the source; `python -m web.ui.catalogues` keeps this in step."
VOLATILE_HEADERS = (
    '"POT-Creation',
    '"PO-Revision',
    '"Generated-By',
    '"Last-Translator',
    '"Report-Msgid',
    '"Language-Team',
)


def process_titles(
    file: IO[bytes], *_keywords: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the titles of a process template's stages and steps, as an extractor for Babel."""
    template = tomllib.load(file)
    for part in (*template.get("stages", ()), *template.get("steps", ())):
        yield 0, None, part["title"], []


def _is_source(folder: str) -> bool:
    """Tell whether a folder is searched; Babel by itself leaves out ``_macros``."""
    return Path(folder).name not in {"__pycache__", "locales", "static"}


def collect() -> Catalog:
    """Return every marked sentence of the code and the templates, with the file it stands in."""
    catalog = Catalog(project="Geleit", charset="utf-8", fuzzy=False)
    for folder in FOLDERS:
        found = extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, {**DEFAULT_KEYWORDS, "N_": None}, directory_filter=_is_source
        )
        for name, _line, message, _comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", 0)], context=context)
    return catalog


def serialize(catalog: Catalog) -> bytes:
    """Return the content of the file: without line numbers and dates, which would change with every edit."""
    catalog.header_comment = HEADER
    out = BytesIO()
    write_po(out, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(VOLATILE_HEADERS)).encode()


def is_translated(message: Message) -> bool:
    """Tell whether every form of a sentence has a translation."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms)


def main() -> int:
    """Rewrite geleit.pot and update every language."""
    template = collect()
    TEMPLATE.write_bytes(serialize(template))
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.write_bytes(serialize(catalog))
        translated = sum(1 for message in catalog if message.id and is_translated(message))
        sys.stdout.write(f"{path.parent.parent.name}: {translated} of {len(catalog)} translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
