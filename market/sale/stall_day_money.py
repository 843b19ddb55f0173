"""The money of an evening: that of the market day of its stall's own alley, on which its cash is counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from market.market_day.day import day_of
from market.sale.day import figures_of
from market.sale.movements import StallPeriod, movements
from market.sale.sale_time import SaleTime, median_sale_time
from market.sale.till import StallMoney, money_of
from storage.market_day import StallDay, StallDayState
from storage.stall import Stall

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class TakenMoney:
    """The money that a stall took on the market day of a stall day, in minor units of its `money`. `day` is that market day.

    `expected` is the cash that should be in its box then. `time` is how long half of the sales took at most, None for too few.
    """

    day: date
    taken: int
    by_qr: int
    expected: int
    money: StallMoney
    time: SaleTime | None = None


def cash_day_of(session: Session, row: StallDay) -> tuple[date, StallMoney]:
    """Return the market day on which the money of a stall day is counted, by the clock of the stall's own alley, and in what it counts."""
    money = money_of(session, session.get_one(Stall, row.stall_id))
    return day_of(row.starts_at, money.zone), money


def taken_money(session: Session, row: StallDay) -> TakenMoney | None:
    """Return what a stall took on the market day of a stall day; None where a later stall day on it tells so."""
    day, money = cash_day_of(session, row)
    others = select(StallDay).where(
        col(StallDay.stall_id) == row.stall_id,
        col(StallDay.state) == StallDayState.ON,
        col(StallDay.day).between(row.day - DAY, row.day + DAY),
    )
    same_day = [each for each in session.exec(others) if day_of(each.starts_at, money.zone) == day]
    if any((each.ends_at, each.id or 0) > (row.ends_at, row.id or 0) for each in same_day):
        return None
    found = movements(session, StallPeriod(stall=row.stall_id, money=money, first=day, last=day))
    figures = figures_of(found)
    return TakenMoney(
        day=day,
        taken=figures.taken,
        by_qr=figures.qr_sales + figures.by_qr,
        expected=figures.expected,
        money=money,
        time=median_sale_time(found),
    )
