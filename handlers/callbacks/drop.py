"""Callbacks about drops. `back_to` is the code of the `ListLocation` that Back leads to."""

from handlers.callbacks.callback import Callback


class ShowDrops(Callback, prefix="l"):
    back_to: str


class ShowFilters(Callback, prefix="f"):
    back_to: str


class FilterWhen(Callback, prefix="fw"):
    back_to: str


class FilterAlley(Callback, prefix="fa"):
    back_to: str


class FilterTag(Callback, prefix="ft"):
    back_to: str


class ShowMonth(Callback, prefix="m"):
    """Shows a month; `back_to` has one, such as 202611, as its `when`."""

    back_to: str


class ShowDropDay(Callback, prefix="y"):
    """Shows a day; `back_to` has one, such as 20261127, as its `when`."""

    back_to: str


class ShowDrop(Callback, prefix="d"):
    drop: int
    back_to: str


class AddToCalendar(Callback, prefix="ics"):
    """Sends the calendar file of a drop, or of its slot `item`."""

    drop: int
    item: int = 0


class RemindOpening(Callback, prefix="ro", back=ShowDrop):
    drop: int
    back_to: str


class CancelOpeningReminder(Callback, prefix="rf", back=ShowDrop):
    drop: int
    back_to: str


class AskAlert(Callback, prefix="ra", back=ShowDrop):
    """Asks to be told when what is full can be joined."""

    drop: int
    back_to: str


class StopAlert(Callback, prefix="rb", back=ShowDrop):
    drop: int
    back_to: str


class ShowPolicy(Callback, prefix="p"):
    drop: int
    back_to: str


class ShowStallDrops(Callback, prefix="as"):
    """Shows a page of a stall's drops, from 1 on. Back leads to the card of `drop`, which then forgets the list it was opened from."""

    stall: int
    drop: int
    page: int


class ShowStall(Callback, prefix="a"):
    """Shows a stall. Back leads to the card of `drop`; 0: it was opened from a link."""

    stall: int
    drop: int
    back_to: str
