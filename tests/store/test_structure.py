"""The places of SQL in the store, and of every table."""

import ast
import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import geleit.store
from geleit.store import schema
from geleit.store.journal import statements
from geleit.store.journal.projections import WITH_STATE

STORE = Path(geleit.store.__file__).parent
WITH_SQL = ("journal/", "migrations/", "migrate.py")
"""The places where SQL strings may be, see docs/decisions/0012-one-projection-a-table.md."""
SQL = re.compile(
    r"\s*(select|insert into|update \w+ set|delete from|with \w+ as|listen|notify)\s", re.IGNORECASE
)
MODULES = sorted(str(path.relative_to(STORE)) for path in STORE.rglob("*.py"))


def nodes(module: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse((STORE / module).read_text())))


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith(WITH_SQL)])
def test_sql_strings_stand_in_the_journal_and_the_migrations(module):
    found = nodes(module)
    docstrings = {id(node.value) for node in found if isinstance(node, ast.Expr)}
    for node in found:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in {"text", "sa.text", "sqlalchemy.text", "exec_driver_sql"}, name
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            assert not SQL.match(node.value), node.value


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("migrations/versions/")])
def test_queries_name_row_classes(module):
    for node in nodes(module):
        assert not (isinstance(node, ast.Attribute) and ast.unparse(node).endswith("metadata.tables"))


def test_the_schema_names_every_module_with_tables():
    with_tables = {
        "geleit.store." + name.removesuffix(".py").replace("/", ".")
        for name in MODULES
        if any(
            isinstance(node, ast.ClassDef) and any(keyword.arg == "table" for keyword in node.keywords)
            for node in nodes(name)
        )
    }
    assert {module.__name__ for module in schema.TABLES} == with_tables


def test_every_table_of_departures_has_a_projection():
    """The exceptions are the journal itself, and tables with rows from before the opening."""
    of_departures = {
        table.name for table in schema.metadata.sorted_tables if "departure_id" in table.columns
    } | {"departure"}
    projected = [statements.name_of(projection.row_class) for projection in WITH_STATE]
    assert len(projected) == len(set(projected))
    assert set(projected) == of_departures - {"journal", "enclosure", "departure_key"}


@pytest.mark.parametrize("projection", WITH_STATE, ids=lambda projection: projection.row_class.__name__)
def test_the_key_of_a_projection_begins_with_the_departure(projection):
    assert issubclass(projection.row_class, SQLModel)
    assert statements.departure_column(projection.row_class) in {"departure_id", "id"}
