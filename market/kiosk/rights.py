"""The rights to use a kiosk: staff of the stall who may scan, the staff of a hub, or an organiser, in the chat, a device for the person who signed it in."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from market.actor import Actor, Right, StallUnknown, is_organiser, require_right
from market.admins import Admins
from market.kiosk.refusals import KioskError, KioskNeedsApproval, KioskRefused
from market.packaging.place import PlaceRef, hub_ref, require_place_staff, stall_ref
from market.packaging.refusals import HubClosed, HubUnknown
from market.refusal import Refusal
from storage.hub import Hub
from storage.kiosk import KioskDevice, KioskLink, ScanConflict
from storage.packaging import PlaceKind
from storage.person import Person
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that may act: for a person, at a stall or hub. `public_key` is 32 bytes; `language` is the person's."""

    id: int
    name: str
    public_key: bytes
    person: int
    language: str
    place: PlaceRef
    place_name: str
    signed_in_at: datetime


def kiosk_place(row: KioskLink | KioskDevice | ScanConflict) -> PlaceRef:
    """Return the stall or hub of a row."""
    return hub_ref(row.hub_id) if row.hub_id else stall_ref(row.stall_id or 0)


def of_place(table: type[KioskLink | KioskDevice | ScanConflict], place: PlaceRef) -> ColumnElement[bool]:
    """Return the condition that a row is of a stall or hub."""
    column = table.hub_id if place.kind is PlaceKind.HUB else table.stall_id
    return col(column) == place.id


def ids_of(place: PlaceRef) -> tuple[int | None, int | None]:
    """Return what names a stall or hub in such a row: the stall's id and the hub's, one of which is None."""
    return (None, place.id) if place.kind is PlaceKind.HUB else (place.id, None)


def require_kiosk(session: Session, actor: Actor, place: PlaceRef) -> None:
    """Refuse an approved stall to all but its staff who may scan, an open hub to all but its staff, and neither to organisers.

    Raises StallUnknown, NotYourStall, KioskNeedsApproval, HubUnknown, HubClosed, NotHubStaff.
    """
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


def may_use_kiosk(session: Session, person: int | None, place: PlaceRef, admins: Admins) -> bool:
    """Return whether a person may act at a stall or hub now: they are not blocked, and own it, work there or organise the market."""
    row = session.get(Person, person) if person else None
    if row is None or row.blocked_at:
        return False
    if _may_use(session, Actor(row.id), place):
        return True
    return admins.include(session, row.id) and _may_use(session, Actor(row.id, True), place)


def _may_use(session: Session, actor: Actor, place: PlaceRef) -> bool:
    try:
        require_kiosk(session, actor, place)
    except Refusal:
        return False
    return True


def working_device(session: Session, device: int, admins: Admins) -> Device:
    """Return a device that may act now.

    Raises KioskRefused: SIGNATURE for an unknown one; REVOKED for a revoked one, and where its person may not act at its stall or hub any more.
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


def _name(session: Session, place: PlaceRef) -> str:
    """Return the name of a stall or hub, without the alley that `place_facts` reads."""
    if place.kind is PlaceKind.HUB:
        return session.get_one(Hub, place.id).name
    return session.get_one(Stall, place.id).name
