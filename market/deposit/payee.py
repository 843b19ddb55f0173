"""The payee of a stall: its own bank QR, sent and confirmed by its owner, and in use a day later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from market.actor import (
    Actor,
    NotYourStall,
    Right,
    StallUnknown,
    is_organiser,
    may,
    require_organiser,
    require_right,
)
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.deposit.emv import PaymentQr, read_payment_qr
from market.deposit.notifications import (
    BankQrStopped,
    DepositsAllowed,
    DepositsStopped,
    PayeeChanged,
    PayeeStopped,
)
from market.deposit.refusals import DepositsNotAllowed, PayeeGone
from market.ledger.deposit_notifications import notify_payer
from market.notification.outbox import notify
from market.stall import lock_own_stall
from storage.alley import Alley
from storage.audit import AuditAction
from storage.deposit import Deposit, DepositState, Payee, PaymentMethod
from storage.drop import Drop
from storage.shown import mark_drop
from storage.stall import Stall
from storage.store import mark_changed

SERVES_AFTER = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class PayeeFacts:
    """A bank QR of a stall; `serves_at` is None before it is confirmed, and once it is revoked."""

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

    Raises Blocked, StallUnknown, NotYourStall, DepositsNotAllowed, and as `read_payment_qr`. locks: person, stall
    """
    row = lock_own_stall(session, actor, stall)
    if row.deposits_at is None:
        raise DepositsNotAllowed
    qr = read_payment_qr(payload, session.get_one(Alley, row.alley_id).currency)
    payee = Payee(stall_id=stall, payload=payload.strip(), name=qr.name[:64], set_by=actor.person, set_at=now)
    session.add(payee)
    session.flush()
    record_change(session, AuditAction.PAYEE_SENT, actor.person, now, about=f"stall:{stall}")
    return payee.id or 0


def confirm_payee(session: Session, actor: Actor, payee: int, admins: Admins, now: datetime) -> PayeeFacts:
    """Confirm the newest QR of a stall, once: it serves new deposits after a day, and what was pending never will. Owner and organisers are notified.

    Raises Blocked, NotYourStall, PayeeGone, DepositsNotAllowed. locks: person, stall
    """
    found = PayeeGone.unless(session.exec(select(Payee.stall_id).where(col(Payee.id) == payee)).first())
    stall = lock_own_stall(session, actor, found)
    if stall.deposits_at is None:
        raise DepositsNotAllowed
    newest = session.exec(
        select(Payee).where(col(Payee.stall_id) == found).order_by(col(Payee.id).desc()).limit(1)
    ).one()
    if newest.id != payee or newest.confirmed_at or newest.revoked_at:
        raise PayeeGone
    _revoke_pending(session, found, now, but=payee)
    newest.confirmed_at = now
    record_change(session, AuditAction.PAYEE_CONFIRMED, actor.person, now, about=f"stall:{found}")
    session.flush()
    _notify_all(session, stall, PayeeChanged(payee_id=payee), admins, now=now)
    return _facts(session, newest)


def stop_payee(session: Session, actor: Actor, payee: int, admins: Admins, now: datetime) -> PayeeFacts:
    """Stop a payee that the owner or an organiser does not know: it is revoked, and so is all that is pending; the stall takes no deposits.

    Owner, organisers and everybody who may have been shown a bank QR of the stall are notified. A second time changes nothing.
    Raises PayeeGone, NotYourStall. locks: stall, payee, deposit
    """
    found = PayeeGone.unless(session.exec(select(Payee.stall_id).where(col(Payee.id) == payee)).first())
    stall = session.exec(select(Stall).where(col(Stall.id) == found).with_for_update(key_share=True)).one()
    if not (may(session, actor.person, found, Right.OWN) or is_organiser(session, actor)):
        raise NotYourStall(stall.name)
    row = session.get_one(Payee, payee, with_for_update={"key_share": True}, populate_existing=True)
    if row.revoked_at is None:
        row.revoked_at = now
        _revoke_pending(session, found, now)
        stall.deposits_at, stall.deposits_by = None, actor.person
        record_change(session, AuditAction.PAYEE_STOPPED, actor.person, now, about=f"stall:{found}")
        session.flush()
        _mark_drops(session, found, now)
        by_owner = stall.owner_id == actor.person
        _notify_all(session, stall, PayeeStopped(payee_id=payee, by_owner=by_owner), admins, now=now)
        _warn_payers(session, found, now)
    return _facts(session, row)


def hold_deposits(session: Session, person: int, now: datetime) -> None:
    """Let the stalls of a person, whose account becomes another one's, take no deposits from afar for a day: neither by bank nor by card. locks: stall"""
    owned = select(Stall).where(col(Stall.owner_id) == person).order_by(col(Stall.id))
    for stall in session.exec(owned.with_for_update(key_share=True)).all():
        stall.moved_at = now
        session.flush()
        _mark_drops(session, stall.id or 0, now)


def takes_from_afar(stall: Stall, now: datetime) -> bool:
    """Return whether a stall may be paid by bank or card: not for a day after it went to another account."""
    return stall.moved_at is None or stall.moved_at + SERVES_AFTER <= now


def payee_serving(session: Session, stall: int, now: datetime) -> PayeeFacts | None:
    """Return the payee that shoppers pay now; None also while the stall takes nothing from afar."""
    if not takes_from_afar(session.get_one(Stall, stall), now):
        return None
    serving = select(Payee).where(
        col(Payee.stall_id) == stall,
        col(Payee.confirmed_at) <= now - SERVES_AFTER,
        col(Payee.revoked_at).is_(None),
    )
    row = session.exec(
        serving.order_by(col(Payee.confirmed_at).desc(), col(Payee.id).desc()).limit(1)
    ).first()
    return _facts(session, row) if row else None


