"""Forms: what a person typed, read into values, with a German sentence for whatever cannot be read."""

from web.forms.countries import read_country
from web.forms.dates import parse_date
from web.forms.form import Form

__all__ = ["Form", "parse_date", "read_country"]
