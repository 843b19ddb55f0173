"""The notification kind of rescues."""

from dataclasses import dataclass

from market.notification.kind import ReminderKind


@dataclass(frozen=True, kw_only=True)
class RescueOffered(ReminderKind):
    """Units are left at a lower price. Only to people who asked for it, once a night at most; of no use after the rescue."""

    rescue_id: int
