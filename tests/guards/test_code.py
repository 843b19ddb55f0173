"""Rules of the code: clocks, random generators, locks, texts, routes."""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import FunctionType

import pytest

from bot.clock import wall_clock
from handlers.callbacks.callback import Callback
from handlers.routes import all_routes
from handlers.ui.prompt import Prompt
from locales.languages import LANGUAGES
from locales.refusals import sentence
from locales.say import speak
from market.refusal import Refusal
from tests.market.every_refusal import every_refusal
from tests.market.samples import NOW

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("handlers", "scheduler", "web", "market", "storage", "locales")
FILES = [
    path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py")) if "versions" not in path.parts
]
MARKET = sorted((ROOT / "market").rglob("*.py"))
CLOCKS = {"now", "utcnow", "today", "fromtimestamp"}
LOCKING = re.compile(r"\block_\w+\(")
HAS_A_CLOCK = {"bot/clock.py", "bot/cli/database_commands.py"}

USES_RANDOMNESS = {
    "bot/cli/database_commands.py",
    "bot/demo/command.py",
    "bot/app.py",
    "bot/cli/ticket_key.py",
    "bot/cli/setup.py",
}


def refusal_example(kind: type[Refusal]) -> Refusal:
    """A refusal of this class, with facts of the right types."""
    facts = {
        "str": "Asia/Kuching",
        "int": 12,
        "bool": True,
        "datetime": NOW,
        "date": NOW.date(),
        "datetime.date | None": NOW.date(),
    }
    hints = [base_hint for base in kind.__mro__ for base_hint in inspect.get_annotations(base).items()]
    return kind(**{name: facts[getattr(hint, "__name__", str(hint))] for name, hint in hints})


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_every_refusal_has_a_sentence_in_each_language(language: str) -> None:
    missing = []
    for kind in every_refusal():
        facts = refusal_example(kind).facts()
        said = sentence(speak(language), kind.__name__, facts)
        if not said or (language != "en" and said == sentence(speak("en"), kind.__name__, facts)):
            missing.append(kind.__name__)
    assert missing == []


def test_every_refusal_is_declared_in_its_feature() -> None:
    """In `refusals.py` of the feature, or in the feature itself where it is one module."""
    places = {kind.__module__ for kind in every_refusal()} - {"market.refusal"}
    packages = {place for place in places if place.endswith(".refusals")}
    assert packages == {
        f"market.{path.parent.name}.refusals" for path in (ROOT / "market").glob("*/refusals.py")
    }
    assert all(
        (ROOT / "market" / f"{place.removeprefix('market.')}.py").is_file() for place in places - packages
    )


def test_every_callback_has_a_route_and_every_route_a_known_callback() -> None:
    assert {*Callback.known.values()} == {*all_routes().callbacks}


def test_every_prompt_has_a_handler() -> None:
    assert {*Prompt.known.values()} == {*all_routes().prompts}


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


KNOWS_TELEGRAM_IDS = {
    "market.address",
    "market.admins",
    "storage.address",
    "storage.caller",
    "storage.inbox",
    "storage.notification",
}
"""Beside `bot/`, which speaks with Telegram. All others know people by our ids."""


def names_in(path: Path) -> set[str]:
    """The names that a module gives or uses."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        found |= {str(getattr(node, name)) for name in ("id", "attr", "arg", "name") if hasattr(node, name)}
    return found


def test_only_addresses_know_a_telegram_id() -> None:
    knowing = {
        module(path)
        for path in FILES
        if any("telegram_id" in name or "external_id" in name for name in names_in(path))
    }
    assert knowing == KNOWS_TELEGRAM_IDS


def test_nobody_looks_at_a_clock_of_their_own() -> None:
    bot = [
        path
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if str(path.relative_to(ROOT)) not in HAS_A_CLOCK
    ]
    looked = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in [*FILES, *bot]
        for line, name in calls(path)
        if name.split(".")[-1] in CLOCKS and name.split(".")[0] in {"datetime", "date", "dt", "time"}
    ]
    assert looked == []
    assert wall_clock().tzinfo is not None


def test_nobody_rolls_dice_of_their_own() -> None:
    """A drawing has its colours by the drop's number: the same dice for ever."""
    bot = [
        path
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if str(path.relative_to(ROOT)) not in USES_RANDOMNESS
    ]
    rolled = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in [*FILES, *bot]
        for line, name in calls(path)
        if name.split(".")[0] in {"random", "secrets"}
        or name in {"Random", "SystemRandom", "uuid4", "urandom"}
    ]
    assert [each for each in rolled if not each.startswith("handlers/drop/placeholder_picture.py:")] == []


