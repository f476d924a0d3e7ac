"""The description of the interface is complete, and the interface keeps to it."""

import json

import pytest

from geleit.domain.message import Command
from tests.api.conftest import problem

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def description(app, run, api):
    async def fetch():
        program = await api(None)
        response = await program.get("/openapi.json")
        assert response.status_code == 200
        return response.json()

    return run(fetch())


def _operations(description):
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def test_every_operation_is_described(description):
    for path, method, operation in _operations(description):
        assert operation["operationId"], (path, method)
        assert operation["description"], (path, method)
        assert operation["tags"], (path, method)
        assert operation["security"] == [{"token": []}], (path, method)


def test_every_error_is_a_problem(description):
    for path, method, operation in _operations(description):
        assert "422" not in operation["responses"], (path, method)
        for status, answer in operation["responses"].items():
            if status == "default" or status[0] in "45":
                reference = answer["content"]["application/problem+json"]["schema"]["$ref"]
                assert reference == "#/components/schemas/Problem", (path, method, status)


def test_every_reference_leads_somewhere(description):
    schemas = description["components"]["schemas"]

    def references(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for inner in node.values():
                yield from references(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from references(inner)

    found = set(references(description))
    assert found
    assert {name for name in found if name.removeprefix("#/components/schemas/") not in schemas} == set()


def test_every_command_but_three_can_be_sent(description):
    operation = description["paths"]["/departures/{departure_id}/commands"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    offered = set(schema["discriminator"]["mapping"])
    known = set(Command.by_kind)
    assert known - offered == {"open_departure", "raise_alarms", "recompute_deadlines"}
    assert offered <= known


def test_the_envelope_is_not_the_callers_to_fill(description):
    step = description["components"]["schemas"]["CompleteStep"]["properties"]
    assert set(step) == {"kind", "step", "also", "on", "authority_id", "enclosure"}


def test_the_description_holds_no_name_of_an_account(description, counsellor):
    assert counsellor.login not in json.dumps(description)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/nirgends"])
async def test_what_does_not_exist_is_a_problem_too(api, path):
    program = await api(None)
    problem(await program.get(path), 404, "not_found")


async def test_a_wrong_method_is_a_problem_too(api, counsellor):
    program = await api(counsellor)
    response = await program.delete("/departures")
    problem(response, 405, "method_not_allowed")
