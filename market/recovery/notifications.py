"""The notification kinds of lost phones."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class RecoveryRequested(NotificationKind):
    """To organisers: somebody lost their phone and asks for their old account."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=1)
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class AccountAsked(NotificationKind):
    """To the old account: somebody says that its phone is lost, and how to stop it."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=1)
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryStopped(NotificationKind):
    """To organisers: the old account says that its person did not ask."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryRefused(NotificationKind):
    """To who asked: an organiser or the old account has refused it."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class AccountReceived(NotificationKind):
    """To who asked: all of the old account is theirs."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=14)
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class AccountMoved(NotificationKind):
    """To the old account: all it had is another account's, and how to object."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=14)
    recovery_id: int
