"""A kind of editable records: what its list and pages say, its fields, and the actions that make, change and delete one.

Authority is in the actions and queries, as everywhere. docs/adding.md says how a kind is declared.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from handlers.callbacks.editable import EditableKind
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button
from locales.say import Say
from market.refusal import Refusal

About = TypeVar("About")
"""What a list is about, such as the plan of a showroom; its records are read with it."""
Record = TypeVar("Record")
UndoValues = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TextField(Generic[About, Record]):
    """A field that is typed. `read` returns its value, or None for words that are none. `any_text`: any words are a value."""

    label: Callable[[Say], str]
    question: Callable[[Say, About, Record], Markup]
    read: Callable[[HandlerContext, About, Record, str], Any]
    not_read: Callable[[Say], Markup] = lambda say: say("We did not understand that.")
    any_text: bool = False


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Generic[Record]):
    """A field of few values: a tap goes on to the next one, which its button names."""

    values: tuple[int, ...]
    current: Callable[[Record], int]
    label: Callable[[Say, int], str]

    def after(self, record: Record) -> int:
        return self.values[(self.values.index(self.current(record)) + 1) % len(self.values)]


@dataclass(frozen=True, kw_only=True)
class NewRecord(Generic[About]):
    """A record is made from one line. `read` returns None for words that are none, `make` the key of the record."""

    label: Callable[[Say], str]
    question: Callable[[Say], Markup]
    example: str
    read: Callable[[HandlerContext, str], Any]
    make: Callable[[HandlerContext, int, Any], Awaitable[int]]


@dataclass(frozen=True, kw_only=True)
class Deletion(Generic[About, Record]):
    """A record is deleted at once, or after a question where `warning` has one.

    `values` are those from which `undo` makes it again; without them it is gone.
    """

    label: Callable[[Say, Record], str]
    delete: Callable[[HandlerContext, int, Record], Awaitable[object]]
    warning: Callable[[HandlerContext, Record], Awaitable[Markup | None]] | None = None
    values: Callable[[Record], UndoValues] | None = None
    undo: Callable[[HandlerContext, int, UndoValues], Awaitable[object]] | None = None


KINDS: dict[EditableKind, "RecordKind[Any, Any]"] = {}


@dataclass(frozen=True, kw_only=True)
class RecordKind(Generic[About, Record]):
    """A kind registers itself. `read` returns its records and what their list is about; `read_one` the same of one, where a list has less of it.

    `title` heads the list, `row` is a record in it, `page` its own page; `list_buttons`, `row_buttons` and `page_buttons` lead elsewhere.
    `change` is called with the field's name and value. `unknown` is the refusal of a record that is gone.
    """

    kind: EditableKind
    read: Callable[[HandlerContext, int], Awaitable[tuple[About, Sequence[Record]]]]
    read_one: Callable[[HandlerContext, int, int], Awaitable[tuple[About, Record]]] | None = None
    key: Callable[[Record], int]
    label: Callable[[Say, Record], str]
    title: Callable[[Say, About], Sequence[Markup]]
    empty: Callable[[Say], Markup]
    row: Callable[[Say, About, Record], Markup]
    page: Callable[[Say, About, Record], Sequence[Markup]]
    back: Callable[[Say, int], Button]
    fields: dict[str, TextField[About, Record] | ChoiceField[Record]]
    change: Callable[[HandlerContext, int, Record, dict[str, Any]], Awaitable[object]]
    unknown: type[Refusal]
    new: NewRecord[About] | None = None
    deletion: Deletion[About, Record] | None = None
    list_buttons: Callable[[Say, int, Sequence[Record]], Sequence[Sequence[Button]]] = lambda *_: ()
    row_buttons: Callable[[Say, Record], Sequence[Button]] = lambda *_: ()
    page_buttons: Callable[[Say, Record], Sequence[Sequence[Button]]] = lambda *_: ()

    def __post_init__(self) -> None:
        KINDS[self.kind] = self

    async def find(self, ctx: HandlerContext, owner: int, key: int) -> tuple[About, Record]:
        """Return a record with what it is about. Raises `unknown` where there is none, and as `read_one`."""
        if self.read_one:
            return await self.read_one(ctx, owner, key)
        about, records = await self.read(ctx, owner)
        found = next((each for each in records if self.key(each) == key), None)
        if found is None:
            raise self.unknown
        return about, found
