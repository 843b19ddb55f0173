"""The notification kinds of shares."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from storage.split import SplitRole

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class SharesProposed(NotificationKind):
    """To a party whom the stall knows: the stall proposes shares of a drop."""

    useful_for: ClassVar[timedelta | None] = WEEK
    split_id: int
    role: SplitRole


@dataclass(frozen=True, kw_only=True)
class SharesAgreed(NotificationKind):
    """To the owner and each party: all have agreed. `role` is the reader's."""

    useful_for: ClassVar[timedelta | None] = WEEK
    split_id: int
    role: SplitRole


@dataclass(frozen=True, kw_only=True)
class SharesEnded(NotificationKind):
    """To the owner and each party but who ended them: a proposal or agreed shares of a drop have ended."""

    useful_for: ClassVar[timedelta | None] = WEEK
    drop_id: int
    by: SplitRole


@dataclass(frozen=True, kw_only=True)
class SharedDropCancelled(NotificationKind):
    """To each party: a drop of which they have a share is cancelled."""

    useful_for: ClassVar[timedelta | None] = WEEK
    drop_id: int
