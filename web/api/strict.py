"""Strict copies of the domain's values for request bodies: an unknown field anywhere in a body is refused.

The domain itself ignores unknown fields, so that a release can read journals that a newer one wrote.
"""

from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, create_model

from geleit.domain.model import Value


def strict(annotation: Any) -> Any:
    """Return the annotation with a strict copy in place of every value of the domain in it."""
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return _strict_value(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is None:
        return annotation
    if origin is Annotated:
        inner, *others = arguments
        return Annotated[(strict(inner), *others)]
    inside = tuple(strict(each) for each in arguments)
    if inside == arguments:
        return annotation
    return Union[inside] if origin in (Union, UnionType) else origin[inside]  # noqa: UP007  # at run time


@cache
def _strict_value(value: type[Value]) -> type[BaseModel]:
    """Return a subclass of the same name that forbids unknown fields, in values within it too."""
    fields: dict[str, Any] = {
        name: (strict(field.annotation), field) for name, field in value.model_fields.items()
    }
    return create_model(
        value.__name__,
        __base__=value,
        __doc__=value.__doc__,
        __cls_kwargs__={"extra": "forbid"},
        **fields,
    )
