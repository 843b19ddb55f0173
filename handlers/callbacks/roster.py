"""Callbacks of rosters and shifts."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowDesk


class ShowShifts(Callback, prefix="qs", back=ShowDesk):
    """Shows the rosters of a stall."""

    stall: int


class PlanRoster(Callback, prefix="qm", back=ShowDesk):
    """Shows a plan before it is opened; 0 people: as many as the forecast suggests."""

    stall_day: int
    people: int = 0
    parts: int = 1


class ShowRoster(Callback, prefix="qj", back=ShowDesk):
    """Shows the roster of a stall day."""

    stall_day: int


class ShowRosterOfDrop(Callback, prefix="qr", also=("qp", "qo", "qc", "ql", "qa", "qd", "qi"), back=ShowDesk):
    """Shows the roster of a drop's stall day: all that buttons do that are from before rosters belonged to stall days."""

    drop: int
    people: int = 0
    parts: int = 0


class RosterCallback(Callback, prefix=".", back=ShowRoster):
    """About the roster of a stall day."""

    stall_day: int


class OpenRoster(RosterCallback, prefix="q3"):
    """Opens a roster with so many people in each of so many shifts, or one that was closed."""

    people: int = 1
    parts: int = 1


class CloseRoster(RosterCallback, prefix="qu"):
    """Lets helpers take and give back nothing any more."""


class ShowPlaces(RosterCallback, prefix="qv"):
    """Shows the buttons that change the number of places."""


class AddPlace(RosterCallback, prefix="qw"):
    """Adds a place to a shift."""

    part: int


class RemovePlace(RosterCallback, prefix="q1"):
    """Removes an empty place of a shift."""

    part: int


class TakeShift(RosterCallback, prefix="q2"):
    """Takes an empty place of a shift."""

    part: int


class ShowShift(Callback, prefix="qh", back=ShowDesk):
    """Shows one place."""

    shift: int


class ShiftCallback(Callback, prefix=".", back=ShowShift):
    """About one place."""

    shift: int


class GiveBackShift(ShiftCallback, prefix="qb"):
    """Gives a shift back."""


class OfferShift(ShiftCallback, prefix="qf"):
    """Offers a shift to the others."""


class KeepShift(ShiftCallback, prefix="qk"):
    """Offers a shift no more."""


class TakeOffered(ShiftCallback, prefix="qx"):
    """Takes a shift that another helper offers."""


class AskExchange(ShiftCallback, prefix="qe"):
    """Asks for an offered shift, for one's own."""

    given: int


class AgreeExchange(ShiftCallback, prefix="qg"):
    """Gives one's offered shift for another one."""

    given: int


class AskAssign(ShiftCallback, prefix="qn"):
    """Asks whom to put down for an empty place."""


class AssignShift(ShiftCallback, prefix="qy"):
    """Puts a helper down for an empty place; undoes TakeOffShift."""

    person: LongId


class TakeOffShift(ShiftCallback, prefix="qz"):
    """Takes a helper off a shift; undoes AssignShift."""

    person: LongId
