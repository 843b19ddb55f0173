"""A stall's statements for a table: weeks beside each other, and a week by its days."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_right
from market.market_day.day import day_of
from market.paging import KeyPage, PageKey
from market.sale.movements import MAX_WEEKS_BACK, WEEK, Movement, StallPeriod, movements, week_of
from market.sale.statement import Statement, StatementSums, statement, statement_sums
from market.sale.till import StallMoney, money_of
from storage.market_day import StallDay
from storage.sale import CashEntry, Receipt

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class PeriodSums:
    """The sums of a week from its Monday, or of a market day, in a stall's money."""

    stall: int
    first: date
    last: date
    money: StallMoney
    sums: StatementSums


def statement_weeks(
    session: Session, actor: Actor, stall: int, page_key: PageKey, *, now: datetime, size: int
) -> KeyPage[PeriodSums]:
    """Return the sums of so many weeks, the latest first, to the stall's owner, as `statement` does. A key is the number of a Monday.

    The first week of a stall is that of its first evening, receipt or cash entry. Raises StallUnknown, NotYourStall.
    """
    row = require_right(session, actor, stall, Right.BOOKS)
    money = money_of(session, row)
    this_week = week_of(stall, money, 0, now).first
    oldest = max(_first_monday(session, stall) or this_week, this_week - MAX_WEEKS_BACK * WEEK)
    newest = min(max(_newest(page_key, this_week, size), oldest), this_week)
    first = max(newest - (size - 1) * WEEK, oldest)
    period = StallPeriod(stall=stall, money=money, first=first, last=newest + WEEK - timedelta(days=1))
    found = _grouped(movements(session, period), lambda each: _monday(each.day))
    weeks = [newest - number * WEEK for number in range((newest - first) // WEEK + 1)]
    return KeyPage(
        [
            PeriodSums(
                stall=stall,
                first=monday,
                last=monday + timedelta(days=6),
                money=money,
                sums=statement_sums(found.get(monday, ())),
            )
            for monday in weeks
        ],
        previous=newest.toordinal() if newest < this_week else None,
        next=first.toordinal() if first > oldest else None,
    )


def statement_at(session: Session, actor: Actor, stall: int, day: date, *, now: datetime) -> Statement | None:
    """Return the statement of the week of a day; None for a day ahead or longer ago than statements go. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.BOOKS)
    today = day_of(now, money_of(session, row).zone)
    weeks_back = (_monday(today) - _monday(day)) // WEEK
    if not 0 <= weeks_back <= MAX_WEEKS_BACK:
        return None
    return statement(session, actor, stall, weeks_back, now=now)


def days_of(week: Statement) -> tuple[PeriodSums, ...]:
    """Return the sums of each day of a week on which something moved, in their order."""
    found = _grouped(week.movements, lambda each: each.day)
    return tuple(
        PeriodSums(stall=week.stall, first=day, last=day, money=week.money, sums=statement_sums(found[day]))
        for day in sorted(found)
    )


def _newest(page_key: PageKey, this_week: date, size: int) -> date:
    """Return the Monday of the latest week of a page; this week for a key that is none."""
    try:
        beside = date.fromordinal(page_key.row or 0)
        return _monday(beside) + (size if page_key.is_backward else -1) * WEEK
    except (ValueError, OverflowError):
        return this_week


def _first_monday(session: Session, stall: int) -> date | None:
    """Return the Monday of the first week in which a stall had an evening or the till was used; None where there is none."""
    days = (
        session.exec(select(func.min(StallDay.day)).where(col(StallDay.stall_id) == stall)).one(),
        session.exec(select(func.min(Receipt.day)).where(col(Receipt.stall_id) == stall)).one(),
        session.exec(select(func.min(CashEntry.day)).where(col(CashEntry.stall_id) == stall)).one(),
    )
    known = [day for day in days if day]
    return _monday(min(known)) if known else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _grouped(found: Iterable[Movement], key: Callable[[Movement], Key]) -> dict[Key, list[Movement]]:
    groups: defaultdict[Key, list[Movement]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each)
    return groups
