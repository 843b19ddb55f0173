"""The standing of a stall's licence on a day, by the rules of its city."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from market.city_rules import LicenceRules, MonthlyFee


class LicenceStanding(StrEnum):
    """The standing of a licence on a day: nobody has said when it ends; it is valid; paid late; lapsed; or lapsed for too long to be revived."""

    UNKNOWN = "unknown"
    VALID = "valid"
    GRACE = "grace"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"

    @property
    def may_publish(self) -> bool:
        """Return whether a stall with such a licence may publish."""
        return self in (LicenceStanding.UNKNOWN, LicenceStanding.VALID, LicenceStanding.GRACE)


def licence_standing(until: date | None, today: date, rules: LicenceRules) -> LicenceStanding:
    """Return how a licence stands whose last day is `until`."""
    if until is None:
        return LicenceStanding.UNKNOWN
    if today <= until:
        return LicenceStanding.VALID
    if today <= lapses_after(until, rules):
        return LicenceStanding.GRACE
    revived = revived_until(until, rules)
    if revived and today > revived:
        return LicenceStanding.CANCELLED
    return LicenceStanding.LAPSED


def fee_due(month: date, fee: MonthlyFee) -> date:
    """Return the last day on which the fee of a month, by its first day, is not late."""
    return month.replace(day=1) + timedelta(days=fee.due_day - 1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return _month_end(month) + timedelta(days=1)


def first_unpaid(months: Collection[date], start: date) -> date:
    """Return the first month from `start` on that is not among the paid ones, all by their first days."""
    month = start
    while month in months:
        month = next_month(month)
    return month


def latest_end(today: date, rules: LicenceRules) -> date | None:
    """Return the latest last day that a licence may get, for a year that is paid in advance; None where there is no such rule."""
    return date(today.year + 1, 12, 31) if rules.ends_with_year else None


def lapses_after(until: date, rules: LicenceRules) -> date:
    """Return the last day on which a licence that ended with `until` has not lapsed."""
    return until + timedelta(days=rules.grace_days)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def revived_until(until: date, rules: LicenceRules) -> date | None:
    """Return the last day on which the city revives a licence that ended with `until`; None where it does at any time."""
    if not rules.cancelled_at_month_end:
        return None
    return _month_end(lapses_after(until, rules) + timedelta(days=1))
