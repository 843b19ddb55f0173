"""The helpers of a stall: listed, given another role, removed, and leaving by themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from market.actor import ROLE_RIGHTS, Actor, Right, require_right
from market.audit_log import record_change
from market.notification.outbox import notify
from market.person import lock_people, lock_unblocked_person, mark_people_changed, refuse_blocked
from market.roster.follow import release_shifts
from market.staff.notifications import HelperLeft, HelperRemoved, RoleChanged
from market.staff.refusals import HelperGone
from storage.audit import AuditAction
from storage.kiosk import KioskDevice, KioskLink
from storage.person import Person
from storage.staff import DeskChoice, StaffRole, StallInvite, StallStaff
from storage.stall import Stall

LEFT = "left"
"""The details of an audit entry of a helper who was not removed."""


@dataclass(frozen=True, kw_only=True)
class Helper:
    """A person who helps at a stall; `stall_name` is its name."""

    person: int
    first_name: str
    role: StaffRole
    since: datetime
    stall: int
    stall_name: str


@dataclass(frozen=True, kw_only=True)
class OpenInvite:
    """A link that nobody used yet. It ends at `until`."""

    id: int
    role: StaffRole
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The helpers of a stall and its open invitations, the first first."""

    stall: int
    stall_name: str
    helpers: tuple[Helper, ...]
    invites: tuple[OpenInvite, ...]


def staff_of(session: Session, actor: Actor, stall: int, now: datetime) -> Staff:
    """Return a stall's staff to its owner. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.OWN)
    found = (
        select(StallStaff, Person.first_name)
        .join(Person, col(Person.id) == col(StallStaff.person_id))
        .where(col(StallStaff.stall_id) == stall)
        .order_by(col(StallStaff.since), col(StallStaff.person_id))
    )
    invites = select(StallInvite).where(col(StallInvite.stall_id) == stall, col(StallInvite.until) > now)
    return Staff(
        stall=stall,
        stall_name=row.name,
        helpers=tuple(_helper(each, name, row) for each, name in session.exec(found)),
        invites=tuple(
            OpenInvite(id=each.id or 0, role=each.role, until=each.until)
            for each in session.exec(invites.order_by(col(StallInvite.id)))
        ),
    )


def helper_of(session: Session, actor: Actor, stall: int, person: int) -> Helper:
    """Return a helper to the owner of the stall. Raises StallUnknown, NotYourStall, HelperGone."""
    row = require_right(session, actor, stall, Right.OWN)
    return _helper(staff_row(session, stall, person), session.get_one(Person, person).first_name, row)


def own_help(session: Session, person: int, stall: int) -> Helper:
    """Return what a person is at a stall where they help. Raises HelperGone."""
    row = staff_row(session, stall, person)
    return _helper(row, session.get_one(Person, person).first_name, session.get_one(Stall, stall))


def change_role(
    session: Session, actor: Actor, stall: int, person: int, *, role: StaffRole, now: datetime
) -> None:
    """Give a helper another role and tell them. For the stall's owner. Raises Blocked, StallUnknown, NotYourStall, HelperGone. locks: person"""
    row = _lock_helper(session, actor, stall, person)
    if row.role != role:
        set_role(session, row, role, actor.person, now=now)
        notify(session, person, RoleChanged(stall_id=stall, role=role), now, about=f"stall:{stall}")


def remove_helper(session: Session, actor: Actor, stall: int, person: int, *, now: datetime) -> None:
    """Take every right from a helper at once, stop their devices, and tell them. For the stall's owner.

    Raises Blocked, StallUnknown, NotYourStall, HelperGone. locks: person, stall day
    """
    row = _lock_helper(session, actor, stall, person)
    _end(session, row, actor.person, now)
    notify(session, person, HelperRemoved(stall_id=stall), now, about=f"stall:{stall}")


def leave_stall(session: Session, actor: Actor, stall: int, now: datetime) -> None:
    """Help at a stall no more; its owner is told. Raises Blocked, HelperGone. locks: person, stall day"""
    lock_unblocked_person(session, actor.person)
    _leave(session, staff_row(session, stall, actor.person), actor.person, now)


def leave_all_stalls(session: Session, person: int, actor_id: int, now: datetime) -> None:
    """End all that a person helps with, as `actor_id` blocked or forgot them; the owners are told. The person is locked. locks: stall day"""
    release_shifts(session, person, now)
    rows = select(StallStaff).where(col(StallStaff.person_id) == person).order_by(col(StallStaff.stall_id))
    for row in session.exec(rows).all():
        _leave(session, row, actor_id, now)


