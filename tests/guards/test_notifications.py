"""Rules of every notification kind: a view, a label in each language, a payload that reads back, a time after which it is late."""

import ast
import inspect
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import handlers.routes
from handlers.messages import messages
from locales.languages import LANGUAGES
from locales.say import speak
from market.notification.kind import NotificationKind

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
KINDS = {name: kind for name, kind in NotificationKind.known.items() if kind.__module__.startswith("market.")}
SAMPLES: dict[Any, Any] = {int: 7, str: "price", datetime: NOW, date: NOW.date(), bool: True}

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def sample_values(hint: Any) -> Iterator[Any]:
    """A value for each type that a field may have; of a tuple one without and one with items."""
    if get_origin(hint) is tuple:
        yield from ((), (SAMPLES[get_args(hint)[0]],) * 2)
        return
    for option in get_args(hint) or (hint,):
        if option in SAMPLES:
            yield SAMPLES[option]
        elif option is type(None):
            yield None
        elif isinstance(option, type) and issubclass(option, StrEnum):
            yield from option


def samples(kind: type[NotificationKind]) -> Iterator[NotificationKind]:
    """Notifications of a kind, with each field in each of its types."""
    hints = get_type_hints(kind)
    values = {each.name: [*sample_values(hints[each.name])] for each in fields(kind)}
    for place in range(2):
        yield kind(**{name: options[place % len(options)] for name, options in values.items()})


def subclass_names(kind: type[NotificationKind]) -> Iterator[str]:
    """The name of a kind and of all that derive from it."""
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from subclass_names(each)


BASES = {*subclass_names(NotificationKind)}


def declares_a_kind(path: Path) -> bool:
    """Whether a module has a class that derives from a kind and is not abstract."""
    classes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
    return any(BASES & {*map(ast.unparse, each.bases)} and not each.keywords for each in classes)


def test_every_declared_kind_is_imported_with_the_messages() -> None:
    declared = [path for path in sorted((ROOT / "market").rglob("*.py")) if declares_a_kind(path)]
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in declared}
    assert modules == {kind.__module__ for kind in KINDS.values()}


@each_kind
def test_every_kind_has_a_view(kind: type[NotificationKind]) -> None:
    assert kind.kind in messages.views


@each_kind
@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_every_kind_has_a_label_in_each_language(kind: type[NotificationKind], language: str) -> None:
    label = messages.label(speak(language), kind.kind)
    assert label not in ("", kind.kind)
    assert language == "en" or label != messages.label(speak("en"), kind.kind)


@each_kind
def test_every_kind_is_a_dataclass_of_its_own_with_a_meaning(kind: type[NotificationKind]) -> None:
    assert "__dataclass_params__" in vars(kind)
    assert kind.__doc__ is not None
    assert not kind.__doc__.startswith(f"{kind.kind}(")


@each_kind
def test_every_payload_is_json_that_reads_back_as_the_same(kind: type[NotificationKind]) -> None:
    for one in samples(kind):
        assert kind.read(json.loads(json.dumps(one.to_payload()))) == one


@each_kind
def test_a_payload_holds_json_values_and_no_types_of_ours(kind: type[NotificationKind]) -> None:
    """PostgreSQL builds the payloads of many people in one statement and takes no enum there."""
    plain = (str, int, bool, list, NoneType)
    for one in samples(kind):
        assert {type(value) for value in one.to_payload().values()} <= {*plain}


@each_kind
def test_a_kind_with_a_rule_of_lateness_is_late_some_time_after_it_is_due(
    kind: type[NotificationKind],
) -> None:
    for one in samples(kind):
        late_after = one.late_after(NOW)
        assert late_after is None or late_after - NOW >= timedelta(hours=1)


def test_handlers_know_all_messages_before_one_is_sent() -> None:
    """A process that sends none, such as `lorong serve`, draws reminders again too."""
    assert "\nimport handlers.messages " in inspect.getsource(handlers.routes)
