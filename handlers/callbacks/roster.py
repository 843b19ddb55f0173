"""Callbacks of rosters and shifts."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowDesk


class ShowShifts(Callback, prefix="qs", back=ShowDesk):
    """Shows the rosters of a stall."""

    stall: int


class PlanRoster(Callback, prefix="qp", back=ShowDesk):
    """Shows a plan before it is opened; 0 people: as many as the forecast suggests."""

    drop: int
    people: int = 0
    parts: int = 1


class ShowRoster(Callback, prefix="qr", back=ShowDesk):
    """Shows the roster of a drop."""

    drop: int


class RosterCallback(Callback, prefix=".", back=ShowRoster):
    """About the roster of a drop."""

    drop: int


class OpenRoster(RosterCallback, prefix="qo"):
    """Opens a roster with so many people in each of so many shifts, or one that was closed."""

    people: int = 1
    parts: int = 1


class CloseRoster(RosterCallback, prefix="qc"):
    """Lets helpers take and give back nothing any more."""


class ShowPlaces(RosterCallback, prefix="ql"):
    """Shows the buttons that change the number of places."""


class AddPlace(RosterCallback, prefix="qa"):
    """Adds a place to a shift."""

    part: int


class RemovePlace(RosterCallback, prefix="qd"):
    """Removes an empty place of a shift."""

    part: int


class TakeShift(RosterCallback, prefix="qi"):
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