def dismiss_staff(session: Session, stall: int, actor_id: int, now: datetime) -> None:
    """End what anybody helps with at a stall that is closed for good, and tell them."""
    session.connection().execute(delete(StallInvite).where(col(StallInvite.stall_id) == stall))
    rows = select(StallStaff).where(col(StallStaff.stall_id) == stall).order_by(col(StallStaff.person_id))
    for row in session.exec(rows).all():
        person = row.person_id
        _end(session, row, actor_id, now)
        notify(session, person, HelperRemoved(stall_id=stall), now, about=f"stall:{stall}")


def set_role(session: Session, row: StallStaff, role: StaffRole, actor_id: int, *, now: datetime) -> int:
    """Set the role of a helper, and return the audit entry. Devices of one who may scan no more are stopped."""
    row.role = role
    session.flush()
    if Right.SCAN not in ROLE_RIGHTS[role]:
        _stop_devices(session, row, now)
    return _record_named(session, row, actor_id, now)


def add_helper(session: Session, stall: int, person: int, role: StaffRole, *, now: datetime) -> int:
    """Store that a person who took a link helps at a stall, and return the entry of the audit log."""
    row = StallStaff(stall_id=stall, person_id=person, role=role, since=now)
    session.add(row)
    session.flush()
    return _record_named(session, row, person, now)


def _record_named(session: Session, row: StallStaff, actor_id: int, now: datetime) -> int:
    """Record who has which role from now on, and return the entry of the audit log."""
    mark_people_changed(session, (row.person_id,))
    action, about = AuditAction.STALL_STAFF_NAMED, f"stall:{row.stall_id}"
    return record_change(
        session, action, actor_id, now, subject=row.person_id, about=about, details=row.role.value
    )


def staff_row(session: Session, stall: int, person: int) -> StallStaff:
    """Return the row of a helper as it is now. Raises HelperGone."""
    return HelperGone.unless(session.get(StallStaff, (stall, person), populate_existing=True))


def count_helpers(session: Session, stall: int) -> int:
    """Return how many people help at a stall."""
    here = select(func.count()).select_from(StallStaff).where(col(StallStaff.stall_id) == stall)
    return session.exec(here).one()


def _lock_helper(session: Session, actor: Actor, stall: int, person: int) -> StallStaff:
    """Lock a helper for the stall's owner. Raises Blocked, StallUnknown, NotYourStall, HelperGone. locks: person"""
    refuse_blocked(actor.person, lock_people(session, {actor.person, person}))
    require_right(session, actor, stall, Right.OWN)
    return staff_row(session, stall, person)


def _leave(session: Session, row: StallStaff, actor_id: int, now: datetime) -> None:
    """End what a person helps with, and tell the owner."""
    stall = session.get_one(Stall, row.stall_id)
    entry = _end(session, row, actor_id, now, details=LEFT)
    if stall.owner_id is not None:
        notify(session, stall.owner_id, HelperLeft(entry_id=entry), now, about=f"audit:{entry}")


def _end(session: Session, row: StallStaff, actor_id: int, now: datetime, *, details: str = "") -> int:
    """Delete the row of a helper with all that they have by it, and return the entry of the audit log. locks: stall day"""
    stall, person = row.stall_id, row.person_id
    release_shifts(session, person, now, stall)
    session.delete(row)
    session.flush()
    _stop_devices(session, row, now)
    chosen = col(DeskChoice.person_id) == person, col(DeskChoice.stall_id) == stall
    session.connection().execute(delete(DeskChoice).where(*chosen))
    mark_people_changed(session, (person,))
    removed, about = AuditAction.STALL_STAFF_REMOVED, f"stall:{stall}"
    return record_change(session, removed, actor_id, now, subject=person, about=about, details=details)


def _stop_devices(session: Session, row: StallStaff, now: datetime) -> None:
    """Revoke the kiosk devices that a person signed in at a stall, and delete their links for more."""
    devices = col(KioskDevice.stall_id) == row.stall_id, col(KioskDevice.person_id) == row.person_id
    working = update(KioskDevice).where(*devices, col(KioskDevice.revoked_at).is_(None))
    session.connection().execute(working.values(revoked_at=now))
    links = col(KioskLink.stall_id) == row.stall_id, col(KioskLink.person_id) == row.person_id
    session.connection().execute(delete(KioskLink).where(*links))
    session.expire_all()


def _helper(row: StallStaff, first_name: str, stall: Stall) -> Helper:
    return Helper(
        person=row.person_id,
        first_name=first_name,
        role=row.role,
        since=row.since,
        stall=row.stall_id,
        stall_name=stall.name,
    )
