"""The payee of a stall: its own bank QR, sent and confirmed by its owner, and in use a day later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall, StallUnknown, require_organiser, require_staff
from market.admins import Admins, organiser_ids
from market.deposit.emv import PaymentQr, read_payment_qr
from market.deposit.notifications import DepositsAllowed, DepositsStopped, PayeeChanged
from market.deposit.refusals import DepositsNotAllowed, PayeeGone
from market.notification.outbox import notify
from market.person import lock_unbanned_person
from storage.alley import Alley
from storage.deposit import Payee
from storage.stall import Stall
from storage.store import mark_changed

SERVES_AFTER = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class PayeeFacts:
    """A bank QR of a stall; `serves_at` is None before it is confirmed."""

    id: int
    stall: int
    stall_name: str
    name: str
    zone: str
    qr: PaymentQr
    serves_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DepositSettings:
    """A stall's deposits: `since` when they are allowed, the payee in use now, and the next one."""

    stall: int
    zone: str
    since: datetime | None
    serving: PayeeFacts | None
    next: PayeeFacts | None


def set_payee(session: Session, actor: Actor, stall: int, payload: str, now: datetime) -> int:
    """Store a bank QR, by its payload, until it is confirmed, and return its id.

    Raises Banned, StallUnknown, NotYourStall, DepositsNotAllowed, and as `read_payment_qr`. locks: person, stall
    """
    row = _owned(session, actor, stall)
    if row.deposits_at is None:
        raise DepositsNotAllowed
    qr = read_payment_qr(payload, session.get_one(Alley, row.alley_id).currency)
    payee = Payee(stall_id=stall, payload=payload.strip(), name=qr.name[:64], set_by=actor.person, set_at=now)
    session.add(payee)
    session.flush()
    return payee.id or 0


def confirm_payee(session: Session, actor: Actor, payee: int, admins: Admins, now: datetime) -> PayeeFacts:
    """Confirm the newest QR of a stall, once: it serves new deposits after a day. Owner and organisers are notified.

    Raises Banned, NotYourStall, PayeeGone, DepositsNotAllowed. locks: person, stall
    """
    found = session.exec(select(Payee.stall_id).where(col(Payee.id) == payee)).first()
    if found is None:
        raise PayeeGone
    stall = _owned(session, actor, found)
    newest = session.exec(
        select(Payee).where(col(Payee.stall_id) == found).order_by(col(Payee.id).desc()).limit(1)
    ).one()
    if newest.id != payee or newest.confirmed_at:
        raise PayeeGone
    if stall.deposits_at is None:
        raise DepositsNotAllowed
    newest.confirmed_at = now
    session.flush()
    _notify_all(session, stall, payee, admins, now=now)
    return _facts(session, newest)


def payee_serving(session: Session, stall: int, now: datetime) -> PayeeFacts | None:
    """Return the payee that shoppers pay now."""
    serving = select(Payee).where(col(Payee.stall_id) == stall, col(Payee.confirmed_at) <= now - SERVES_AFTER)
    row = session.exec(
        serving.order_by(col(Payee.confirmed_at).desc(), col(Payee.id).desc()).limit(1)
    ).first()
    return _facts(session, row) if row else None


def own_payee(session: Session, actor: Actor, payee: int) -> PayeeFacts:
    """Return a payee of the actor's stall. Raises PayeeGone, NotYourStall."""
    row = session.get(Payee, payee)
    if row is None:
        raise PayeeGone
    require_staff(session, actor, row.stall_id)
    return _facts(session, row)


def any_payee(session: Session, payee: int) -> PayeeFacts:
    """Return a payee, for a notification about it."""
    return _facts(session, session.get_one(Payee, payee))


def deposit_settings(session: Session, actor: Actor, stall: int, now: datetime) -> DepositSettings:
    """Return how a stall takes deposits. Raises StallUnknown, NotYourStall."""
    row = require_staff(session, actor, stall)
    ahead = select(Payee).where(col(Payee.stall_id) == stall, col(Payee.confirmed_at) > now - SERVES_AFTER)
    coming = session.exec(ahead.order_by(col(Payee.id).desc()).limit(1)).first()
    return DepositSettings(
        stall=stall,
        zone=session.get_one(Alley, row.alley_id).zone,
        since=row.deposits_at,
        serving=payee_serving(session, stall, now),
        next=_facts(session, coming) if coming else None,
    )


def allow_deposits(session: Session, actor: Actor, stall: int, allowed: bool, now: datetime) -> None:
    """Allow or forbid a stall to take deposits, and notify its owner of a change. Paid deposits stay as they are.

    Raises NotOrganiser, StallUnknown. locks: stall
    """
    require_organiser(session, actor)
    row = session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    if row is None:
        raise StallUnknown
    if (row.deposits_at is not None) == allowed:
        return
    row.deposits_at, row.deposits_by = (now if allowed else None), actor.person
    session.flush()
    mark_changed(session, "drop")
    if row.owner_id is not None:
        kind = DepositsAllowed if allowed else DepositsStopped
        notify(session, row.owner_id, kind(stall_id=stall), now, about=f"stall:{stall}")


def _owned(session: Session, actor: Actor, stall: int) -> Stall:
    """Lock a stall for its owner alone. Raises Banned, StallUnknown, NotYourStall. locks: person, stall"""
    lock_unbanned_person(session, actor.person)
    row = session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    if row is None:
        raise StallUnknown
    if row.owner_id != actor.person:
        raise NotYourStall(row.name)
    return row


def _notify_all(session: Session, stall: Stall, payee: int, admins: Admins, now: datetime) -> None:
    told = {*organiser_ids(session, admins), stall.owner_id}
    for person in sorted(one for one in told if one):
        notify(session, person, PayeeChanged(payee_id=payee), now, about=f"payee:{payee}")


def _facts(session: Session, row: Payee) -> PayeeFacts:
    stall = session.get_one(Stall, row.stall_id)
    alley = session.get_one(Alley, stall.alley_id)
    qr = read_payment_qr(row.payload, alley.currency)
    serves = row.confirmed_at + SERVES_AFTER if row.confirmed_at else None
    return PayeeFacts(
        id=row.id or 0,
        stall=row.stall_id,
        stall_name=stall.name,
        name=row.name,
        zone=alley.zone,
        qr=qr,
        serves_at=serves,
    )
