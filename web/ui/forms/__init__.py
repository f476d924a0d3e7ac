"""Forms: typed text, read into values, with a German sentence for what cannot be read."""

from web.ui.forms.countries import read_country
from web.ui.forms.dates import parse_date
from web.ui.forms.form import Form

__all__ = ["Form", "parse_date", "read_country"]
