"""Agreeing to shares, by a link or where one was asked, and stepping back before the first sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.actor import Actor, Right
from market.drop.browse import any_drop
from market.drop.facts import DropFacts
from market.drop.own_drop import lock_own_drop
from market.link_secret import hash_secret
from market.notification.outbox import notify
from market.person import lock_unblocked_person
from market.split.ended import end_and_tell, end_split, notify_removed
from market.split.notifications import SharesAgreed
from market.split.parties import agreed_split, current_splits, parties_of, terms_of
from market.split.propose import refuse_fixed
from market.split.refusals import (
    OtherParty,
    OwnSplitLink,
    SplitFixed,
    SplitLinkEnded,
    SplitOver,
    SplitUnknown,
)
from market.split.rule import SplitTerms
from market.split.takings import has_takings
from storage.drop import Drop
from storage.person import Person
from storage.shown import ShownKind, mark_subject
from storage.split import Split, SplitParty, SplitRole
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class OfferedShare:
    """The offer of a link: a role in sharing a drop, with the terms of all."""

    drop: DropFacts
    role: SplitRole
    terms: SplitTerms


def offered_share(session: Session, person: int, code: str, now: datetime) -> OfferedShare:
    """Return what a link offers to the person who opened it; nothing changes.

    Raises SplitLinkEnded, OwnSplitLink, OtherParty, SplitNeedsDrop, SplitFixed.
    """
    party = _linked(session, code, now)
    split = session.get_one(Split, party.split_id)
    refuse_fixed(session, _open_drop(session, split), now)
    _refuse_unfit(session, split, person)
    terms = terms_of(parties_of(session, party.split_id))
    return OfferedShare(drop=any_drop(session, split.drop_id), role=party.role, terms=terms)


def accept_share(session: Session, person: int, code: str, now: datetime) -> tuple[int, SplitRole]:
    """Make a person the party of a link, who agrees by that, and return the proposal and their role; the link is used up.

    Raises Blocked, SplitLinkEnded, OwnSplitLink, OtherParty, SplitNeedsDrop, SplitFixed. locks: person, drop
    """
    lock_unblocked_person(session, person)
    split = _lock_split(session, _linked(session, code, now).split_id)
    party = _linked(session, code, now)
    refuse_fixed(session, _open_drop(session, split), now)
    _refuse_unfit(session, split, person)
    party.person_id, party.code_hash, party.until = person, None, None
    _agree(session, split, party, now)
    return party.split_id, party.role


def agree_share(session: Session, actor: Actor, split: int, role: SplitRole, now: datetime) -> None:
    """Agree to a proposal as its party. A second time changes nothing.

    Raises Blocked, SplitUnknown, SplitOver, SplitNeedsDrop, SplitFixed. locks: person, drop
    """
    lock_unblocked_person(session, actor.person)
    row = _lock_split(session, split)
    party = own_party(session, actor, split, role)
    if row.ended_at is not None:
        raise SplitOver
    if party.agreed_at is None:
        refuse_fixed(session, _open_drop(session, row), now)
        _agree(session, row, party, now)


def step_back(session: Session, actor: Actor, split: int, role: SplitRole, now: datetime) -> None:
    """Say no to a proposal, or end what was agreed before the first sale; owner and other party are told. For a party.

    Raises Blocked, SplitUnknown, SplitOver, SplitFixed. locks: person, drop
    """
    lock_unblocked_person(session, actor.person)
    row = _lock_split(session, split)
    own_party(session, actor, split, role)
    if row.ended_at is not None:
        raise SplitOver
    if row.agreed_at is not None and has_takings(session, row.drop_id):
        raise SplitFixed
    end_and_tell(session, row, role, now)


def end_shares(session: Session, actor: Actor, drop: int, now: datetime) -> None:
    """Withdraw the proposal of a drop, or else end what was agreed before the first sale; the parties are told. For the owner.

    Raises Blocked, DropUnknown, NotYourStall, SplitOver, SplitFixed. locks: person, drop, item
    """
    lock_own_drop(session, actor, drop, Right.OWN)
    current = current_splits(session, drop)
    if not current:
        raise SplitOver
    if current[0].agreed_at is not None and has_takings(session, drop):
        raise SplitFixed
    end_and_tell(session, current[0], SplitRole.STALL, now)


def own_party(session: Session, actor: Actor, split: int, role: SplitRole) -> SplitParty:
    """Return the part of a proposal that is the actor's. Raises SplitUnknown."""
    party = session.get(SplitParty, (split, role), populate_existing=True)
    if party is None or party.person_id != actor.person:
        raise SplitUnknown
    return party


def _agree(session: Session, split: Split, party: SplitParty, now: datetime) -> None:
    """Note that a party agrees; the last one makes the proposal count, in place of what was agreed before. The caller has locked the drop."""
    party.agreed_at = now
    session.flush()
    mark_subject(session, split.drop_id, ShownKind.SHARES, now=now)
    parties = parties_of(session, party.split_id)
    if any(each.agreed_at is None for each in parties):
        return
    earlier = agreed_split(session, split.drop_id)
    if earlier:
        _replace(session, earlier, parties, now)
    split.agreed_at = now
    session.flush()
    told = {each.role: each.person_id for each in parties if each is not party}
    told[SplitRole.STALL] = _stall(session, split).owner_id
    for role, person in told.items():
        if person is not None:
            agreed = SharesAgreed(split_id=party.split_id, role=role)
            notify(session, person, agreed, now, about=f"split:{party.split_id}")


def _replace(session: Session, earlier: Split, parties: Sequence[SplitParty], now: datetime) -> None:
    """End what was agreed before, and tell the people of it who are in the new shares no more."""
    staying = {party.person_id for party in parties}
    left_out = {party.person_id for party in parties_of(session, earlier.id or 0)} - staying
    end_split(session, earlier, now)
    for person in left_out:
        if person is not None:
            notify_removed(session, earlier.drop_id, person, now)


def _lock_split(session: Session, split: int) -> Split:
    """Return a proposal, with its drop locked. Raises SplitUnknown. locks: drop"""
    found = SplitUnknown.unless(session.get(Split, split))
    session.exec(select(Drop.id).where(col(Drop.id) == found.drop_id).with_for_update(key_share=True)).one()
    return session.get_one(Split, split, populate_existing=True)


def _linked(session: Session, code: str, now: datetime) -> SplitParty:
    """Return the party that a link is for. Raises SplitLinkEnded."""
    rows = select(SplitParty).where(col(SplitParty.code_hash) == hash_secret(code))
    party = session.exec(rows, execution_options={"populate_existing": True}).first()
    if party is None or party.until is None or party.until <= now:
        raise SplitLinkEnded
    return party


def _stall(session: Session, split: Split) -> Stall:
    return session.get_one(Stall, session.get_one(Drop, split.drop_id).stall_id)


def _open_drop(session: Session, split: Split) -> Drop:
    """Return the drop of a proposal whose owner still sells. Raises SplitLinkEnded."""
    stall = _stall(session, split)
    owner = session.get(Person, stall.owner_id) if stall.owner_id is not None else None
    if stall.state != StallApproval.APPROVED or owner is None or owner.blocked_at:
        raise SplitLinkEnded
    return session.get_one(Drop, split.drop_id, populate_existing=True)


def _refuse_unfit(session: Session, split: Split, person: int) -> None:
    """Refuse a link to the owner and to the other party. Raises OwnSplitLink, OtherParty."""
    stall = _stall(session, split)
    if stall.owner_id == person:
        raise OwnSplitLink(stall.name)
    if any(party.person_id == person for party in parties_of(session, split.id or 0)):
        raise OtherParty
