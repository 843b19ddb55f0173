"""Callbacks about waitlists. `back_to` is the code of the `ListLocation` that the drop's card leads back to."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.deposit import AskForfeit, ShowDeposit
from handlers.callbacks.ticket import ShowPickupTicket


class ShowEntry(Callback, prefix="e"):
    """Shows the person's entry, hold or booking of this item, else the drop's card."""

    item: int
    back_to: str


class JoinWaitlist(Callback, prefix="j", back=ShowEntry):
    item: int
    units: int
    back_to: str


class JoinSplit(Callback, prefix="js", back=ShowEntry):
    """Joins as `JoinWaitlist` does, and accepts a partial hold; the rest keeps waiting."""

    item: int
    units: int
    back_to: str


class AskSplit(Callback, prefix="jq"):
    """Asks whether a partial hold is welcome."""

    item: int
    units: int
    back_to: str


class TakeUnits(Callback, prefix="jt", back=ShowEntry):
    """Takes available units in the last two hours."""

    item: int
    back_to: str


class AskUnits(Callback, prefix="jp"):
    item: int
    back_to: str


class LeaveWaitlist(Callback, prefix="jl", back=ShowEntry):
    item: int
    back_to: str


class ShowHold(Callback, prefix="k"):
    hold: LongId
    back_to: str


class ConfirmHold(Callback, prefix="kk", back=ShowDeposit):
    hold: LongId
    units: int
    back_to: str


class DeclineHold(Callback, prefix="kd", back=ShowHold):
    hold: LongId
    back_to: str


class ShowBooking(Callback, prefix="c"):
    booking: LongId
    back_to: str


class ReleaseBooking(Callback, prefix="cr", back=AskForfeit):
    booking: LongId
    back_to: str


class UndoRelease(Callback, prefix="cru", back=ShowBooking):
    booking: LongId
    back_to: str


class UndoJoin(Callback, prefix="ju", back=ShowBooking):
    booking: LongId
    back_to: str


class UndoConfirm(Callback, prefix="kku", back=ShowBooking):
    booking: LongId
    back_to: str


class UndoDecline(Callback, prefix="kdu", back=ShowHold):
    hold: LongId
    back_to: str


class UndoLeave(Callback, prefix="jlu", back=ShowEntry):
    item: int
    back_to: str


class AttendBooking(Callback, prefix="cc", back=ShowBooking):
    booking: LongId
    back_to: str


class SayLate(Callback, prefix="ccl", back=ShowBooking):
    """Says that one is late, so that the stall keeps it."""

    booking: LongId
    back_to: str


class AskKeeping(Callback, prefix="ck", back=ShowBooking):
    """Asks how many units of a booking to keep."""

    booking: LongId
    back_to: str


class KeepUnits(Callback, prefix="cku", back=ShowPickupTicket):
    booking: LongId
    units: int


class AskSlot(Callback, prefix="ca"):
    """Asks for another slot."""

    booking: LongId
    back_to: str


class MoveSlot(Callback, prefix="cm", back=AskSlot):
    booking: LongId
    item: int
    back_to: str
