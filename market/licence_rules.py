"""Rules for the licences of stalls, by city, as data: a city is added by a line of the table."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storage.licence import LicenceKind


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


@dataclass(frozen=True, kw_only=True)
class MonthlyFee:
    """A fee for each month, `amount` in minor units of the city's currency; 0 where the city asks each stall its own.

    It is due by the day `due_day` of its month; 0 is the last day of the month before. A licence of which a month is not paid ends with that day.
    """

    amount: int = 0
    due_day: int = 0


@dataclass(frozen=True, kw_only=True)
class LicenceRules:
    """The rules of a city; "" is any city of a territory, and any territory.

    A licence that is not renewed lapses `grace_days` after its last day. Where `cancelled_at_month_end`, it is revived until the end of the month
    in which it lapses, for `revival_fee` in minor units of `currency`; else at any time.

    Where there is a `fee`, a licence ends when a month is not paid. Where it `ends_with_year`, every licence ends by 31 December.

    A rapid pilot of an alley has at most `longest_pilot` days.

    `kinds` are those that a stall there may have. Its public card shows the whole number, or its end alone where `masks_number`.
    """

    territory: str
    city: str
    grace_days: int = 0
    revival_fee: int = 0
    currency: str = ""
    cancelled_at_month_end: bool = False
    kinds: tuple[LicenceKind, ...] = (LicenceKind.FOOD, LicenceKind.TRADING, LicenceKind.OTHER)
    masks_number: bool = True
    fee: MonthlyFee | None = None
    ends_with_year: bool = False
    longest_pilot: int = 90


ANYWHERE = LicenceRules(territory="", city="")
"""Where nothing else is known: a licence lapses with its last day and is revived at any time."""

RULES = (
    LicenceRules(
        territory="MY",
        city="Kota Kinabalu",
        grace_days=7,
        revival_fee=100,
        currency="MYR",
        cancelled_at_month_end=True,
        kinds=(LicenceKind.HAWKER, LicenceKind.FOOD, LicenceKind.OTHER),
        masks_number=False,
        fee=MonthlyFee(),
        ends_with_year=True,
    ),
    ANYWHERE,
)
"""The first that fits counts. Kota Kinabalu: the by-law on hawkers, whose licences are paid by the month in advance."""


def rules_of(territory: str, city: str) -> LicenceRules:
    """Return the rules of a city."""
    fitting = (each for each in RULES if each.territory in ("", territory) and each.city in ("", city))
    return next(fitting)


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
