"""Callbacks of editable records. `owner` is the stall or alley whose they are, 0 for those of the market; `record` is the record's key in its kind."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId


class EditableKind(StrEnum):
    """A kind of records that people list, edit and delete by hand."""

    HOURS = "h"
    SHOW = "s"
    PACKAGING = "p"
    TEMPLATE = "t"
    PITCH = "a"
    ACCESS = "f"


class ShowRecords(Callback, prefix="rrl"):
    """Shows a page of a list."""

    kind: EditableKind
    owner: int = 0
    page: int = 1


class ListCallback(Callback, prefix="."):
    kind: EditableKind
    owner: int

    def fallback(self) -> Callback:
        return ShowRecords(kind=self.kind, owner=self.owner)


class AskNewRecord(ListCallback, prefix="rrn"):
    pass


class UndoDelete(ListCallback, prefix="rru"):
    """Makes again what this person deleted last, within a minute."""


class ShowRecord(ListCallback, prefix="rrs"):
    record: LongId


class RecordCallback(Callback, prefix="."):
    kind: EditableKind
    owner: int
    record: LongId

    def fallback(self) -> Callback:
        return ShowRecord(kind=self.kind, owner=self.owner, record=self.record)


class AskRecordField(RecordCallback, prefix="rrf"):
    field: str


class SetRecordField(RecordCallback, prefix="rrc"):
    field: str
    value: int


class DeleteRecord(RecordCallback, prefix="rrd"):
    """Deletes a record; `sure` is whether it was asked before what hurts."""

    sure: bool = False
