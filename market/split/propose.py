"""Proposing how a drop is shared: by its stall's owner, with a link for somebody whom the stall has not shared with before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor, Right
from market.drop.own_drop import lock_own_drop
from market.link_secret import draw_secret, hash_secret
from market.notification.outbox import notify
from market.refusal import ButtonForged
from market.split.ended import end_and_tell, end_split, notify_removed
from market.split.notifications import SharesProposed
from market.split.parties import agreed_split, open_split, parties_of
from market.split.refusals import NoUsualShares, ShareUnfit, SplitFixed, SplitNeedsDrop, SplitOver
from market.split.takings import has_takings
from storage.drop import Drop, DropState
from storage.person import Person
from storage.shown import ShownKind, mark_subject
from storage.split import WHOLE, Split, SplitParty, SplitRole

LIVES = timedelta(hours=24)
"""So long a link works."""
PARTIES = (SplitRole.CREATOR, SplitRole.HOST)


@dataclass(frozen=True)
class ShareOffer:
    """A link for one party. Only a hash of `code` is stored; it works once, before `until`."""

    code: str
    role: SplitRole
    until: datetime


@dataclass(frozen=True)
class ProposedPart:
    """A part in hundredths of a per cent, and whose it is to be; None for whoever takes the link."""

    share: int
    person: int | None = None


Proposal = Mapping[SplitRole, ProposedPart]


def propose_share(
    session: Session, actor: Actor, drop: int, role: SplitRole, *, share: int, now: datetime
) -> int:
    """Propose a part for a creator or host, beside what is proposed or agreed already, and return the proposal: all agree anew. For the owner.

    Raises Blocked, DropUnknown, NotYourStall, SplitNeedsDrop, SplitFixed, ShareUnfit; ButtonForged for the stall itself. locks: person, drop, item
    """
    if role not in PARTIES:
        raise ButtonForged
    _lock(session, actor, drop, now)
    before = _parts(session, open_split(session, drop) or agreed_split(session, drop))
    known = before.get(role)
    return _store(
        session, drop, {**before, role: ProposedPart(share, known.person if known else None)}, now=now
    )


def remove_share(session: Session, actor: Actor, drop: int, role: SplitRole, *, now: datetime) -> None:
    """Take one part out of what is proposed or agreed: the others are asked anew, and what all agreed to stays until then. For the owner.

    The last part ends the proposal, or else what is agreed. Somebody who was only asked is told at once.
    Raises Blocked, DropUnknown, NotYourStall, SplitNeedsDrop, SplitFixed, SplitOver. locks: person, drop, item
    """
    _lock(session, actor, drop, now)
    proposed, agreed = open_split(session, drop), agreed_split(session, drop)
    current = proposed or agreed
    parts = dict(_parts(session, current))
    if current is None or role not in parts:
        raise SplitOver
    taken = parts.pop(role)
    if not parts:
        return end_and_tell(session, current, SplitRole.STALL, now)
    _store(session, drop, parts, now=now)
    if proposed and taken.person is not None and taken.person not in _people(session, agreed):
        notify_removed(session, drop, taken.person, now)
    return None


def _people(session: Session, split: Split | None) -> set[int | None]:
    parties = parties_of(session, split.id or 0) if split else ()
    return {party.person_id for party in parties}


def propose_usual(session: Session, actor: Actor, drop: int, now: datetime) -> int:
    """Propose the parts and people of the last drop of the stall that had agreed shares, and return the proposal. For the owner.

    Raises Blocked, DropUnknown, NotYourStall, SplitNeedsDrop, SplitFixed, NoUsualShares. locks: person, drop, item
    """
    usual = NoUsualShares.unless(usual_split(session, _lock(session, actor, drop, now)))
    return _store(session, drop, _parts(session, usual), now=now)


def usual_split(session: Session, drop: Drop) -> Split | None:
    """Return what was agreed last for another drop of the same stall."""
    rows = (
        select(Split)
        .join(Drop, col(Drop.id) == col(Split.drop_id))
        .where(
            col(Drop.stall_id) == drop.stall_id, col(Drop.id) != drop.id, col(Split.agreed_at).is_not(None)
        )
        .order_by(col(Split.agreed_at).desc(), col(Split.id).desc())
    )
    return session.exec(rows.limit(1)).first()


def make_share_link(
    session: Session, actor: Actor, drop: int, role: SplitRole, *, now: datetime, rng: Random
) -> ShareOffer:
    """Return a link for the party of an open proposal that is nobody's yet; an earlier link works no more. For the owner.

    Raises Blocked, DropUnknown, NotYourStall, SplitNeedsDrop, SplitFixed, SplitOver. locks: person, drop, item
    """
    _lock(session, actor, drop, now)
    split = open_split(session, drop)
    parties = parties_of(session, split.id or 0) if split else ()
    party = SplitOver.unless(
        next((each for each in parties if each.role == role and each.person_id is None), None)
    )
    code = draw_secret(rng)
    party.code_hash, party.until = hash_secret(code), now + LIVES
    session.flush()
    mark_subject(session, drop, ShownKind.SHARES, now=now)
    return ShareOffer(code, role, now + LIVES)


def refuse_fixed(session: Session, drop: Drop, now: datetime) -> None:
    """Refuse to agree on a drop that is locked: one that sells no more, or has sold. Raises SplitNeedsDrop, SplitFixed."""
    if drop.state not in (DropState.PUBLISHED, DropState.PAUSED) or drop.ends_at <= now:
        raise SplitNeedsDrop
    if has_takings(session, drop.id or 0):
        raise SplitFixed


def _lock(session: Session, actor: Actor, drop: int, now: datetime) -> Drop:
    """Return a drop, locked, for its stall's owner to agree on. Raises as `lock_own_drop`, `refuse_fixed`. locks: person, drop, item"""
    locked = lock_own_drop(session, actor, drop, Right.OWN).drop
    refuse_fixed(session, locked, now)
    return locked


def _parts(session: Session, split: Split | None) -> Proposal:
    """Return the parts of an earlier proposal, with the people who can still be asked."""
    if split is None:
        return {}
    parties = parties_of(session, split.id or 0)
    people = [party.person_id for party in parties]
    blocked = select(Person.id).where(col(Person.id).in_(people), col(Person.blocked_at).is_not(None))
    gone = set(session.exec(blocked))
    return {
        party.role: ProposedPart(party.share, None if party.person_id in gone else party.person_id)
        for party in parties
    }


def _store(session: Session, drop: int, proposal: Proposal, *, now: datetime) -> int:
    """Store a proposal in place of the open one, and ask the people that it names. Raises ShareUnfit."""
    shares = [part.share for part in proposal.values()]
    if min(shares) < 1 or sum(shares) > WHOLE:
        raise ShareUnfit
    earlier = open_split(session, drop)
    if earlier:
        end_split(session, earlier, now)
    split = Split(drop_id=drop, proposed_at=now)
    session.add(split)
    session.flush()
    assert split.id is not None
    for role, part in proposal.items():
        session.add(SplitParty(split_id=split.id, role=role, share=part.share, person_id=part.person))
        if part.person is not None:
            asked = SharesProposed(split_id=split.id, role=role)
            notify(session, part.person, asked, now, about=f"split:{split.id}")
    session.flush()
    mark_subject(session, drop, ShownKind.SHARES, now=now)
    return split.id
