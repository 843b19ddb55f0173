"""Every action that changes a person's rights, an approval, a payee or what everybody sees leaves an entry in the audit log."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.audit import AuditAction

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path
    for layer in ("market", "handlers", "scheduler", "bot")
    for path in sorted((ROOT / layer).rglob("*.py"))
]
WATCHED_FIELDS = {
    "blocked_at",
    "hidden_at",
    "deposits_at",
    "closed_at",
    "confirmed_at",
    "decided_at",
    "covers_until",
    "kept_at",
    "removed_at",
    "licence_until",
    "licence_waived_until",
    "checked_until",
}
WATCHED_TABLES = {"AccessFact", "Organiser", "Payee", "Permit", "Person", "Pitch", "StallStaff"}
NOT_A_CHANGE = {
    "market/draw/close_draw.py": "a draw is closed by the clock",
    "bot/demo/data/seed.py": "the demo's rows are written once, into an empty database",
    "market/stall_application.py": "its owner withdraws an application that nobody decided about, as they made it",
    "market/help_call/answer.py": "a call for help is over, which is about nobody's rights",
    "market/complaint/answer.py": "a complaint is closed, which is about nobody's rights",
    "market/complaint/complain.py": "a complaint is opened again, which is about nobody's rights",
    "market/address.py": "a person is met; nobody decides about them",
}


def sensitive(node: ast.AST) -> Iterator[str]:
    """Yields the watched fields and tables that a piece of code writes."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in WATCHED_FIELDS:
        yield node.attr
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).split(".")[-1]
        first = ast.unparse(node.args[0]) if node.args else ""
        if name in WATCHED_TABLES:
            yield name
        if name in {"delete", "update", "insert"} and first.split("[")[0] in WATCHED_TABLES | {"named"}:
            yield f"{name} {first}"
        if name == "values":
            yield from (each.arg for each in node.keywords if each.arg in WATCHED_FIELDS)


def changes(source: str) -> dict[str, bool]:
    """Each function that writes something watched, and whether the change is recorded.

    It is by the function itself, by one it calls in its module, or, of a private function, by each that calls it.
    """
    functions = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    bodies = {name: ast.unparse(ast.Module(node.body, [])) for name, node in functions.items()}
    recording = {"record_change"}
    for _ in functions:
        recording |= {name for name, body in bodies.items() if any(f"{each}(" in body for each in recording)}

    def recorded(name: str) -> bool:
        callers = [other for other, body in bodies.items() if f"{name}(" in body]
        return name in recording or (name.startswith("_") and bool(callers) and recording >= {*callers})

    return {
        name: recorded(name)
        for name, node in functions.items()
        if any(True for part in ast.walk(node) for _ in sensitive(part))
    }


@pytest.fixture(scope="module")
def watched() -> dict[str, dict[str, bool]]:
    """The functions of each file that write something watched. Read when they are asked for: it takes seconds."""
    return {
        str(path.relative_to(ROOT)): found
        for path in FILES
        if str(path.relative_to(ROOT)) not in NOT_A_CHANGE and (found := changes(path.read_text()))
    }


def test_each_action_that_changes_rights_records_it(watched: dict[str, dict[str, bool]]) -> None:
    silent = {
        file: [name for name, recorded in found.items() if not recorded] for file, found in watched.items()
    }
    assert {file: names for file, names in silent.items() if names} == {}


def test_the_guard_sees_every_action_of_the_log(watched: dict[str, dict[str, bool]]) -> None:
    """The watched functions cover each kind of entry: the names of actions stand beside their changes."""
    recorded = "".join((ROOT / file).read_text() for file in watched)
    assert [action.name for action in AuditAction if f"AuditAction.{action.name}" not in recorded] == []


@pytest.mark.parametrize(
    "change",
    [
        "row.blocked_at = None",
        "row.hidden_at, row.x = now, 1",
        "session.add(Organiser(person_id=1))",
        "session.exec(delete(Person).where(x))",
        "session.execute(update(Person).values(blocked_at=None))",
    ],
)
def test_the_guard_sees_a_change_that_is_not_recorded(change: str) -> None:
    assert changes(f"def act(session, row, now):\n    {change}\n") == {"act": False}
    assert changes(f"def act(session, row, now):\n    {change}\n    record_change(session)\n") == {
        "act": True
    }
