"""The notification kind of last-minute offers."""

from dataclasses import dataclass

from market.notification.kind import ReminderKind


@dataclass(frozen=True, kw_only=True)
class LastMinuteOffered(ReminderKind):
    """Units are left at a lower price. Only to people who asked for it, once a night at most; not sent once the offer has ended."""

    last_minute_offer_id: int
