"""Merging: two accounts of one person become one, by the consent of both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, delete, select

from market.account_move import (
    NamedInSettings,
    become_one,
    lock_stalls_of,
    needs_organiser,
    refuse_both_in_drop,
    refuse_two_stalls,
)
from market.actor import Actor
from market.admins import NO_ADMINS, Admins, organiser_ids
from market.link_secret import draw_secret, hash_secret
from market.merge_notifications import MergeConfirmed, MergeDeclined, MergeWaits
from market.notification.outbox import notify
from market.packaging.place import hubs_of
from market.person import lock_people, lock_unblocked_person, refuse_blocked
from market.privacy.forget import OpenMatters, open_matters
from market.recovery.request import ask_to_join, end_requests_of
from market.refusal import LinkUnknown, Refusal
from storage.address import current_address
from storage.deposit import Payee
from storage.merge import MergeLink
from storage.person import Person
from storage.stall import Stall

LIVES = timedelta(hours=24)


@dataclass
class OwnMergeLink(Refusal):
    pass


@dataclass
class MergeLinkEnded(Refusal):
    pass


@dataclass
class OtherAccountBlocked(Refusal):
    pass


@dataclass(frozen=True)
class MergeOffer:
    """A link for the other account. Only a hash of `code` is stored; it works once, before `until`."""

    code: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class MergeRequest:
    """The person who asked, as the other account sees them before it confirms, and all of its own that goes to them.

    `payees` are the names of the bank QRs of its stalls. `roles`: it organises, works at a hub or helps at a stall, which ends.
    """

    first_name: str
    has: OpenMatters
    payees: tuple[str, ...]
    roles: bool
    needs_organiser: bool


def offer_merge(session: Session, person: int, now: datetime, rng: Random) -> MergeOffer:
    """Return a link for the person's other account; an earlier one stops working. Raises Blocked. locks: person"""
    lock_unblocked_person(session, person)
    code, until = draw_secret(rng), now + LIVES
    session.connection().execute(delete(MergeLink).where(col(MergeLink.person_id) == person))
    session.add(MergeLink(person_id=person, code_hash=hash_secret(code), until=until))
    return MergeOffer(code, until)


def merge_request(
    session: Session, person: int, code: str, now: datetime, *, admins: Admins = NO_ADMINS
) -> MergeRequest:
    """Return who asked by a link and what goes to them, for the person who opened it; nothing changes. Raises LinkUnknown, OwnMergeLink, MergeLinkEnded."""
    link = _link(session, code)
    _refuse_unfit(link, person, now)
    has = open_matters(session, person, now)
    served = select(Payee.name).join(Stall, col(Stall.id) == col(Payee.stall_id))
    of_theirs = col(Stall.owner_id) == person, col(Payee.revoked_at).is_(None)
    return MergeRequest(
        first_name=session.get_one(Person, link.person_id).first_name,
        has=has,
        payees=tuple(session.exec(served.where(*of_theirs).distinct().order_by(col(Payee.name)))),
        roles=bool(has.helps or hubs_of(session, person)) or person in organiser_ids(session, admins),
        needs_organiser=needs_organiser(session, (person, link.person_id), admins),
    )


def decline_merge(session: Session, person: int, code: str, now: datetime) -> None:
    """End a link, and tell who asked that the other account said no. Raises LinkUnknown, OwnMergeLink, MergeLinkEnded. locks: person"""
    asker = _link(session, code).person_id
    lock_people(session, {person, asker})
    link = _link(session, code)
    _refuse_unfit(link, person, now)
    session.delete(link)
    notify(session, asker, MergeDeclined(), now, about=f"merge:{person}")


def accept_merge(
    session: Session, person: int, code: str, now: datetime, *, rng: Random, admins: Admins = NO_ADMINS
) -> int | None:
    """Give everything of the person who confirms to the person who asked, with their addresses, and return the latter. The former is no more.

    None where an organiser has to agree first: one of both organises, or owns an approved stall. Then the organisers are asked and nothing has moved.
    Who asked is told where they asked, as what comes later goes to the account that confirms.

    Raises LinkUnknown, OwnMergeLink, MergeLinkEnded, Blocked, OtherAccountBlocked, NamedInSettings, NoOtherOrganiser, TooManyRecoveries,
    BothHaveStalls, BothInDrop. locks: person, stall, stall day, drop
    """
    asker = _link(session, code).person_id
    blocked = lock_people(session, {person, asker})
    link = _link(session, code)
    _refuse_unfit(link, person, now)
    refuse_blocked(person, blocked)
    if blocked:
        raise OtherAccountBlocked
    lock_stalls_of(session, (person, asker))
    if needs_organiser(session, (person, asker), admins):
        _ask_organisers(session, link, person, admins, now=now, rng=rng)
        return None
    end_requests_of(session, person, now)
    asked_from = session.connection().execute(select(current_address(asker))).scalar()
    become_one(session, person, asker, actor=Actor(person), admins=admins, now=now)
    if asked_from is not None:
        notify(session, asker, MergeConfirmed(), now, about=f"merge:{person}", address=asked_from)
    return asker


def _ask_organisers(
    session: Session, link: MergeLink, person: int, admins: Admins, *, now: datetime, rng: Random
) -> None:
    """Use the link up and ask the organisers, unless no merge could come of it. Raises as `accept_merge`."""
    asker = link.person_id
    if admins.include(session, person):
        raise NamedInSettings
    refuse_two_stalls(session, person, asker)
    refuse_both_in_drop(session, person, asker, now)
    recovery = ask_to_join(session, asker, person, admins, now=now, rng=rng)
    session.delete(link)
    notify(session, asker, MergeWaits(recovery_id=recovery), now, about=f"recovery:{recovery}")


def _link(session: Session, code: str) -> MergeLink:
    rows = select(MergeLink).where(col(MergeLink.code_hash) == hash_secret(code))
    return LinkUnknown.unless(session.exec(rows.execution_options(populate_existing=True)).first())


def _refuse_unfit(link: MergeLink, person: int, now: datetime) -> None:
    if link.person_id == person:
        raise OwnMergeLink
    if link.until <= now:
        raise MergeLinkEnded
