"""Inviting staff of a hub: an organiser's link for one person, which is taken, cancelled or ends (docs/packaging.md)."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.invite_code import (
    LIVES,
    MAX_INVITES,
    AlreadyHelps,
    InviteGone,
    TooManyInvites,
)
from market.link_secret import draw_secret, hash_secret
from market.notification.outbox import notify
from market.packaging.hub import lock_open_hub
from market.packaging.notifications import HubStaffJoined
from market.packaging.refusals import HubLinkEnded
from market.person import lock_people, lock_unblocked_person, mark_people_changed, refuse_blocked
from storage.alley import Alley
from storage.audit import AuditAction
from storage.hub import Hub, HubInvite, HubStaff
from storage.person import Person


@dataclass(frozen=True)
class HubOffer:
    """A link for one person to work at a hub. Only a hash of `code` is stored; it works once, before `until`."""

    code: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class HubInvitation:
    """The offer of a link: to work at a hub of an alley. `inviter` is the first name of an organiser."""

    hub: int
    hub_name: str
    alley_name: str
    inviter: str


@dataclass(frozen=True)
class OpenHubInvite:
    """A link that nobody has used yet."""

    id: int
    until: datetime


def invite_hub_staff(session: Session, actor: Actor, hub: int, *, now: datetime, rng: Random) -> HubOffer:
    """Return a link that makes one person staff of an open hub. For organisers.

    Raises Blocked, NotOrganiser, HubUnknown, HubClosed, TooManyInvites. locks: person, hub
    """
    lock_open_hub(session, actor, hub)
    here = col(HubInvite.hub_id) == hub
    session.connection().execute(delete(HubInvite).where(here, col(HubInvite.until) <= now))
    if session.exec(select(func.count()).select_from(HubInvite).where(here)).one() >= MAX_INVITES:
        raise TooManyInvites(MAX_INVITES)
    code, until = draw_secret(rng), now + LIVES
    session.add(HubInvite(code_hash=hash_secret(code), hub_id=hub, person_id=actor.person, until=until))
    return HubOffer(code, until)


def cancel_hub_invite(session: Session, actor: Actor, hub: int, invite: int) -> None:
    """Cancel an open link of a hub. For organisers. Raises Blocked, NotOrganiser, InviteGone. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    its = col(HubInvite.id) == invite, col(HubInvite.hub_id) == hub
    if session.connection().execute(delete(HubInvite).where(*its)).rowcount != 1:
        raise InviteGone


def open_hub_invites(session: Session, actor: Actor, hub: int, now: datetime) -> tuple[OpenHubInvite, ...]:
    """Return the links of a hub that can still be used, the oldest first. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = select(HubInvite).where(col(HubInvite.hub_id) == hub, col(HubInvite.until) > now)
    return tuple(
        OpenHubInvite(row.id or 0, row.until) for row in session.exec(rows.order_by(col(HubInvite.id)))
    )


def hub_invitation(
    session: Session, person: int, code: str, admins: Admins, *, now: datetime
) -> HubInvitation:
    """Return what a link offers to the person who opened it; nothing changes. Raises HubLinkEnded, AlreadyHelps."""
    return _invitation(session, _open_link(session, person, code, admins, now=now))


def accept_hub_invite(
    session: Session, person: int, code: str, admins: Admins, *, now: datetime
) -> HubInvitation:
    """Let a person work at the hub of a link, which is used up; the organiser who made it is told.

    Raises Blocked, HubLinkEnded, AlreadyHelps. locks: person, hub
    """
    known = session.exec(
        select(HubInvite.person_id).where(col(HubInvite.code_hash) == hash_secret(code))
    ).first()
    refuse_blocked(person, lock_people(session, {person, *([known] if known else [])}))
    link = _open_link(session, person, code, admins, now=now)
    hub, inviter, found = link.hub_id, link.person_id, _invitation(session, link)
    session.exec(select(Hub.id).where(col(Hub.id) == hub).with_for_update(key_share=True))
    used = delete(HubInvite).where(col(HubInvite.id) == link.id)
    if session.connection().execute(used).rowcount != 1:
        raise HubLinkEnded
    session.add(HubStaff(hub_id=hub, person_id=person, named_by=inviter, named_at=now))
    named, about = AuditAction.HUB_STAFF_NAMED, f"hub:{hub}"
    entry = record_change(session, named, person, now, subject=person, about=about)
    notify(session, inviter, HubStaffJoined(entry_id=entry), now, about=f"audit:{entry}")
    mark_people_changed(session, (person,))
    return found


def _open_link(session: Session, person: int, code: str, admins: Admins, *, now: datetime) -> HubInvite:
    """Return a link that this person may take now. Raises HubLinkEnded, AlreadyHelps."""
    rows = select(HubInvite).where(col(HubInvite.code_hash) == hash_secret(code))
    link = session.exec(rows.execution_options(populate_existing=True)).first()
    if link is None or link.until <= now:
        raise HubLinkEnded
    hub = session.get_one(Hub, link.hub_id, populate_existing=True)
    inviter = session.get_one(Person, link.person_id, populate_existing=True)
    if hub.closed_at or inviter.blocked_at or inviter.id not in organiser_ids(session, admins):
        raise HubLinkEnded
    if session.get(HubStaff, (link.hub_id, person), populate_existing=True) is not None:
        raise AlreadyHelps(hub.name)
    return link


def _invitation(session: Session, link: HubInvite) -> HubInvitation:
    hub = session.get_one(Hub, link.hub_id)
    return HubInvitation(
        hub=link.hub_id,
        hub_name=hub.name,
        alley_name=session.get_one(Alley, hub.alley_id).name,
        inviter=session.get_one(Person, link.person_id).first_name,
    )
