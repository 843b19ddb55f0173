"""The notification kinds of rosters. None says who the reader is: it is read from the rows when it is sent."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from market.notification.kind import NotificationKind

TWO_DAYS = timedelta(days=2)


class ShiftChange(StrEnum):
    """A change of a helper's shift without a tap of theirs.

    The stall put them down for it or took them off; another helper took it, or agreed to an exchange and this one is theirs now; it moved with
    its stall day, overlaps with another since then and was given back, or is off with its stall day.
    """

    ASSIGNED = "assigned"
    TAKEN_OFF = "taken_off"
    TAKEN = "taken"
    EXCHANGED = "exchanged"
    MOVED = "moved"
    OVERLAPS = "overlaps"
    OFF = "off"


@dataclass(frozen=True, kw_only=True)
class ShiftsOpen(NotificationKind):
    """To each helper of a stall, once a roster: there are shifts to take."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    stall_day_id: int


@dataclass(frozen=True, kw_only=True)
class ShiftChanged(NotificationKind):
    """To a helper who has or had the shift."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    shift_id: int
    change: ShiftChange

    def repeat_key(self) -> str:
        return self.change


@dataclass(frozen=True, kw_only=True)
class ShiftOffered(NotificationKind):
    """To a helper: another one looks for somebody who takes their shift."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    shift_id: int


@dataclass(frozen=True, kw_only=True)
class ExchangeAsked(NotificationKind):
    """To the helper who offers a shift: another one would give theirs, `given_id`, for it."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    shift_id: int
    given_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceEmptyAgain(NotificationKind):
    """To the owner: a helper gave a shift back, or helps no more."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    stall_day_id: int
