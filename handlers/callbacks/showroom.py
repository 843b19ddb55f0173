"""Callbacks of showrooms. `at`: slot start, in 5-minute steps since 1970; `day` a day such as 20261128."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.my_items import ShowMyItems


class ShowShowroom(Callback, prefix="e1"):
    """Shows what is on show, and a page of the days with available times."""

    stall: int
    page: int = 1


class ShowTimes(Callback, prefix="e2"):
    """Shows a page of a day's available times."""

    stall: int
    day: int
    page: int = 1

    def fallback(self) -> Callback:
        return ShowShowroom(stall=self.stall)


class ShowTimesNear(Callback, prefix="e3"):
    """Shows the available times nearest to one."""

    stall: int
    at: int

    def fallback(self) -> Callback:
        return ShowShowroom(stall=self.stall)


class BookVisit(Callback, prefix="e4"):
    """Books a visit; 0 people asks how many come."""

    stall: int
    at: int
    people: int

    def fallback(self) -> Callback:
        return ShowTimesNear(stall=self.stall, at=self.at)


class ShowMyVisits(Callback, prefix="e5"):
    page: int = 1

    def fallback(self) -> Callback:
        return ShowMyItems()


class VisitCallback(Callback, prefix="."):
    visit: int

    def fallback(self) -> Callback:
        return ShowMyVisits()


class ShowVisit(VisitCallback, prefix="e6"):
    pass


class ShowMove(VisitCallback, prefix="e7"):
    """Shows a page of the times to which a visit can be moved."""

    page: int = 1


class MoveVisit(VisitCallback, prefix="e8"):
    at: int

    def fallback(self) -> Callback:
        return ShowMove(visit=self.visit)


class CancelVisit(VisitCallback, prefix="e9"):
    pass


class UndoCancelVisit(VisitCallback, prefix="e0"):
    def fallback(self) -> Callback:
        return ShowVisit(visit=self.visit)


class SendVisitFile(VisitCallback, prefix="ef"):
    """Sends a visit as a calendar file."""

    def fallback(self) -> Callback:
        return ShowVisit(visit=self.visit)


class HostCallback(Callback, prefix="."):
    """Of a stall's showroom, for its host."""

    stall: int

    def fallback(self) -> Callback:
        return ShowDesk()


class ShowDaySheet(HostCallback, prefix="eh"):
    """Shows a page of a day to the host; day 0 is today."""

    day: int = 0
    page: int = 1


class TakeWalkIn(HostCallback, prefix="ew"):
    at: int

    def fallback(self) -> Callback:
        return ShowDaySheet(stall=self.stall)


class ShowShowroomLink(HostCallback, prefix="et"):
    """Shows the host the link of the showroom, as a QR too."""


class ShowDays(HostCallback, prefix="ed"):
    """Shows a page of the days that can be closed or opened."""

    page: int = 1


class SetDay(HostCallback, prefix="ec"):
    """Closes a day, or opens it again. Asks first where visits end."""

    day: int
    closed: int

    def fallback(self) -> Callback:
        return ShowDays(stall=self.stall)


class CloseShowroomDay(HostCallback, prefix="ecc"):
    """Closes a day, after the question."""

    day: int

    def fallback(self) -> Callback:
        return ShowDays(stall=self.stall)


class HostVisitCallback(Callback, prefix="."):
    visit: int

    def fallback(self) -> Callback:
        return ShowHostVisit(visit=self.visit)


class ShowHostVisit(HostVisitCallback, prefix="el"):
    def fallback(self) -> Callback:
        return ShowDesk()


class MarkArrived(HostVisitCallback, prefix="em"):
    pass


class MarkLeft(HostVisitCallback, prefix="en"):
    """Marks that somebody left; 0 minutes counts them from when they arrived."""

    minutes: int = 0


class MarkMissed(HostVisitCallback, prefix="eo"):
    pass
