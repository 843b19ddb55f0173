"""The notification kind of followers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import ReminderKind

ABOUT = "follow"
"""The subject of every digest: with its due time it makes one a week."""


@dataclass(frozen=True, kw_only=True)
class FollowDigest(ReminderKind):
    """To a person who follows stalls or tags: the drops of a week that are new there. The next one tells what a lost one did not."""

    useful_for: ClassVar[timedelta | None] = timedelta(hours=48)
