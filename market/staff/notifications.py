"""The notification kinds of a stall's staff."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from storage.staff import StaffRole

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class HelperJoined(NotificationKind):
    """To the owner: somebody took a link. The entry of the audit log says who, where and in which role."""

    useful_for: ClassVar[timedelta | None] = WEEK
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class HelperLeft(NotificationKind):
    """To the owner: somebody helps no more. The entry of the audit log says who, and where."""

    useful_for: ClassVar[timedelta | None] = WEEK
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class RoleChanged(NotificationKind):
    """To a helper: the owner gave them another role."""

    useful_for: ClassVar[timedelta | None] = WEEK
    stall_id: int
    role: StaffRole


@dataclass(frozen=True, kw_only=True)
class HelperRemoved(NotificationKind):
    """To a person who does not help at a stall any more."""

    useful_for: ClassVar[timedelta | None] = WEEK
    stall_id: int
