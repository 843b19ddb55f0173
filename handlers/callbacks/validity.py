"""Callbacks about a licence or a permit: `kind` is the licence of a stall or the permit of an alley, `holder_id` its id."""

from handlers.callbacks.callback import Callback
from market.validity import ValidityKind


class ShowValidity(Callback, prefix="pa"):
    kind: ValidityKind
    holder_id: int


class AskLastDay(Callback, prefix="pk"):
    kind: ValidityKind
    holder_id: int


class ChooseLastDay(Callback, prefix="ps", back=ShowValidity):
    """Sets the last day, such as 20271224. A second tap sets the same day."""

    kind: ValidityKind
    holder_id: int
    day: int


class ClearLastDay(Callback, prefix="px", back=ShowValidity):
    kind: ValidityKind
    holder_id: int
