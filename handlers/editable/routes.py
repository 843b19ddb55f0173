"""Routes of editable records: one for each thing that is done with a record, whatever its kind."""

from datetime import timedelta
from typing import Any

from handlers.callbacks.editable import (
    AskNewRecord,
    AskRecordField,
    DeleteRecord,
    EditableKind,
    SetRecordField,
    ShowRecord,
    ShowRecords,
    UndoDelete,
)
from handlers.editable import views
from handlers.editable.record_kind import KINDS, ChoiceField, NewRecord, TextField, UndoValues
from handlers.editable.views import OneRecord, RecordList
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from market.refusal import ButtonForged

routes = Routes()

UNDO_FOR = timedelta(minutes=1)


class RecordFieldPrompt(Prompt, name="record-field", returns_to=AskRecordField):
    """A field of a record."""

    kind: EditableKind
    owner: int
    record: int
    field: str

    @property
    def takes_any_text(self) -> bool:
        field = KINDS[self.kind].fields.get(self.field)
        return isinstance(field, TextField) and field.any_text


class NewRecordPrompt(Prompt, name="record-new", returns_to=AskNewRecord, free_words=True):
    """The line that makes a record."""

    kind: EditableKind
    owner: int


class UndoDeletePrompt(Prompt, name="record-deleted", returns_to=ShowRecords):
    """Nothing is asked: these are the values of the record that was deleted last."""

    kind: EditableKind
    owner: int
    values: tuple[str, ...]


@routes.callback(ShowRecords)
async def show_records(ctx: HandlerContext, callback: ShowRecords) -> Screen:
    return await _list(ctx, callback)


async def _list(ctx: HandlerContext, callback: ShowRecords, can_undo: bool = False) -> Screen:
    kind = KINDS[callback.kind]
    about, records = await kind.read(ctx, callback.owner)
    listed = RecordList(kind=kind, owner=callback.owner, about=about, records=records)
    return views.record_list(ctx.say, listed, callback.page, can_undo)


@routes.callback(ShowRecord)
async def show_record(ctx: HandlerContext, callback: ShowRecord) -> Screen:
    return views.record_page(ctx.say, await _found(ctx, callback))


async def _found(ctx: HandlerContext, about: Any, field: TextField[Any, Any] | None = None) -> OneRecord:
    """Return the record of a callback or prompt. Raises as `find`."""
    kind = KINDS[about.kind]
    place, record = await kind.find(ctx, about.owner, about.record)
    return OneRecord(kind=kind, owner=about.owner, about=place, record=record, asked=field)


def _text_field(about: AskRecordField | RecordFieldPrompt) -> TextField[Any, Any]:
    field = KINDS[about.kind].fields.get(about.field)
    if not isinstance(field, TextField):
        raise ButtonForged
    return field


def _new(kind: EditableKind) -> NewRecord[Any]:
    return ButtonForged.unless(KINDS[kind].new)


@routes.question(RecordFieldPrompt)
async def ask_field(ctx: HandlerContext, callback: AskRecordField) -> Screen:
    return views.field_ask(ctx.say, await _found(ctx, callback, _text_field(callback)))


@routes.prompt(RecordFieldPrompt)
async def field_received(ctx: HandlerContext, prompt: RecordFieldPrompt, words: str) -> Done:
    field = _text_field(prompt)
    one = await _found(ctx, prompt, field)
    value = field.read(ctx, one.about, one.record, words)
    if value is None:
        raise NoAnswer(field.not_read(ctx.say))
    return await _changed(ctx, one, prompt.field, value)


@routes.callback(SetRecordField)
async def set_field(ctx: HandlerContext, callback: SetRecordField) -> Done:
    one = await _found(ctx, callback)
    field = one.kind.fields.get(callback.field)
    if not isinstance(field, ChoiceField) or callback.value not in field.values:
        raise ButtonForged
    return await _changed(ctx, one, callback.field, callback.value)


async def _changed(ctx: HandlerContext, one: OneRecord, field: str, value: Any) -> Done:
    await one.kind.change(ctx, one.owner, one.record, {field: value})
    return Done(ctx.say.plain("Saved."))


@routes.question(NewRecordPrompt)
async def ask_new(ctx: HandlerContext, callback: AskNewRecord) -> Screen:
    _new(callback.kind)
    kind = KINDS[callback.kind]
    await kind.read(ctx, callback.owner)
    return views.new_record_ask(ctx.say, kind, callback.owner)


@routes.prompt(NewRecordPrompt)
async def new_received(ctx: HandlerContext, prompt: NewRecordPrompt, words: str) -> Done:
    new = _new(prompt.kind)
    value = new.read(ctx, words)
    if value is None:
        raise NoAnswer(ctx.say("We did not understand that."))
    made = await new.make(ctx, prompt.owner, value)
    return Done(then=ShowRecord(kind=prompt.kind, owner=prompt.owner, record=made))


@routes.callback(DeleteRecord)
async def delete_record(ctx: HandlerContext, callback: DeleteRecord) -> Screen | ScreenReply:
    """Deletes a record, or asks first; where it can be made again, the list has a button for it."""
    one = await _found(ctx, callback)
    deletion = ButtonForged.unless(one.kind.deletion)
    if deletion.warning and not callback.sure:
        warning = await deletion.warning(ctx, one.record)
        if warning is not None:
            return views.delete_confirm(ctx.say, one, warning)
    await deletion.delete(ctx, one.owner, one.record)
    if deletion.values:
        values = deletion.values(one.record)
        await ctx.set_prompt(UndoDeletePrompt(kind=one.kind.kind, owner=one.owner, values=values))
    screen = await _list(ctx, ShowRecords(kind=one.kind.kind, owner=one.owner), bool(deletion.values))
    return ScreenReply(screen, toast=ctx.say.plain("Deleted."))


@routes.callback(UndoDelete)
async def undo_delete(ctx: HandlerContext, callback: UndoDelete) -> ScreenReply:
    """Makes a record again with what it was; another button or a minute ends that."""
    back = ShowRecords(kind=callback.kind, owner=callback.owner)
    values = _deleted(ctx, callback)
    deletion = KINDS[callback.kind].deletion
    if values is None or deletion is None or deletion.undo is None:
        return ScreenReply(await _list(ctx, back), toast=ctx.say.plain("It is too late to undo that."))
    await deletion.undo(ctx, callback.owner, values)
    return ScreenReply(await _list(ctx, back), toast=ctx.say.plain("It is back."))


def _deleted(ctx: HandlerContext, callback: UndoDelete) -> UndoValues | None:
    """Return the values of the record that this person has just deleted from the list; None where that is over."""
    prompt = ctx.pending_prompt
    is_of_list = isinstance(prompt, UndoDeletePrompt) and (prompt.kind, prompt.owner) == (
        callback.kind,
        callback.owner,
    )
    asked = ctx.open_prompt
    if not is_of_list or asked is None or ctx.now - asked.asked_at > UNDO_FOR:
        return None
    assert isinstance(prompt, UndoDeletePrompt)
    return prompt.values


@routes.prompt(UndoDeletePrompt)
async def nothing_asked(ctx: HandlerContext, prompt: UndoDeletePrompt, words: str) -> None:
    """A text is not about what was deleted."""
