"""Detect a change in a workflow's commands to Temporal, also where no recorded history covers it."""

import ast
import json
from pathlib import Path

import pytest

import workflows

FINGERPRINTS = Path(__file__).parents[1] / "histories" / "fingerprints.json"
ASKING = {
    "all_handlers_finished",
    "continue_as_new",
    "execute_activity",
    "execute_child_workflow",
    "execute_local_activity",
    "patched",
    "random",
    "signal",
    "sleep",
    "start_activity",
    "start_child_workflow",
    "start_local_activity",
    "upsert_memo",
    "upsert_search_attributes",
    "uuid4",
    "wait",
    "wait_condition",
}
"""The calls of `temporalio.workflow` that write the history, or that decide what is written to it."""

FILES = sorted(file for file in Path(workflows.__file__).parent.glob("*.py") if file.stem != "__init__")


def fingerprint(source: str) -> dict[str, list[str]]:
    """Return each function's commands in the order of the text, with the loops and branches around them."""
    found: dict[str, list[str]] = {}
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            asked = list(_asked(function.body, ""))
            if asked:
                found[function.name] = asked
    return found


def _asked(nodes, around: str):
    for node in nodes:
        inside = around
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            inside = f"{around}loop "
        elif isinstance(node, ast.If | ast.IfExp | ast.Match):
            inside = f"{around}branch "
        yield from _asked(ast.iter_child_nodes(node), inside)
        if _is_asking(node):
            first = f"({ast.unparse(node.args[0])})" if node.args else "()"
            keywords = sorted(keyword.arg or "**" for keyword in node.keywords)
            yield " ".join([f"{around}{node.func.attr}{first}", *keywords])


def _is_asking(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "workflow"
        and node.func.attr in ASKING
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_workflows_ask_for_what_they_asked_for(file):
    known = json.loads(FINGERPRINTS.read_text())
    assert fingerprint(file.read_text()) == known.get(file.stem, {}), (
        "The workflow asks Temporal for something else than before: departures on their way would stumble."
        " Guard the change with workflow.patched(), record a history that covers it"
        " (python -m tests.workflows.recording RELEASE), then write the fingerprints anew"
        " (python -m tests.workflows.test_fingerprint)."
    )


def test_another_call_is_another_fingerprint():
    before = "async def run(self):\n    await workflow.wait_condition(self.done, timeout=rest)\n"
    after = before + "    await workflow.sleep(1)\n"
    assert fingerprint(before) == {"run": ["wait_condition(self.done) timeout"]}
    assert fingerprint(after) != fingerprint(before)


if __name__ == "__main__":
    prints = {file.stem: fingerprint(file.read_text()) for file in FILES}
    FINGERPRINTS.write_text(
        json.dumps({name: each for name, each in prints.items() if each}, indent=2) + "\n"
    )
