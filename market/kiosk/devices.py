"""The devices of a stall, a hub or the gates of an alley: listed, and revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.gate.people_inside import PeopleInside, people_inside
from market.kiosk.kiosk_place import GateRef, KioskPlace
from market.kiosk.refusals import DeviceGone
from market.kiosk.rights import kiosk_place, of_place, require_kiosk
from market.packaging.place import PlaceFacts, PlaceRef, place_facts, works_at
from market.person import lock_unblocked_person
from storage.alley import Alley
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
    """The kiosk of a stall or hub: its devices, the one here last first, and how many scans wait for a decision. `own`: the reader owns it, or works there."""

    place: PlaceFacts
    devices: tuple[DeviceState, ...]
    conflicts: int
    own: bool


@dataclass(frozen=True, kw_only=True)
class GateState:
    """The gates of an alley: the people inside, and the devices, the one here last first."""

    people: PeopleInside
    devices: tuple[DeviceState, ...]


def kiosk_state(session: Session, actor: Actor, place: PlaceRef) -> KioskState:
    """Return the kiosk of a stall or hub, for staff who may scan there and organisers. Raises as `require_kiosk`."""
    require_kiosk(session, actor, place)
    return KioskState(
        place=place_facts(session, place),
        devices=_working_devices(session, place),
        conflicts=open_conflicts(session, place),
        own=works_at(session, Actor(actor.person), place),
    )


def gate_state(session: Session, actor: Actor, alley: int, now: datetime) -> GateState:
    """Return the gates of an alley, for organisers. Raises NotOrganiser, AlleyUnknown."""
    require_kiosk(session, actor, GateRef(alley))
    return GateState(
        people=people_inside(session, session.get_one(Alley, alley), now),
        devices=_working_devices(session, GateRef(alley)),
    )


def _working_devices(session: Session, place: KioskPlace) -> tuple[DeviceState, ...]:
    newest = select(KioskDevice).where(of_place(KioskDevice, place), col(KioskDevice.revoked_at).is_(None))
    rows = session.exec(newest.order_by(col(KioskDevice.seen_at).desc(), col(KioskDevice.id)))
    return tuple(DeviceState(id=each.id or 0, name=each.name, seen_at=each.seen_at) for each in rows)


def open_conflicts(session: Session, place: PlaceRef) -> int:
    """Return how many scans wait for a decision of a stall or hub."""
    waiting = of_place(ScanConflict, place), col(ScanConflict.settled_at).is_(None)
    return session.exec(select(func.count()).select_from(ScanConflict).where(*waiting)).one()


def device_of(session: Session, actor: Actor, device: int) -> tuple[KioskPlace, DeviceState]:
    """Return a device that may act, and its place. Raises DeviceGone, and as `require_kiosk`."""
    row = session.get(KioskDevice, device)
    if row is None or row.revoked_at:
        raise DeviceGone
    place = kiosk_place(row)
    require_kiosk(session, actor, place)
    return place, DeviceState(id=device, name=row.name, seen_at=row.seen_at)


def revoke_device(session: Session, actor: Actor, device: int, now: datetime) -> KioskPlace:
    """Revoke a device for good and return its place: it gets nothing and gives nothing any more.

    Raises Blocked, DeviceGone, and as `require_kiosk`. locks: person
    """
    lock_unblocked_person(session, actor.person)
    place, _ = device_of(session, actor, device)
    working = col(KioskDevice.id) == device, col(KioskDevice.revoked_at).is_(None)
    if session.connection().execute(update(KioskDevice).where(*working).values(revoked_at=now)).rowcount != 1:
        raise DeviceGone
    session.expire_all()
    return place


def mark_seen(session: Session, device: int, now: datetime) -> None:
    """Note that a device was here, unless that was noted within a minute."""
    long_ago = col(KioskDevice.id) == device, col(KioskDevice.seen_at) <= now - SEEN_EVERY
    session.connection().execute(update(KioskDevice).where(*long_ago).values(seen_at=now))
