"""The notification kinds of a drop: opened, changed, moved, paused, cancelled; and of all of a stall day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from market.notification.kind import NotificationKind, ReminderKind

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class DropOpens(ReminderKind):
    """To a person who asked for it: the waitlist of a drop is open. Of no use twelve hours later, or after the drop."""

    drop_id: int


@dataclass(frozen=True, kw_only=True)
class AffectedByDrop(NotificationKind, abstract=True):
    """The base of what everyone hears who waits, holds or has booked. `booking_id`: what the reader has booked, if anything."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    booking_id: int | None = None


class ChangedField(StrEnum):
    """A field of a drop that a stall changed. PRICE, DEPOSIT and LIMIT are numbers, the others texts."""

    PRICE = "price"
    DEPOSIT = "deposit"
    LIMIT = "limit"
    NAME = "name"
    TAGS = "tags"
    PICTURE = "picture"
    WORDS = "words"


@dataclass(frozen=True, kw_only=True)
class DropChanged(AffectedByDrop):
    """The stall changed one field. `item_id`: of this item only."""

    field: ChangedField
    old: str | int
    new: str | int
    item_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemTextChanged(AffectedByDrop):
    """The stall changed a text of an item's description; "" where there was none, or is none any more."""

    item_id: int
    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class DropMoved(AffectedByDrop):
    """The stall moved the drop; the fields say when and in which alley it was before."""

    old_starts_at: datetime
    old_ends_at: datetime
    old_alley_id: int


@dataclass(frozen=True, kw_only=True)
class DropPausedByStall(AffectedByDrop):
    """Nothing is offered and no hold runs out until the stall resumes the drop."""


@dataclass(frozen=True, kw_only=True)
class DropResumedByStall(AffectedByDrop):
    """A paused drop goes on."""


@dataclass(frozen=True, kw_only=True)
class DropCancelledByStall(AffectedByDrop):
    """The drop does not take place."""


@dataclass(frozen=True, kw_only=True)
class AffectedByStallDay(NotificationKind, abstract=True):
    """The base of what everyone hears of an evening of a stall who waits, holds or has booked there, each once. `booking_id`: the first of what the
    reader has booked, if anything.
    """

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    stall_day_id: int
    booking_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class StallDayMoved(AffectedByStallDay):
    """The stall moved all of an evening to this one; the fields say from when to when it is now, and when and in which alley it was before."""

    starts_at: datetime
    ends_at: datetime
    old_starts_at: datetime
    old_ends_at: datetime
    old_alley_id: int


@dataclass(frozen=True, kw_only=True)
class StallDayPaused(AffectedByStallDay):
    """Nothing is offered and no hold runs out until the stall resumes."""


@dataclass(frozen=True, kw_only=True)
class StallDayResumed(AffectedByStallDay):
    """All that was paused goes on."""


@dataclass(frozen=True, kw_only=True)
class StallDayCancelled(AffectedByStallDay):
    """Nothing of it takes place."""


@dataclass(frozen=True, kw_only=True)
class StallNoteSent(AffectedByStallDay):
    """To who has booked: the stall's note about an evening."""

    note_id: int
