"""Numbers as people write them.

Python itself would also read ``1_0``, ``1e3``, ``nan`` and the digits of every script: those are more likely
typing errors and are refused.
"""

import re

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,18}([.,][0-9]{0,9})?|[.,][0-9]{1,9})")


def whole_number(text: str) -> int:
    """Read a whole number such as ``30``. Raise ValueError for anything else."""
    return int(_matching(_WHOLE, text))


def decimal_number(text: str) -> float:
    """Read a number with or without decimals, ``1.5`` or ``1,5``. Raise ValueError for anything else."""
    return float(_matching(_DECIMAL, text).replace(",", "."))


def _matching(pattern: re.Pattern[str], text: str) -> str:
    typed = text.strip()
    if not pattern.fullmatch(typed):
        raise ValueError(text)
    return typed
