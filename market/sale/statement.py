"""A stall's statement of one week: sales, deposits, the median basket and the margin, and the movements they are sums of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlmodel import Session, col, func, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, Right, require_right
from market.ledger.transfers import accounts
from market.packaging.sold_in import units_by_kind
from market.sale.day import DayFigures, figures_of
from market.sale.movements import REFUNDS, WALK_IN, Movement, MovementKind, StallPeriod, movements, week_of
from market.sale.till import StallMoney, money_of
from storage.deposit import LedgerAccount
from storage.last_minute_offer import LastMinuteOffer
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking


@dataclass(frozen=True, kw_only=True)
class DepositMovements:
    """The movements of deposits in a period, in minor units. `held` is what is held now, whenever it came."""

    received: int
    counted: int
    kept: int
    refunded: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Margin:
    """The margin of the sales that have a known cost: of `sold` minor units it is `margin`."""

    sold: int
    margin: int


@dataclass(frozen=True, kw_only=True)
class LastMinuteUnits:
    """Units that were taken through a last-minute offer and handed over, and what they weigh in grams, as far as the stall said a weight."""

    units: int
    grams: int


@dataclass(frozen=True, kw_only=True)
class StatementSums:
    """The sums of some movements, in minor units. `value` is what was sold, at its prices; `median` that of one sale or booking, None without one."""

    market_days: int
    value: int
    figures: DayFigures
    median: int | None
    margin: Margin | None


@dataclass(frozen=True, kw_only=True)
class Statement(StatementSums):
    """A week from Monday, in minor units.

    `sold_in` has the units that were sold at the stall or handed over, by what they came in; None: the stall did not say.
    """

    stall: int
    stall_name: str
    money: StallMoney
    first: date
    last: date
    weeks_back: int
    deposits: DepositMovements
    sold_in: Mapping[PackagingKind | None, int]
    last_minute: LastMinuteUnits
    movements: tuple[Movement, ...]


def statement(session: Session, actor: Actor, stall: int, weeks_back: int, *, now: datetime) -> Statement:
    """Return the statement of a week to the stall's owner, also of a stall that they closed; 0 weeks back is this week. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.BOOKS)
    money = money_of(session, row)
    period = week_of(stall, money, weeks_back, now)
    found = movements(session, period)
    return Statement(
        **vars(statement_sums(found)),
        stall=stall,
        stall_name=row.name,
        money=money,
        first=period.first,
        last=period.last,
        weeks_back=period.weeks_back,
        deposits=_deposits(session, period, found),
        sold_in=units_by_kind((each.sold_in, each.units) for each in found if each.kind in SOLD),
        last_minute=_last_minute_units(session, period),
        movements=found,
    )


def statement_sums(movements: Sequence[Movement]) -> StatementSums:
    """Return the sums of some movements of a stall."""
    sold = [each for each in movements if each.kind in SOLD]
    return StatementSums(
        market_days=len({each.day for each in sold if each.kind in MADE_A_SALE}),
        value=sum(each.value for each in sold),
        figures=figures_of(movements),
        median=median(_baskets(sold)),
        margin=_margin(sold),
    )


SOLD = (*WALK_IN, MovementKind.HANDED_OVER)
MADE_A_SALE = (MovementKind.SALE, MovementKind.HANDED_OVER)


def median(amounts: Sequence[int]) -> int | None:
    """Return the middle amount; of an even number the mean of the middle two, rounded down. None of none."""
    if not amounts:
        return None
    in_order, middle = sorted(amounts), len(amounts) // 2
    return in_order[middle] if len(amounts) % 2 else (in_order[middle - 1] + in_order[middle]) // 2


def _baskets(sold: Sequence[Movement]) -> list[int]:
    """Return what each sale that stands came to without what was refunded of it, and what each booking did. All refunded: it has none."""
    voided = {each.subject for each in sold if each.kind is MovementKind.VOID}
    baskets: defaultdict[tuple[MovementKind, int], int] = defaultdict(int)
    refunds: defaultdict[int, int] = defaultdict(int)
    for each in sold:
        if each.kind is MovementKind.HANDED_OVER or (
            each.kind is MovementKind.SALE and each.subject not in voided
        ):
            baskets[each.kind, each.subject] += each.value
        elif each.kind in REFUNDS:
            refunds[each.subject] += each.value
    for sale, amount in refunds.items():
        basket = baskets.get((MovementKind.SALE, sale))
        if basket is not None and amount:
            baskets[MovementKind.SALE, sale] = basket + amount
            if not basket + amount:
                del baskets[MovementKind.SALE, sale]
    return [*baskets.values()]


def _margin(sold: Sequence[Movement]) -> Margin | None:
    known = [(each.value, each.cost) for each in sold if each.cost is not None]
    if not known:
        return None
    value, cost = (sum(side) for side in zip(*known, strict=True))
    return Margin(sold=value, margin=value - cost)


def _last_minute_units(session: Session, period: StallPeriod) -> LastMinuteUnits:
    """Return what scans of a period handed over of last-minute offers; each unit weighs the same share of what its stall said."""
    rows = (
        select(func.sum(Scan.units), LastMinuteOffer.units, LastMinuteOffer.grams)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(LastMinuteOffer, col(LastMinuteOffer.id) == col(Booking.last_minute_offer_id))
        .where(
            col(Scan.stall_id) == period.stall,
            col(Scan.scanned_at) >= period.starts_at,
            col(Scan.scanned_at) < period.ends_at,
            col(Scan.undone_at).is_(None),
        )
        .group_by(col(LastMinuteOffer.id), col(LastMinuteOffer.units), col(LastMinuteOffer.grams))
    )
    found = session.exec(rows).all()
    grams = sum(
        (Fraction(int(units) * (weight or 0), offered) for units, offered, weight in found), Fraction()
    )
    return LastMinuteUnits(units=sum(int(units) for units, *_ in found), grams=round(grams))


def _deposits(session: Session, period: StallPeriod, movements: Sequence[Movement]) -> DepositMovements:
    def total(kind: MovementKind) -> int:
        return sum(each.value for each in movements if each.kind is kind)

    balances = accounts(session, period.stall).get(period.money.currency, {})
    return DepositMovements(
        received=total(MovementKind.DEPOSIT_RECEIVED),
        counted=total(MovementKind.DEPOSIT_SETTLED) - total(MovementKind.DEPOSIT_REOPENED),
        kept=total(MovementKind.DEPOSIT_KEPT),
        refunded=total(MovementKind.DEPOSIT_RETURNED),
        held=-balances.get(LedgerAccount.DEPOSITS, 0),
    )
