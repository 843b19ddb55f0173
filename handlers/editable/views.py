"""The screens of editable records, the same for each kind: list, page, question, question before what hurts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from handlers.callbacks.editable import (
    AskNewRecord,
    AskRecordField,
    DeleteRecord,
    SetRecordField,
    ShowRecord,
    ShowRecords,
    UndoDelete,
)
from handlers.editable.record_kind import ChoiceField, RecordKind, TextField
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.say import Say

PAGE = 8


@dataclass(frozen=True, kw_only=True)
class RecordList:
    """Records of a kind with what they are about."""

    kind: RecordKind[Any, Any]
    owner: int
    about: Any
    records: Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class OneRecord:
    """A record with what it is about, and the field that is asked for, if one is."""

    kind: RecordKind[Any, Any]
    owner: int
    about: Any
    record: Any
    asked: TextField[Any, Any] | None = None

    @property
    def ids(self) -> dict[str, Any]:
        """Return the fields of callbacks about this record."""
        return {"kind": self.kind.kind, "owner": self.owner, "record": self.kind.key(self.record)}


def record_list(say: Say, listed: RecordList, page: int, can_undo: bool) -> Screen:
    """Shows a page of a list. `can_undo`: one of them was deleted just now."""
    kind, part = listed.kind, page_of(listed.records, page, PAGE)
    ids: dict[str, Any] = {"kind": kind.kind, "owner": listed.owner}
    rows = [kind.row(say, listed.about, each) for each in part.shown] or [kind.empty(say)]
    undo = [Button(label=say.label("Undo (1 min)"), callback=UndoDelete(**ids))] if can_undo else []
    new = (
        [Button(label=kind.new.label(say), callback=AskNewRecord(**ids), style="primary")] if kind.new else []
    )
    groups = (
        undo,
        *(
            [
                Button(
                    label=shorten_label(kind.label(say, each)),
                    callback=ShowRecord(**ids, record=kind.key(each)),
                ),
                *kind.row_buttons(say, each),
            ]
            for each in part.shown
        ),
        *pager(say, part.number, part.pages, lambda other: ShowRecords(**ids, page=other)),
        new,
        *kind.list_buttons(say, listed.owner, listed.records),
        [kind.back(say, listed.owner)],
    )
    text = (*kind.title(say, listed.about), *rows, *page_text(say, part.number, part.pages))
    return Screen(text=Markup("\n").join(text), rows=layout_buttons(*groups))


def record_page(say: Say, one: OneRecord) -> Screen:
    """Shows a record with a button for each field."""
    kind, deletion = one.kind, one.kind.deletion
    deletes = (
        [Button(label=deletion.label(say, one.record), callback=DeleteRecord(**one.ids), style="danger")]
        if deletion
        else []
    )
    return Screen(
        text=Markup("\n").join(kind.page(say, one.about, one.record)),
        rows=layout_buttons(
            *kind.page_buttons(say, one.record),
            [_field_button(say, one, name, field) for name, field in kind.fields.items()],
            deletes,
            [Button(label=say.label("Back"), callback=ShowRecords(kind=kind.kind, owner=one.owner))],
        ),
    )


def _field_button(
    say: Say, one: OneRecord, name: str, field: TextField[Any, Any] | ChoiceField[Any]
) -> Button:
    if isinstance(field, TextField):
        return Button(label=field.label(say), callback=AskRecordField(**one.ids, field=name))
    value = field.after(one.record)
    return Button(label=field.label(say, value), callback=SetRecordField(**one.ids, field=name, value=value))


def field_ask(say: Say, one: OneRecord) -> Screen:
    """Asks for a field in words."""
    assert one.asked is not None
    back = Button(label=say.label("Back"), callback=ShowRecord(**one.ids))
    return Screen(text=one.asked.question(say, one.about, one.record), rows=layout_buttons([back]))


def new_record_ask(say: Say, kind: RecordKind[Any, Any], owner: int) -> Screen:
    """Says how a record is written."""
    assert kind.new is not None
    back = Button(label=say.label("Back"), callback=ShowRecords(kind=kind.kind, owner=owner))
    return Screen(
        text=kind.new.question(say), rows=layout_buttons([back]), reply_placeholder=kind.new.example
    )


def delete_confirm(say: Say, one: OneRecord, warning: Markup) -> Screen:
    """Asks before a record is deleted on which something hangs."""
    keep = Button(label=say.label("Keep it"), callback=ShowRecord(**one.ids), style="primary")
    assert one.kind.deletion is not None
    label = one.kind.deletion.label(say, one.record)
    deletes = Button(label=label, callback=DeleteRecord(**one.ids, sure=True), style="danger")
    return Screen(text=warning, rows=layout_buttons([keep], [deletes]))
