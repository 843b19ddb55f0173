"""Who may use a kiosk: staff of the stall who may scan, or an organiser, in the chat, and a device for the person who signed it in."""

from dataclasses import dataclass

from sqlmodel import Session

from market.actor import Actor, Right, StallUnknown, is_organiser, may, require_right
from market.admins import Admins
from market.kiosk.refusals import KioskError, KioskNeedsApproval, KioskRefused
from storage.kiosk import KioskDevice
from storage.person import Person
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that may act: for a person, at a stall. `public_key` is 32 bytes; `language` is the person's."""

    id: int
    name: str
    public_key: bytes
    person: int
    language: str
    stall: int
    stall_name: str


def require_kiosk(session: Session, actor: Actor, stall: int) -> Stall:
    """Return an approved stall to staff who may scan and to organisers. Raises StallUnknown, NotYourStall, KioskNeedsApproval."""
    row = session.get(Stall, stall)
    if row is None:
        raise StallUnknown
    if not is_organiser(session, actor):
        require_right(session, actor, stall, Right.SCAN)
    if row.state != StallApproval.APPROVED:
        raise KioskNeedsApproval
    return row


def may_use_kiosk(session: Session, person: int | None, stall: int, admins: Admins) -> bool:
    """Return whether a person may act at an approved stall now: they are not banned, and may scan there or organise the market."""
    row = session.get(Person, person) if person else None
    if row is None or row.banned_at:
        return False
    if session.get_one(Stall, stall).state != StallApproval.APPROVED:
        return False
    organises = Actor(row.id, admins.include(session, row.id))
    return may(session, row.id, stall, Right.SCAN) or is_organiser(session, organises)


def working_device(session: Session, device: int, admins: Admins) -> Device:
    """Return a device that may act now.

    Raises KioskRefused: SIGNATURE for an unknown one; REVOKED for a revoked one, and where its person may not act at its stall any more.
    """
    row = session.get(KioskDevice, device, populate_existing=True)
    if row is None:
        raise KioskRefused(KioskError.SIGNATURE)
    if row.revoked_at or not may_use_kiosk(session, row.person_id, row.stall_id, admins):
        raise KioskRefused(KioskError.REVOKED)
    person, stall = session.get_one(Person, row.person_id), session.get_one(Stall, row.stall_id)
    return Device(
        id=device,
        name=row.name,
        public_key=bytes.fromhex(row.public_key),
        person=person.id,
        language=person.language,
        stall=row.stall_id,
        stall_name=stall.name,
    )
