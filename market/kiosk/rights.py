"""The rights to use a kiosk: staff of the stall who may scan, the staff of a hub, or an organiser, in the chat, a device for the person who signed it in.

A gate is for organisers alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement
from sqlmodel import Session

from market.actor import Actor, Right, StallUnknown, is_organiser, require_organiser, require_right
from market.admins import Admins
from market.alley import AlleyUnknown
from market.kiosk.kiosk_place import GateRef, KioskPlace, kiosk_place_facts
from market.kiosk.refusals import KioskError, KioskNeedsApproval, KioskRefused
from market.packaging.place import PlaceRef, hub_ref, require_place_staff, stall_ref
from market.packaging.refusals import HubClosed, HubUnknown
from market.refusal import Refusal
from storage.alley import Alley
from storage.hub import Hub
from storage.kiosk import KioskDevice, KioskLink, ScanConflict
from storage.packaging import PlaceKind
from storage.person import Person
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that may act: for a person, at a stall, a hub or a gate. `public_key` is 32 bytes; `language` is the person's."""

    id: int
    name: str
    public_key: bytes
    person: int
    language: str
    place: KioskPlace
    place_name: str
    signed_in_at: datetime


def place_of_conflict(row: ScanConflict) -> PlaceRef:
    """Return the stall or hub that decides about a scan."""
    return hub_ref(row.hub_id) if row.hub_id else stall_ref(row.stall_id or 0)


def kiosk_place(row: KioskLink | KioskDevice) -> KioskPlace:
    """Return the stall, hub or gate of a row."""
    if row.alley_id:
        return GateRef(row.alley_id)
    return hub_ref(row.hub_id) if row.hub_id else stall_ref(row.stall_id or 0)


def of_place(table: type[KioskLink | KioskDevice | ScanConflict], place: KioskPlace) -> ColumnElement[bool]:
    """Return the condition that a row is of a stall, hub or gate."""
    ((name, number),) = named_by(place).items()
    condition: ColumnElement[bool] = getattr(table, name) == number
    return condition


def named_by(place: KioskPlace) -> dict[str, Any]:
    """Return the column that names a place in such a row, with the id."""
    if isinstance(place, GateRef):
        return {"alley_id": place.alley}
    return {"hub_id" if place.kind is PlaceKind.HUB else "stall_id": place.id}


def require_kiosk(session: Session, actor: Actor, place: KioskPlace) -> None:
    """Refuse an approved stall to all but its staff who may scan, an open hub to all but its staff, a gate to everybody, and none to organisers.

    Raises StallUnknown, NotYourStall, KioskNeedsApproval, HubUnknown, HubClosed, NotHubStaff, NotOrganiser, AlleyUnknown.
    """
    if isinstance(place, GateRef):
        require_organiser(session, actor)
        AlleyUnknown.unless(session.get(Alley, place.alley))
        return
    match place.kind:
        case PlaceKind.STALL:
            _require_stall(session, actor, place.id)
        case PlaceKind.HUB:
            _require_hub(session, actor, place)
        case PlaceKind.LOAN | PlaceKind.HAUL:
            raise HubUnknown
        case _:
            assert_never(place.kind)


def _require_stall(session: Session, actor: Actor, stall: int) -> None:
    row = StallUnknown.unless(session.get(Stall, stall))
    if not is_organiser(session, actor):
        require_right(session, actor, stall, Right.SCAN)
    if row.state != StallApproval.APPROVED:
        raise KioskNeedsApproval


def _require_hub(session: Session, actor: Actor, place: PlaceRef) -> None:
    """Raise HubClosed for a closed hub to organisers as well: nothing is scanned there."""
    require_place_staff(session, actor, place)
    row = session.get_one(Hub, place.id)
    if row.closed_at:
        raise HubClosed(row.name)


def may_use_kiosk(session: Session, person: int | None, place: KioskPlace, admins: Admins) -> bool:
    """Return whether a person may act at a stall, hub or gate now: they are not blocked, and own it, work there or organise the market."""
    row = session.get(Person, person) if person else None
    if row is None or row.blocked_at:
        return False
    if _may_use(session, Actor(row.id), place):
        return True
    return admins.include(session, row.id) and _may_use(session, Actor(row.id, True), place)


def _may_use(session: Session, actor: Actor, place: KioskPlace) -> bool:
    try:
        require_kiosk(session, actor, place)
    except Refusal:
        return False
    return True


def working_device(session: Session, device: int, admins: Admins) -> Device:
    """Return a device that may act now.

    Raises KioskRefused: SIGNATURE for an unknown one; REVOKED for a revoked one, and where its person may not act at its place any more.
    """
    row = session.get(KioskDevice, device, populate_existing=True)
    if row is None:
        raise KioskRefused(KioskError.SIGNATURE)
    place = kiosk_place(row)
    if row.revoked_at or not may_use_kiosk(session, row.person_id, place, admins):
        raise KioskRefused(KioskError.REVOKED)
    person = session.get_one(Person, row.person_id)
    return Device(
        id=device,
        name=row.name,
        public_key=bytes.fromhex(row.public_key),
        person=person.id,
        language=person.language,
        place=place,
        place_name=_name(session, place),
        signed_in_at=row.made_at,
    )


def _name(session: Session, place: KioskPlace) -> str:
    """Return the name of a place, without the alley that `place_facts` reads."""
    if isinstance(place, GateRef):
        return kiosk_place_facts(session, place).name
    if place.kind is PlaceKind.HUB:
        return session.get_one(Hub, place.id).name
    return session.get_one(Stall, place.id).name