def functions(path: Path) -> Iterator[FunctionType]:
    found = vars(import_module(module(path))).values()
    return (each for each in found if isinstance(each, FunctionType) and each.__module__ == module(path))


def test_every_action_that_locks_says_what_in_its_docstring() -> None:
    locking = [
        each
        for each in chain.from_iterable(map(functions, MARKET))
        if LOCKING.search(inspect.getsource(each))
    ]
    assert locking
    for action in locking:
        assert "locks: " in (action.__doc__ or ""), action.__qualname__


def test_every_public_function_of_the_market_gives_its_promise() -> None:
    silent = [
        f"{each.__module__}.{each.__name__}"
        for each in chain.from_iterable(map(functions, MARKET))
        if not each.__name__.startswith("_") and not each.__doc__
    ]
    assert silent == []


def test_no_lock_keeps_others_from_referring_to_the_row() -> None:
    """A plain FOR UPDATE and an insert that refers to the row, by one who holds what the first waits for, is a deadlock."""
    files = [*MARKET, *sorted((ROOT / "storage").rglob("*.py"))]
    locks = [line for path in files for line in path.read_text().splitlines() if "with_for_update(" in line]
    assert locks
    assert [line for line in locks if "key_share=True" not in line and "skip_locked=True" not in line] == []


def positional_dataclasses(source: str) -> list[str]:
    """The names of dataclasses of more than three fields that take their values by position."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    return [
        node.name
        for node in classes
        if any(map(is_positional_dataclass, node.decorator_list)) and field_count(node) > 3
    ]


def is_positional_dataclass(decorator: ast.expr) -> bool:
    said = ast.unparse(decorator)
    return said.startswith("dataclass") and "kw_only=True" not in said


def field_count(node: ast.ClassDef) -> int:
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    return sum("ClassVar" not in ast.unparse(each.annotation) for each in fields)


def test_a_dataclass_of_more_than_three_fields_is_made_by_their_names() -> None:
    """Of two fields of one type that change places, the type checker sees nothing."""
    product = [path for layer in ("bot", "sandbox") for path in sorted((ROOT / layer).rglob("*.py"))]
    found = {module(path): positional_dataclasses(path.read_text()) for path in (*FILES, *product)}
    assert {name: classes for name, classes in found.items() if classes} == {}


@pytest.mark.parametrize(
    ("decorator", "fields", "found"),
    [
        ("@dataclass", "a: int; b: int; c: int; d: int", ["Planted"]),
        ("@dataclass(frozen=True)", "a: int; b: int; c: int; d: int", ["Planted"]),
        ("@dataclass(kw_only=True)", "a: int; b: int; c: int; d: int", []),
        ("@dataclass", "a: int; b: int; c: int; d: ClassVar[int] = 1", []),
    ],
)
def test_a_planted_dataclass_is_found(decorator: str, fields: str, found: list[str]) -> None:
    assert positional_dataclasses(f"{decorator}\nclass Planted:\n    {fields}\n") == found


def test_a_photo_is_counted_before_it_is_downloaded() -> None:
    """`fetch_photo` alone downloads."""
    handlers = sorted((ROOT / "handlers").rglob("*.py"))
    downloads = [
        str(path.relative_to(ROOT))
        for path in handlers
        for _, name in calls(path)
        if name.endswith("services.fetch")
    ]
    assert downloads == ["handlers/ui/photo.py"]
