"""The notification kinds of packaging."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class HubStaffNamed(NotificationKind):
    """To a person who works at a hub from now on."""

    useful_for: ClassVar[timedelta | None] = WEEK
    hub_id: int


@dataclass(frozen=True, kw_only=True)
class HubStaffJoined(NotificationKind):
    """To the organiser whose link somebody took. The entry of the audit log says who, and at which hub."""

    useful_for: ClassVar[timedelta | None] = WEEK
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class HubStaffRemoved(NotificationKind):
    """To a person who does not work at a hub any more."""

    useful_for: ClassVar[timedelta | None] = WEEK
    hub_id: int


@dataclass(frozen=True, kw_only=True)
class HaulShort(NotificationKind):
    """To the person who sent a haul: fewer units arrived than were sent."""

    useful_for: ClassVar[timedelta | None] = WEEK
    haul_id: int


@dataclass(frozen=True, kw_only=True)
class FeeWaived(NotificationKind):
    """To the borrower: a late fee need not be paid."""

    useful_for: ClassVar[timedelta | None] = WEEK
    waiver_id: int


@dataclass(frozen=True, kw_only=True)
class PackagingWrittenOff(NotificationKind):
    """To the borrower: the packaging did not come back, and its deposit is not refunded any more."""

    useful_for: ClassVar[timedelta | None] = WEEK
    loan_id: int
