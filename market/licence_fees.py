"""The monthly fees of a stall's licence: months that an organiser wrote down as paid, voids, and what is due next; all derived from the entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from locales.formats import exponent
from market.actor import Actor, Right, StallUnknown, require_organiser, require_right
from market.city_rules import LicenceRules, MonthlyFee, rules_of
from market.licence_rules import (
    LicenceStanding,
    fee_due,
    first_unpaid,
    licence_standing,
)
from market.notification.outbox import notify
from market.refusal import Refusal
from market.reminder.repeat import repeat_subject
from market.stall import lock_overseen_stall
from market.validity_notifications import LicenceFeeDue, LicenceFeeVoided
from storage.alley import Alley
from storage.licence import LicenceFee
from storage.notification import Notification, delete_queued_about
from storage.stall import Stall
from storage.store import mark_changed

STAGES = (7, 1)
"""Days before a fee is due on which its stall is reminded."""
MORNING, DAY = time(10), timedelta(days=1)
MAX_RECEIPT = 32


@dataclass
class NoLicenceFee(Refusal):
    """The city asks no monthly fee."""


@dataclass
class FeeEntryUnknown(Refusal):
    """There is no such entry, or it is a void or was voided."""


@dataclass
class FeesChanged(Refusal):
    """Another month is due by now."""


@dataclass(frozen=True, kw_only=True)
class FeeEntry:
    """An entry of the fees: `amount` in minor units, below zero for the void of the entry `voids`; `is_voided` of an entry that counts no more."""

    id: int
    month: date
    amount: int
    receipt: str
    paid_on: date
    entered_at: datetime
    voids: int | None
    is_voided: bool


@dataclass(frozen=True, kw_only=True)
class FeeStatement:
    """The fees of a stall's licence, the newest entry first, in `currency` with `exponent` decimal digits.

    `next_month` is the month that is to be paid next, `due` the last day for that; it begins a new licence where `starts`. `fees_until` is the day
    until which fees are paid, None where nobody has written one down.
    """

    stall: int
    stall_name: str
    zone: str
    territory: str
    currency: str
    exponent: int
    fee: MonthlyFee
    revival_fee: int
    entries: tuple[FeeEntry, ...]
    fees_until: date | None
    next_month: date
    due: date
    starts: bool


@dataclass(frozen=True, kw_only=True)
class PaidFee:
    """A payment that an organiser writes down: `month` is the one that the screen named as next, `amount` in minor units."""

    stall: int
    month: date
    amount: int
    receipt: str
    paid_on: date


def own_fees(session: Session, actor: Actor, stall: int, now: datetime) -> FeeStatement:
    """Return the fees of a stall to its owner. Raises StallUnknown, NotYourStall, NoLicenceFee."""
    return _statement(session, require_right(session, actor, stall, Right.OWN), now)


def overseen_fees(session: Session, actor: Actor, stall: int, now: datetime) -> FeeStatement:
    """Return the fees of a stall to organisers. Raises NotOrganiser, StallUnknown, NoLicenceFee."""
    require_organiser(session, actor)
    row = StallUnknown.unless(session.get(Stall, stall))
    return _statement(session, row, now)


def enter_fee(session: Session, actor: Actor, paid: PaidFee, now: datetime) -> int:
    """Write down that the month that is due next was paid, write the reminders of the one after, and return the entry. For organisers.

    The first of all begins a licence, and one after a licence was cancelled begins another. A month between paid ones, whose entry was voided, comes first.

    Raises NotOrganiser, StallUnknown, OwnStallDecided, NoLicenceFee; FeesChanged where another month is due by now. locks: stall
    """
    stall = lock_overseen_stall(session, actor, paid.stall)
    due = _statement(session, stall, now)
    if due.next_month != paid.month:
        raise FeesChanged
    entry = LicenceFee(
        stall_id=paid.stall,
        month=paid.month,
        amount=paid.amount,
        currency=due.currency,
        receipt=" ".join(paid.receipt.split())[:MAX_RECEIPT],
        paid_on=paid.paid_on,
        starts=due.starts,
        entered_at=now,
        by_id=actor.person,
    )
    session.add(entry)
    session.flush()
    _write_reminders(session, stall, now)
    return entry.id or 0


def void_fee(session: Session, actor: Actor, stall: int, entry: int, now: datetime) -> int:
    """Void an entry: it counts no more, and stays with its void beside it; the stall is told. Returns the void. For organisers.

    Raises NotOrganiser, StallUnknown, OwnStallDecided, NoLicenceFee, FeeEntryUnknown. locks: stall
    """
    row = lock_overseen_stall(session, actor, stall)
    found = session.get(LicenceFee, entry)
    if found is None or found not in counted_fees(session, stall):
        raise FeeEntryUnknown
    void = LicenceFee(
        stall_id=stall,
        month=found.month,
        amount=-found.amount,
        currency=found.currency,
        receipt=found.receipt,
        paid_on=found.paid_on,
        voids_id=entry,
        entered_at=now,
        by_id=actor.person,
    )
    session.add(void)
    session.flush()
    _write_reminders(session, row, now)
    if row.owner_id is not None:
        voided = LicenceFeeVoided(stall_id=stall, month=found.month)
        notify(session, row.owner_id, voided, now, about=f"licence_fee_voided:{entry}")
    return void.id or 0


def fees_until(session: Session, stall: int, rules: LicenceRules) -> date | None:
    """Return the day until which the fees of a stall are paid; None where its city asks none or nobody has written one down."""
    if rules.fee is None:
        return None
    month = _first_unpaid(counted_fees(session, stall))
    return fee_due(month, rules.fee) if month else None


def fee_due_of(session: Session, stall: int, due: date, notification: int) -> FeeStatement:
    """Return the fees for a reminder of what is due, as they are when it is sent. Raises FeesChanged where something else is due by then."""
    sent = session.get_one(Notification, notification)
    row = session.get(Stall, stall)
    if row is None or row.closed_at is not None:
        raise FeesChanged
    found = _statement(session, row, sent.claimed_at or sent.send_at)
    if found.due != due or found.starts:
        raise FeesChanged
    return found


def counted_fees(session: Session, stall: int) -> Sequence[LicenceFee]:
    """Return the entries of a stall that are not voided, by month."""
    rows = session.exec(
        select(LicenceFee)
        .where(col(LicenceFee.stall_id) == stall)
        .order_by(col(LicenceFee.month), col(LicenceFee.id))
    ).all()
    voided = {row.voids_id for row in rows}
    return [row for row in rows if row.voids_id is None and row.id not in voided]


def _first_unpaid(fees: Sequence[LicenceFee]) -> date | None:
    """Return the first month since the licence began that is not paid; None without an entry."""
    if not fees:
        return None
    start = max((fee.month for fee in fees if fee.starts), default=fees[0].month)
    return first_unpaid({fee.month for fee in fees}, start)


def _statement(session: Session, stall: Stall, now: datetime) -> FeeStatement:
    alley = session.get_one(Alley, stall.alley_id)
    rules = rules_of(alley.territory, alley.city).licence
    if rules.fee is None:
        raise NoLicenceFee
    today = now.astimezone(ZoneInfo(alley.zone)).date()
    fees = counted_fees(session, stall.id or 0)
    unpaid = _first_unpaid(fees)
    until = fee_due(unpaid, rules.fee) if unpaid else None
    is_cancelled = licence_standing(until, today, rules) is LicenceStanding.CANCELLED
    starts = unpaid is None or (is_cancelled and unpaid > fees[-1].month)
    month = today.replace(day=1) if starts or unpaid is None else unpaid
    currency = rules.currency or alley.currency
    return FeeStatement(
        stall=stall.id or 0,
        stall_name=stall.name,
        zone=alley.zone,
        territory=alley.territory,
        currency=currency,
        exponent=exponent(currency),
        fee=rules.fee,
        revival_fee=0 if licence_standing(until, today, rules).may_publish else rules.revival_fee,
        entries=_entries(session, stall.id or 0),
        fees_until=until,
        next_month=month,
        due=fee_due(month, rules.fee),
        starts=starts,
    )


def _entries(session: Session, stall: int) -> tuple[FeeEntry, ...]:
    rows = session.exec(
        select(LicenceFee).where(col(LicenceFee.stall_id) == stall).order_by(col(LicenceFee.id).desc())
    ).all()
    voided = {row.voids_id for row in rows}
    return tuple(
        FeeEntry(
            id=row.id or 0,
            month=row.month,
            amount=row.amount,
            receipt=row.receipt,
            paid_on=row.paid_on,
            entered_at=row.entered_at,
            voids=row.voids_id,
            is_voided=row.id in voided,
        )
        for row in rows
    )


def _write_reminders(session: Session, stall: Stall, now: datetime) -> None:
    """Replace the reminders of a stall's fees by those of the month that is due next, as far as their time is ahead."""
    about = f"licence_fee:{stall.id}"
    repeats = (repeat_subject(about, _stage(days)) for days in STAGES)
    session.connection().execute(delete_queued_about((about, *repeats)))
    found = _statement(session, stall, now)
    if stall.owner_id is not None and not found.starts:
        moments = [_at(found.due - days * DAY, MORNING, found.zone) for days in STAGES]
        ends = _at(found.due + DAY, time(), found.zone)
        for days, (due_at, late_after) in zip(STAGES, pairwise([*moments, ends]), strict=True):
            reminder = LicenceFeeDue(
                stall_id=stall.id or 0, month=found.next_month, due=found.due, stage=_stage(days)
            )
            if due_at > now:
                notify(session, stall.owner_id, reminder, due_at, about=about, late_after=late_after)
    mark_changed(session, "notification")


def _stage(days: int) -> str:
    return f"{days}d"


def _at(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
