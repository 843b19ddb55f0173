"""The notification kinds of what organisers decide."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class StallApproved(NotificationKind):
    """To the owner: the stall may sell."""

    useful_for: ClassVar[timedelta | None] = 2 * WEEK
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class StallRejected(NotificationKind):
    """To the owner: the stall was not approved, and a prepared reason's code or own words. `decision_id`: the audit log's entry, 0 in older ones."""

    useful_for: ClassVar[timedelta | None] = 2 * WEEK
    stall_id: int
    reason: str
    decision_id: int = 0


@dataclass(frozen=True, kw_only=True)
class OrganiserAppointed(NotificationKind):
    """To a person who is an organiser from now on."""

    useful_for: ClassVar[timedelta | None] = WEEK


@dataclass(frozen=True, kw_only=True)
class OrganiserRemoved(NotificationKind):
    """To a person who was an organiser until now."""

    useful_for: ClassVar[timedelta | None] = WEEK


@dataclass(frozen=True, kw_only=True)
class OrganiserAdded(NotificationKind):
    """To the other organisers: somebody was made an organiser. The entry of the audit log says who, and by whom."""

    useful_for: ClassVar[timedelta | None] = WEEK
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class TroubleFound(NotificationKind):
    """To organisers: what does not mend itself. `updates` were set aside, `failures` are items that jobs cannot do."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=1)
    updates: int
    failures: int
    disk_full: bool


@dataclass(frozen=True, kw_only=True)
class PersonBlocked(NotificationKind):
    """To a person who may not take part any more, how many of their bookings were released, and why. `decision_id` as in StallRejected."""

    useful_for: ClassVar[timedelta | None] = WEEK
    released: int
    decision_id: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class BlockLifted(NotificationKind):
    """To a person who may take part again; who has a stall resumes its drops. `deposits_stopped`: it takes none until an organiser allows them."""

    useful_for: ClassVar[timedelta | None] = WEEK
    has_stall: bool
    deposits_stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class DropHidden(NotificationKind):
    """To the stall: an organiser hid its drop, and why. `decision_id` as in StallRejected."""

    useful_for: ClassVar[timedelta | None] = WEEK
    drop_id: int
    decision_id: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportMade(NotificationKind):
    """To organisers: somebody reports a stall or a drop."""

    useful_for: ClassVar[timedelta | None] = WEEK
    report_id: int


@dataclass(frozen=True, kw_only=True)
class ReportDecided(NotificationKind):
    """To the reporter: what became of the report, without details."""

    useful_for: ClassVar[timedelta | None] = 2 * WEEK
    report_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionMade(NotificationKind):
    """To organisers: somebody objects to a decision."""

    useful_for: ClassVar[timedelta | None] = WEEK
    objection_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(NotificationKind):
    """To who objected: the decision was lifted, or stays."""

    useful_for: ClassVar[timedelta | None] = 2 * WEEK
    objection_id: int


@dataclass(frozen=True, kw_only=True)
class AlleyClosingChanged(NotificationKind):
    """To the owners of an alley's stalls, and of those that sell there: organisers closed it, or opened it again."""

    useful_for: ClassVar[timedelta | None] = WEEK
    alley_id: int


@dataclass(frozen=True, kw_only=True)
class MarketDayStopped(NotificationKind):
    """To everybody concerned by a market day: organisers have stopped it. Of no use once the stop was undone, or a wait is over."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=1)
    stop_id: int


@dataclass(frozen=True, kw_only=True)
class MarketDayGoesOn(NotificationKind):
    """To the same: the stop was undone, and all is as before."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=1)
    stop_id: int


@dataclass(frozen=True, kw_only=True)
class AlleyClosedAhead(NotificationKind):
    """To a person who has booked in an alley that organisers closed: one of the bookings, and how many `others` there are."""

    useful_for: ClassVar[timedelta | None] = WEEK
    booking_id: int
    others: int
