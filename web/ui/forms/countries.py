"""A field for a country by its name, where a list of all countries would make the page slow."""

from geleit.importing.countries import find_country, similar_country
from geleit.importing.text import normalize
from web.ui.forms.form import Form
from web.ui.i18n import gettext as _


def read_country(form: Form, name: str, offered: list[tuple[str, str]]) -> str | None:
    """Return the code of the country in the field: by its shown name, by its code, or as lists name it.

    None, with a sentence at the field, for anything else; ``offered`` are the codes with their names.
    """
    typed = form.text(name)
    if not typed or form.error(name):
        return None
    shown = {normalize(country): code for code, country in offered}
    code = shown.get(normalize(typed)) or find_country(typed)
    if code in shown.values():
        return code
    form.fail(name, _sentence(typed, is_country=code is not None))
    return None


def _sentence(typed: str, *, is_country: bool) -> str:
    if is_country:
        return _("„{country}“ kann hier nicht stehen.").format(country=typed)
    similar = similar_country(typed)
    if similar:
        return _("„{listed}“ ist kein Land. Meinen Sie „{similar}“?").format(listed=typed, similar=similar)
    return _("„{listed}“ ist kein Land.").format(listed=typed)
