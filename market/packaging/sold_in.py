"""The packaging that goods were sold in: shares of the units that were collected or sold at stalls, over kinds of packaging."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from io import StringIO

from sqlmodel import Session, col, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, require_organiser
from market.packaging.figures import MINIMUM, Figure, Window, last_weeks, week_of, window_of
from storage.drop import Item
from storage.sale import Receipt, ReceiptLine, moves_goods
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking

Kind = PackagingKind | None
"""None: the stall did not say."""
KINDS: tuple[Kind, ...] = (*PackagingKind, None)
NOT_SAID = "not_said"


@dataclass(frozen=True)
class UnitsSold:
    """Units that left a stall at a moment; negative where a sale was voided."""

    sold_in: Kind
    units: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class KindShares:
    """The units of a time by what they were sold in, kinds without any left out."""

    window: Window
    units: Mapping[Kind, int]

    @property
    def total(self) -> int:
        return sum(self.units.values())

    def share(self, kind: Kind) -> Figure:
        """Return the share of one kind; not enough yet below MINIMUM units of all."""
        enough = self.total >= MINIMUM
        value = Fraction(self.units.get(kind, 0), self.total) if enough else None
        return Figure(value=value, n=self.total, since=self.window.since, until=self.window.until)


def units_by_kind(pairs: Iterable[tuple[Kind, int]]) -> dict[Kind, int]:
    """Return the sum of each kind that has units, in the order of KINDS."""
    sums: defaultdict[Kind, int] = defaultdict(int)
    for kind, units in pairs:
        sums[kind] += units
    return {kind: sums[kind] for kind in KINDS if sums[kind] > 0}


def recent_shares(sales: Iterable[UnitsSold], zone: str, now: datetime) -> KindShares:
    """Return the shares of the last whole weeks."""
    window = last_weeks(now, zone, now - now)
    recent = ((each.sold_in, each.units) for each in sales if window.has(each.at))
    return KindShares(window=window, units=units_by_kind(recent))


def weekly_shares(sales: Iterable[UnitsSold], zone: str) -> tuple[KindShares, ...]:
    """Return the shares of each week in which anything was sold, from the first on."""
    weeks: defaultdict[date, list[tuple[Kind, int]]] = defaultdict(list)
    for each in sales:
        weeks[week_of(each.at, zone)].append((each.sold_in, each.units))
    return tuple(
        KindShares(window=window_of(week, zone), units=units_by_kind(weeks[week])) for week in sorted(weeks)
    )


def shares_csv(weeks: Iterable[KindShares]) -> str:
    """Return a row for each week and kind; an empty share is not enough yet."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["week", "sold_in", "units", "share", "of_units"])
    for shares in weeks:
        for kind, units in shares.units.items():
            value = shares.share(kind).value
            share = "" if value is None else f"{float(value):.4f}"
            name = kind.value if kind else NOT_SAID
            writer.writerow([shares.window.since.date().isoformat(), name, units, share, shares.total])
    return out.getvalue()


def units_sold(session: Session, actor: Actor, since: datetime) -> tuple[UnitsSold, ...]:
    """Return the units that were collected, or sold at a stall, since a moment. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    collected = (
        select(Item.sold_in, Scan.units, Scan.scanned_at)
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .join(Ticket, col(Ticket.booking_id) == col(Booking.id))
        .join(Scan, col(Scan.ticket_id) == col(Ticket.id))
        .where(col(Scan.scanned_at) >= since, col(Scan.undone_at).is_(None))
    )
    walk_ins = (
        select(Item.sold_in, ReceiptLine.units, Receipt.sold_at)
        .join(ReceiptLine, col(ReceiptLine.item_id) == col(Item.id))
        .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
        .where(col(Receipt.sold_at) >= since, moves_goods())
    )
    return tuple(UnitsSold(*row) for rows in (collected, walk_ins) for row in session.exec(rows))
