"""A stall's devices: listed, and revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, may
from market.kiosk.refusals import DeviceGone
from market.kiosk.rights import require_kiosk
from market.person import lock_unbanned_person
from storage.kiosk import KioskDevice, ScanConflict

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a device was last here."""


@dataclass(frozen=True, kw_only=True)
class DeviceState:
    """A device that may act, and when it was last here."""

    id: int
    name: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class KioskState:
    """The kiosk of a stall: its devices, the one here last first, and how many scans wait for a decision. `own`: it is the reader's stall."""

    stall: int
    stall_name: str
    devices: tuple[DeviceState, ...]
    conflicts: int
    own: bool


def kiosk_state(session: Session, actor: Actor, stall: int) -> KioskState:
    """Return the kiosk of a stall, for staff who may scan and organisers. Raises StallUnknown, NotYourStall, KioskNeedsApproval."""
    row = require_kiosk(session, actor, stall)
    working = col(KioskDevice.stall_id) == stall, col(KioskDevice.revoked_at).is_(None)
    newest = select(KioskDevice).where(*working)
    rows = session.exec(newest.order_by(col(KioskDevice.seen_at).desc(), col(KioskDevice.id)))
    return KioskState(
        stall=stall,
        stall_name=row.name,
        devices=tuple(DeviceState(id=each.id or 0, name=each.name, seen_at=each.seen_at) for each in rows),
        conflicts=open_conflicts(session, stall),
        own=may(session, actor.person, stall, Right.SCAN),
    )


def open_conflicts(session: Session, stall: int) -> int:
    """Return how many scans of a stall's tickets wait for a decision."""
    waiting = col(ScanConflict.stall_id) == stall, col(ScanConflict.settled_at).is_(None)
    return session.exec(select(func.count()).select_from(ScanConflict).where(*waiting)).one()


def device_of(session: Session, actor: Actor, device: int) -> tuple[int, DeviceState]:
    """Return a device that may act, and its stall. Raises DeviceGone, StallUnknown, NotYourStall, KioskNeedsApproval."""
    row = session.get(KioskDevice, device)
    if row is None or row.revoked_at:
        raise DeviceGone
    require_kiosk(session, actor, row.stall_id)
    return row.stall_id, DeviceState(id=device, name=row.name, seen_at=row.seen_at)


def revoke_device(session: Session, actor: Actor, device: int, now: datetime) -> int:
    """Revoke a device for good and return its stall: it gets nothing and gives nothing any more.

    Raises Banned, DeviceGone, StallUnknown, NotYourStall, KioskNeedsApproval. locks: person
    """
    lock_unbanned_person(session, actor.person)
    stall, _ = device_of(session, actor, device)
    working = col(KioskDevice.id) == device, col(KioskDevice.revoked_at).is_(None)
    if session.connection().execute(update(KioskDevice).where(*working).values(revoked_at=now)).rowcount != 1:
        raise DeviceGone
    session.expire_all()
    return stall


def mark_seen(session: Session, device: int, now: datetime) -> None:
    """Note that a device was here, unless that was noted within a minute."""
    long_ago = col(KioskDevice.id) == device, col(KioskDevice.seen_at) <= now - SEEN_EVERY
    session.connection().execute(update(KioskDevice).where(*long_ago).values(seen_at=now))
