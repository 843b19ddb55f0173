"""The wishes about a line. `back_to` is where the drop's card leads back to, as the code of a `Where`."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.deposit import AskForfeit, ShowDeposit


class ShowEntry(Callback, prefix="e"):
    """Whatever the person has in this line: a place, a hold, a claim; else the drop's card."""

    item: int
    back_to: str


class JoinWaitlist(Callback, prefix="j"):
    item: int
    units: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class JoinSplit(Callback, prefix="js"):
    """As `JoinWaitlist`; fewer are welcome, and the rest waits on."""

    item: int
    units: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowEntry(item=self.item, back_to=self.back_to)


class AskSplit(Callback, prefix="jq"):
    """May the party be parted?"""

    item: int
    units: int
    back_to: str


class TakeUnits(Callback, prefix="jt"):
    """In the last two hours."""

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
    hold: int
    back_to: str


class ConfirmHold(Callback, prefix="kk"):
    hold: int
    units: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowDeposit(hold=self.hold, back_to=self.back_to)


class DeclineHold(Callback, prefix="kd"):
    hold: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowHold(hold=self.hold, back_to=self.back_to)


class ShowBooking(Callback, prefix="c"):
    booking: int
    back_to: str


class ReleaseBooking(Callback, prefix="cr"):
    booking: int
    back_to: str

    def fallback(self) -> Callback:
        return AskForfeit(booking=self.booking, back_to=self.back_to)


class AttendBooking(Callback, prefix="cc"):
    booking: int
    back_to: str

    def fallback(self) -> Callback:
        return ShowBooking(booking=self.booking, back_to=self.back_to)


class AskSlot(Callback, prefix="ca"):
    """Which other hour?"""

    booking: int
    back_to: str


class MoveSlot(Callback, prefix="cm"):
    booking: int
    item: int
    back_to: str

    def fallback(self) -> Callback:
        return AskSlot(booking=self.booking, back_to=self.back_to)
