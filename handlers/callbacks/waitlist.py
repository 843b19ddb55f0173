"""Callbacks about waitlists. `back_to` is the code of the `ListLocation` that the drop's card leads back to."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.deposit import AskForfeit, ShowDeposit


class ShowEntry(Callback, prefix="e"):
    """Shows the person's entry, hold or booking of this item, else the drop's card."""

    item: int
    back_to: str


class JoinWaitlist(Callback, prefix="j"):
    item: int
    units: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class JoinSplit(Callback, prefix="js"):
    """Joins as `JoinWaitlist` does, and accepts a partial hold; the rest keeps waiting."""

    item: int
    units: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class AskSplit(Callback, prefix="jq"):
    """Asks whether a partial hold is welcome."""

    item: int
    units: int
    back_to: str


class TakeUnits(Callback, prefix="jt"):
    """Takes available units in the last two hours."""

    item: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class AskUnits(Callback, prefix="jp"):
    item: int
    back_to: str


class LeaveWaitlist(Callback, prefix="jl"):
    item: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class ShowHold(Callback, prefix="k"):
    hold: LongId
    back_to: str


class ConfirmHold(Callback, prefix="kk"):
    hold: LongId
    units: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowDeposit(hold=self.hold, back_to=self.back_to)


class DeclineHold(Callback, prefix="kd"):
    hold: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowHold(hold=self.hold, back_to=self.back_to)


class ShowBooking(Callback, prefix="c"):
    booking: LongId
    back_to: str


class ReleaseBooking(Callback, prefix="cr"):
    booking: LongId
    back_to: str

    def fallback(self) -> Callback:
        return AskForfeit(booking=self.booking, back_to=self.back_to)


class UndoRelease(Callback, prefix="cru"):
    booking: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowBooking(booking=self.booking, back_to=self.back_to)


class UndoJoin(Callback, prefix="ju"):
    booking: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowBooking(booking=self.booking, back_to=self.back_to)


class UndoConfirm(Callback, prefix="kku"):
    booking: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowBooking(booking=self.booking, back_to=self.back_to)


class UndoDecline(Callback, prefix="kdu"):
    hold: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowHold(hold=self.hold, back_to=self.back_to)


class UndoLeave(Callback, prefix="jlu"):
    item: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class AttendBooking(Callback, prefix="cc"):
    booking: LongId
    back_to: str

    def fallback(self) -> Callback:
        return ShowBooking(booking=self.booking, back_to=self.back_to)


class AskSlot(Callback, prefix="ca"):
    """Asks for another slot."""

    booking: LongId
    back_to: str


class MoveSlot(Callback, prefix="cm"):
    booking: LongId
    item: int
    back_to: str

    def fallback(self) -> Callback:
        return AskSlot(booking=self.booking, back_to=self.back_to)
