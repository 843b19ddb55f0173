"""The private words that standard terms replaced do not come back as names."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("bot", "handlers", "scheduler", "web", "market", "storage", "locales", "sandbox", "benchmarks")
FILES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]

CLASSES = {
    "Tap": "HandlerContext",
    "Wish": "Callback",
    "House": "Services",
    "Reception": "UpdateDispatcher",
    "Turns": "PersonLocks",
    "Faces": "PersonCache",
    "Shelf": "QueryCache",
    "Together": "BatchAction",
    "Ground": "LockedItem",
    "Crowd": "JoinBatch",
    "Wares": "ParsedMessage",
    "Letter": "Notification",
    "Mailbox": "OutboxWorker",
    "Lane": "Priority",
    "Fate": "DeliveryStatus",
    "Turnstile": "PtbRateLimiter",
}
NAMES = {
    "wish": "callback",
    "tap": "ctx",
    "letter": "notification",
    "ground": "locked",
    "dice": "rng",
    "upto": "served_up_to",
    "usher": "dispatch_task",
    "stumble": "back_off",
}
"""Of functions and parameters. A person taps a button: the sandbox's phone and the benchmarks have a `tap`."""

MAY_TAP = (ROOT / "sandbox", ROOT / "benchmarks")

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def names(source: str) -> Iterator[tuple[int, str]]:
    """Each class, function and parameter with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, Definition):
            yield node.lineno, node.name


def replaced(source: str, words: dict[str, str]) -> list[str]:
    return [f"line {line}: {name} is {words[name]} now" for line, name in names(source) if name in words]


def test_no_name_is_a_word_that_was_replaced() -> None:
    assert len(FILES) > 500
    everywhere = {**CLASSES, **NAMES}
    with_taps = {name: word for name, word in everywhere.items() if name != "tap"}
    found = {
        str(path.relative_to(ROOT)): replaced(
            path.read_text(), with_taps if any(map(path.is_relative_to, MAY_TAP)) else everywhere
        )
        for path in FILES
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_a_replaced_word_is_found_as_class_function_and_parameter() -> None:
    source = "class Wish: ...\nasync def usher(tap, *, dice=None): ...\nkept = lambda upto: upto\n"
    found = {name for _, name in names(source)} & {*CLASSES, *NAMES}
    assert found == {"Wish", "usher", "tap", "dice", "upto"}
