"""Keeps web/locales/ in step with the code: ``python -m web.ui.catalogues`` after sentences have changed.

It collects every marked sentence into geleit.pot and brings each language's .po up to date; what is new there
stands empty and is shown in German until somebody translates it.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from web.ui.i18n import DOMAIN, LOCALES

ROOT = LOCALES.parents[1]
TEMPLATE = LOCALES / f"{DOMAIN}.pot"
NOT_OURS = frozenset({"build", "data", "tests", "bench", "docs", "node_modules", "static", "__pycache__"})

HEADER = "# The sentences of Geleit. German is the source; `python -m web.ui.catalogues` keeps this in step."
LEFT_OUT = (
    '"POT-Creation',
    '"PO-Revision',
    '"Generated-By',
    '"Last-Translator',
    '"Report-Msgid',
    '"Language-Team',
)


def _is_ours(folder: str) -> bool:
    """Babel leaves out folders that begin with an underscore; our macros live in one."""
    name = Path(folder).name
    return not name.startswith(".") and name not in NOT_OURS and not name.endswith(".egg-info")


def collected() -> Catalog:
    """Return every marked sentence of the code and the templates, with the file it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has none there
    found = extract_from_dir(
        str(ROOT), methods, options, {**DEFAULT_KEYWORDS, "N_": None}, directory_filter=_is_ours
    )
    catalog = Catalog(project="Geleit", charset="utf-8", fuzzy=False)
    for name, _line, message, _comments, context in found:
        catalog.add(message, None, [(name, 0)], context=context)
    return catalog


def written(catalog: Catalog) -> bytes:
    """Return the file as it is kept: without line numbers and dates, which would change with every edit."""
    catalog.header_comment = HEADER
    out = BytesIO()
    write_po(out, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(LEFT_OUT)).encode()


def is_translated(message: Message) -> bool:
    """Tell whether every form of a sentence has a translation."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms)


def main() -> int:
    """Write geleit.pot anew and bring every language up to date."""
    template = collected()
    TEMPLATE.write_bytes(written(template))
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.write_bytes(written(catalog))
        done = sum(1 for message in catalog if message.id and is_translated(message))
        sys.stdout.write(f"{path.parent.parent.name}: {done} of {len(catalog)} translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