def own_payee(session: Session, actor: Actor, payee: int) -> PayeeFacts:
    """Return a payee of the actor's stall. Raises PayeeGone, NotYourStall."""
    row = PayeeGone.unless(session.get(Payee, payee))
    require_right(session, actor, row.stall_id, Right.OWN)
    return _facts(session, row)


def stopped_payee(session: Session, actor: Actor, payee: int) -> PayeeFacts:
    """Return a payee that was stopped, for the owner and organisers. Raises PayeeGone, NotYourStall."""
    row = session.get(Payee, payee)
    if row is None or row.revoked_at is None:
        raise PayeeGone
    if not is_organiser(session, actor):
        require_right(session, actor, row.stall_id, Right.OWN)
    return _facts(session, row)


def any_payee(session: Session, payee: int) -> PayeeFacts:
    """Return a payee, for a notification about it. Raises PayeeGone where its owner was forgotten."""
    row = PayeeGone.unless(session.get(Payee, payee))
    return _facts(session, row)


def deposit_settings(session: Session, actor: Actor, stall: int, now: datetime) -> DepositSettings:
    """Return how a stall takes deposits. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.OWN)
    confirmed = col(Payee.confirmed_at)
    waits = confirmed > now - SERVES_AFTER if takes_from_afar(row, now) else confirmed.is_not(None)
    ahead = select(Payee).where(col(Payee.stall_id) == stall, waits, col(Payee.revoked_at).is_(None))
    coming = session.exec(ahead.order_by(col(Payee.id).desc()).limit(1)).first()
    return DepositSettings(
        stall=stall,
        zone=session.get_one(Alley, row.alley_id).zone,
        since=row.deposits_at,
        serving=payee_serving(session, stall, now),
        next=_facts(session, coming) if coming else None,
    )


def allow_deposits(session: Session, actor: Actor, stall: int, allowed: bool, now: datetime) -> None:
    """Allow or forbid a stall to take deposits, and notify its owner of a change. Paid deposits stay as they are; a pending payee is revoked.

    Raises NotOrganiser, StallUnknown. locks: stall, payee
    """
    require_organiser(session, actor)
    row = StallUnknown.unless(
        session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    )
    if (row.deposits_at is not None) == allowed:
        return
    row.deposits_at, row.deposits_by = (now if allowed else None), actor.person
    action = AuditAction.DEPOSITS_ALLOWED if allowed else AuditAction.DEPOSITS_STOPPED
    record_change(session, action, actor.person, now, about=f"stall:{stall}")
    if not allowed:
        _revoke_pending(session, stall, now)
    session.flush()
    _mark_drops(session, stall, now)
    if row.owner_id is not None:
        kind = DepositsAllowed if allowed else DepositsStopped
        notify(session, row.owner_id, kind(stall_id=stall), now, about=f"stall:{stall}")


def _revoke_pending(session: Session, stall: int, now: datetime, but: int = 0) -> None:
    """Revoke each payee of a stall that serves nobody yet. locks: payee"""
    pending = select(Payee).where(
        col(Payee.stall_id) == stall,
        col(Payee.id) != but,
        col(Payee.revoked_at).is_(None),
        or_(col(Payee.confirmed_at).is_(None), col(Payee.confirmed_at) > now - SERVES_AFTER),
    )
    for row in session.exec(pending.with_for_update(key_share=True)):
        row.revoked_at = now


def _mark_drops(session: Session, stall: int, now: datetime) -> None:
    """Mark what was shown of a stall's drops that are not over: whether they ask for a deposit has changed, and whom it is paid to."""
    mark_changed(session, "drop")
    coming = select(Drop.id).where(col(Drop.stall_id) == stall, col(Drop.ends_at) > now)
    for drop in session.exec(coming):
        mark_drop(session, drop or 0, now)


def _notify_all(
    session: Session,
    stall: Stall,
    notification: PayeeChanged | PayeeStopped,
    admins: Admins,
    now: datetime,
) -> None:
    """Notify the owner and every organiser."""
    organisers = organiser_ids(session, admins)
    for person in sorted({*organisers, *([stall.owner_id] if stall.owner_id else [])}):
        notify(session, person, notification, now, about=f"payee:{notification.payee_id}")


def _warn_payers(session: Session, stall: int, now: datetime) -> None:
    """Warn everybody who was shown a bank QR of this stall and has not had an answer."""
    shown = select(Deposit).where(
        col(Deposit.stall_id) == stall,
        col(Deposit.way) == PaymentMethod.BANK,
        col(Deposit.state).in_((DepositState.ASKED, DepositState.SAID)),
    )
    for deposit in session.exec(shown.order_by(col(Deposit.id))):
        notify_payer(session, deposit, BankQrStopped, now)


def _facts(session: Session, row: Payee) -> PayeeFacts:
    stall = session.get_one(Stall, row.stall_id)
    alley = session.get_one(Alley, stall.alley_id)
    qr = read_payment_qr(row.payload, alley.currency)
    begun = [at for at in (row.confirmed_at, stall.moved_at) if at]
    serves = max(begun) + SERVES_AFTER if row.confirmed_at and not row.revoked_at else None
    return PayeeFacts(
        id=row.id or 0,
        stall=row.stall_id,
        stall_name=stall.name,
        name=row.name,
        zone=alley.zone,
        qr=qr,
        serves_at=serves,
    )
