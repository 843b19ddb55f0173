"""Callbacks of showrooms. `at`: slot start, in 5-minute steps since 1970; `day` a day such as 20261128."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.my_items import ShowMyItems


class ShowShowroom(Callback, prefix="e1"):
    """Shows what is on show, and a page of the days with available times."""

    stall: int
    page: int = 1


class ShowTimes(Callback, prefix="e2", back=ShowShowroom):
    """Shows a page of a day's available times."""

    stall: int
    day: int
    page: int = 1


class ShowTimesNear(Callback, prefix="e3", back=ShowShowroom):
    """Shows the available times nearest to one."""

    stall: int
    at: int


class BookVisit(Callback, prefix="e4", back=ShowTimesNear):
    """Books a visit; 0 people asks how many come."""

    stall: int
    at: int
    people: int


class ShowMyVisits(Callback, prefix="e5", back=ShowMyItems):
    page: int = 1


class VisitCallback(Callback, prefix=".", back=ShowMyVisits):
    visit: int


class ShowVisit(VisitCallback, prefix="e6"):
    pass


class ShowMove(VisitCallback, prefix="e7"):
    """Shows a page of the times to which a visit can be moved."""

    page: int = 1


class MoveVisit(VisitCallback, prefix="e8", back=ShowMove):
    at: int


class CancelVisit(VisitCallback, prefix="e9"):
    pass


class UndoCancelVisit(VisitCallback, prefix="e0", back=ShowVisit):
    pass


class SendVisitFile(VisitCallback, prefix="ef", back=ShowVisit):
    """Sends a visit as a calendar file."""


class HostCallback(Callback, prefix=".", back=ShowDesk):
    """Of a stall's showroom, for its host."""

    stall: int


class ShowDaySheet(HostCallback, prefix="eh"):
    """Shows a page of a day to the host; day 0 is today."""

    day: int = 0
    page: int = 1


class TakeWalkIn(HostCallback, prefix="ew", back=ShowDaySheet):
    at: int


class ShowShowroomLink(HostCallback, prefix="et"):
    """Shows the host the link of the showroom, as a QR too."""


class ShowDays(HostCallback, prefix="ed"):
    """Shows a page of the days that can be closed or opened."""

    page: int = 1


class SetDay(HostCallback, prefix="ec", back=ShowDays):
    """Closes a day, or opens it again. Asks first where visits end."""

    day: int
    closed: int


class CloseShowroomDay(HostCallback, prefix="ecc", back=ShowDays):
    """Closes a day, after the question."""

    day: int


class ShowHostVisit(Callback, prefix="el", back=ShowDesk):
    visit: int


class HostVisitCallback(Callback, prefix=".", back=ShowHostVisit):
    visit: int


class MarkArrived(HostVisitCallback, prefix="em"):
    pass


class MarkLeft(HostVisitCallback, prefix="en"):
    """Marks that somebody left; 0 minutes counts them from when they arrived."""

    minutes: int = 0


class MarkMissed(HostVisitCallback, prefix="eo"):
    pass
