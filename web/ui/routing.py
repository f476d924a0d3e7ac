"""Helpers for the route table."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse
from starlette.convertors import Convertor, register_url_convertor


def register_words(name: str, words: Iterable[str]) -> None:
    """Let addresses have a part ``{slug:name}`` that is one of these words; any other is another page's."""

    class Word(Convertor[str]):
        regex = "|".join(words)

        def convert(self, value: str) -> str:
            return value

        def to_string(self, value: str) -> str:
            return value

    register_url_convertor(name, Word())


def answer_head(router: APIRouter) -> APIRouter:
    """Let every page answer HEAD as well as GET (the server leaves the body out); streams have no end."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.methods and not _streams(route):
            route.methods |= {"HEAD"} if "GET" in route.methods else set()
    return router


def _streams(route: APIRoute) -> bool:
    response_class = route.response_class
    return isinstance(response_class, type) and issubclass(response_class, EventSourceResponse)
