"""Headers for versions and request ids."""

import re
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, Header

from web.api.problems import ProblemError
from web.ui.i18n import gettext as _

_TAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def etag(version: int) -> dict[str, str]:
    """Return the ETag of a departure's version."""
    return {"ETag": f'"{version}"'}


async def _expected_version(
    if_match: Annotated[
        str | None,
        Header(description="Version, die der Aufrufer gesehen hat (aus ETag). Ohne: jede.", max_length=40),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise ProblemError(400, "if_match", detail=_("If-Match ist keine Version, wie sie in ETag steht."))
    return int(found[1])


async def _request_id(
    idempotency_key: Annotated[
        UUID | None,
        Header(
            description=(
                "Kennung (UUID) der Anfrage: noch einmal gesendet wird sie nur einmal ausgeführt, mit "
                "anderem Inhalt wird sie abgelehnt (409 request_reused)."
            )
        ),
    ] = None,
) -> UUID:
    return idempotency_key or uuid4()


ExpectedVersion = Annotated[int | None, Depends(_expected_version)]
RequestId = Annotated[UUID, Depends(_request_id)]
