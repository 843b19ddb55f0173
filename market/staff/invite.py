"""Inviting a helper: a link for one person, which is taken, cancelled or ends."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_right
from market.invite_code import (
    LIVES,
    MAX_INVITES,
    AlreadyHelps,
    InviteGone,
    TooManyInvites,
)
from market.link_secret import draw_secret, hash_secret
from market.notification.outbox import notify
from market.person import lock_unblocked_person
from market.staff.desks import open_desk_of
from market.staff.helpers import add_helper, count_helpers, set_role
from market.staff.notifications import HelperJoined
from market.staff.refusals import (
    OwnStaffLink,
    StaffLinkEnded,
    StaffNeedsApproval,
    TooManyHelpers,
)
from storage.person import Person
from storage.staff import StaffRole, StallInvite, StallStaff
from storage.stall import Stall, StallApproval

MAX_HELPERS = 20
"""Of one stall."""


@dataclass(frozen=True)
class StaffOffer:
    """A link for one helper. Only a hash of `code` is stored; it works once, before `until`."""

    code: str
    role: StaffRole
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The offer of a link: a role at a stall. `inviter` is the first name of its owner."""

    stall: int
    stall_name: str
    inviter: str
    role: StaffRole


def invite_helper(
    session: Session, actor: Actor, stall: int, role: StaffRole, *, now: datetime, rng: Random
) -> StaffOffer:
    """Return a link that makes one person a helper. For the owner of an approved stall.

    Raises Blocked, StallUnknown, NotYourStall, StaffNeedsApproval, TooManyHelpers, TooManyInvites. locks: person
    """
    lock_unblocked_person(session, actor.person)
    if require_right(session, actor, stall, Right.OWN).state != StallApproval.APPROVED:
        raise StaffNeedsApproval
    here = col(StallInvite.stall_id) == stall
    session.connection().execute(delete(StallInvite).where(here, col(StallInvite.until) <= now))
    if session.exec(select(func.count()).select_from(StallInvite).where(here)).one() >= MAX_INVITES:
        raise TooManyInvites(MAX_INVITES)
    _refuse_too_many(session, stall)
    code, until = draw_secret(rng), now + LIVES
    session.add(
        StallInvite(
            code_hash=hash_secret(code), stall_id=stall, person_id=actor.person, role=role, until=until
        )
    )
    return StaffOffer(code, role, until)


def cancel_invite(session: Session, actor: Actor, stall: int, invite: int) -> None:
    """Cancel an open invitation. For the stall's owner. Raises Blocked, StallUnknown, NotYourStall, InviteGone. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.OWN)
    its = col(StallInvite.id) == invite, col(StallInvite.stall_id) == stall
    if session.connection().execute(delete(StallInvite).where(*its)).rowcount != 1:
        raise InviteGone


def invitation(session: Session, person: int, code: str, now: datetime) -> Invitation:
    """Return what a link offers to the person who opened it; nothing changes. Raises StaffLinkEnded, OwnStaffLink, AlreadyHelps."""
    return _invitation(session, _open_link(session, person, code, now))


def accept_invite(session: Session, person: int, code: str, now: datetime) -> Invitation:
    """Make a person a helper, or give one the role of the link; the link is used up, and the owner is told.

    Raises Blocked, StaffLinkEnded, OwnStaffLink, AlreadyHelps, TooManyHelpers. locks: person, stall
    """
    lock_unblocked_person(session, person)
    link = _open_link(session, person, code, now)
    session.exec(select(Stall.id).where(col(Stall.id) == link.stall_id).with_for_update(key_share=True))
    found = _invitation(session, link)
    used = delete(StallInvite).where(col(StallInvite.id) == link.id)
    if session.connection().execute(used).rowcount != 1:
        raise StaffLinkEnded
    entry = _name(session, person, found, now)
    open_desk_of(session, person, found.stall)
    owner = session.get_one(Stall, found.stall).owner_id
    assert owner is not None, "the link of a forgotten owner is gone"
    notify(session, owner, HelperJoined(entry_id=entry), now, about=f"audit:{entry}")
    return found


def _name(session: Session, person: int, invitation: Invitation, now: datetime) -> int:
    """Store the role of a person at a stall, and return the entry of the audit log. Raises TooManyHelpers."""
    row = session.get(StallStaff, (invitation.stall, person), populate_existing=True)
    if row is not None:
        return set_role(session, row, invitation.role, person, now=now)
    _refuse_too_many(session, invitation.stall)
    return add_helper(session, invitation.stall, person, invitation.role, now=now)


def _open_link(session: Session, person: int, code: str, now: datetime) -> StallInvite:
    """Return a link that this person may take now. Raises StaffLinkEnded, OwnStaffLink, AlreadyHelps."""
    rows = select(StallInvite).where(col(StallInvite.code_hash) == hash_secret(code))
    link = session.exec(rows.execution_options(populate_existing=True)).first()
    if link is None or link.until <= now:
        raise StaffLinkEnded
    stall, owner = session.get_one(Stall, link.stall_id), session.get_one(Person, link.person_id)
    if stall.state != StallApproval.APPROVED or stall.owner_id != owner.id or owner.blocked_at:
        raise StaffLinkEnded
    if owner.id == person:
        raise OwnStaffLink(stall.name)
    known = session.get(StallStaff, (link.stall_id, person), populate_existing=True)
    if known is not None and known.role == link.role:
        raise AlreadyHelps(stall.name)
    return link


def _invitation(session: Session, link: StallInvite) -> Invitation:
    return Invitation(
        stall=link.stall_id,
        stall_name=session.get_one(Stall, link.stall_id).name,
        inviter=session.get_one(Person, link.person_id).first_name,
        role=link.role,
    )


def _refuse_too_many(session: Session, stall: int) -> None:
    if count_helpers(session, stall) >= MAX_HELPERS:
        raise TooManyHelpers(MAX_HELPERS)
