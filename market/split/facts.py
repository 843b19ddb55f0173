"""Shares as values: for the stall's owner, and for a party."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_right
from market.drop.browse import any_drop, any_drops
from market.drop.facts import DropFacts
from market.drop.own_drop import own_drop
from market.drop.refusals import DropUnknown
from market.paging import page_within
from market.split.agree import own_party
from market.split.parties import agreed_split, open_split, parties_of, terms_of
from market.split.propose import usual_split
from market.split.refusals import SplitOver, SplitUnknown
from market.split.rule import SplitTerms
from market.split.takings import has_takings
from storage.drop import Drop, DropState
from storage.person import Person
from storage.split import Split, SplitParty, SplitRole

PAGE = 6


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """A party: their part in hundredths of a per cent, and their first name, "" where nobody has taken the link yet or who agreed has left."""

    role: SplitRole
    share: int
    name: str
    agreed: bool
    link_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class SplitFacts:
    """A proposal, or what is agreed."""

    id: int
    terms: SplitTerms
    parties: tuple[PartyFacts, ...]
    agreed_at: datetime | None

    def party(self, role: SplitRole) -> PartyFacts | None:
        """Return the party in a role; None for nobody."""
        return next((party for party in self.parties if party.role == role), None)


@dataclass(frozen=True, kw_only=True)
class DropShares:
    """The shares of a drop for its owner. `fixed`: it has sold, and nothing can change. `open_for_terms`: it is on sale and has not sold yet.

    `usual` are the terms of the last drop that had any.
    """

    drop: DropFacts
    proposed: SplitFacts | None
    agreed: SplitFacts | None
    fixed: bool
    open_for_terms: bool
    usual: SplitTerms | None


@dataclass(frozen=True, kw_only=True)
class OwnShare:
    """Shares of a drop for one of the parties."""

    split: int
    drop: DropFacts
    role: SplitRole
    terms: SplitTerms
    agreed: bool
    all_agreed: bool
    ended: bool
    fixed: bool


@dataclass(frozen=True, kw_only=True)
class OwnShareRow:
    """Shares in a list."""

    split: int
    role: SplitRole
    share: int
    drop: DropFacts
    all_agreed: bool
    waits_for_you: bool


@dataclass(frozen=True, kw_only=True)
class OwnShares:
    """A page of the shares of a person, the newest first."""

    rows: tuple[OwnShareRow, ...]
    page: int
    pages: int


def drop_shares(session: Session, actor: Actor, drop: int, now: datetime) -> DropShares:
    """Return how a drop is shared to its stall's owner. Raises DropUnknown, NotYourStall."""
    row = DropUnknown.unless(session.get(Drop, drop))
    facts = own_drop(session, actor, drop)
    require_right(session, actor, row.stall_id, Right.OWN)
    proposed, agreed, usual = (
        open_split(session, drop),
        agreed_split(session, drop),
        usual_split(session, row),
    )
    fixed = has_takings(session, drop)
    sells = row.state in (DropState.PUBLISHED, DropState.PAUSED) and row.ends_at > now
    return DropShares(
        drop=facts,
        proposed=_facts(session, proposed) if proposed else None,
        agreed=_facts(session, agreed) if agreed else None,
        fixed=fixed,
        open_for_terms=sells and not fixed,
        usual=terms_of(parties_of(session, usual.id or 0)) if usual else None,
    )


def own_share(session: Session, actor: Actor, split: int, role: SplitRole) -> OwnShare:
    """Return shares of a drop to one of the parties. Raises SplitUnknown."""
    row = SplitUnknown.unless(session.get(Split, split))
    party = own_party(session, actor, split, role)
    return OwnShare(
        split=split,
        drop=any_drop(session, row.drop_id),
        role=role,
        terms=terms_of(parties_of(session, split)),
        agreed=party.agreed_at is not None,
        all_agreed=row.agreed_at is not None,
        ended=row.ended_at is not None,
        fixed=row.agreed_at is not None and has_takings(session, row.drop_id),
    )


def own_shares(session: Session, person: int, page: int) -> OwnShares:
    """Return a page of what a person is asked to share in, or has agreed to."""
    theirs = col(SplitParty.person_id) == person, col(Split.ended_at).is_(None)
    rows = (
        select(SplitParty, Split)
        .join(Split, col(Split.id) == col(SplitParty.split_id))
        .join(Drop, col(Drop.id) == col(Split.drop_id))
        .where(*theirs)
        .order_by(col(Drop.starts_at).desc(), col(Split.id).desc(), col(SplitParty.role))
    )
    number, pages = page_within(count_own_shares(session, person), page, PAGE)
    found = session.exec(rows.offset((number - 1) * PAGE).limit(PAGE)).all()
    drops = {drop.id: drop for drop in any_drops(session, tuple({split.drop_id for _, split in found}))}
    return OwnShares(
        rows=tuple(
            OwnShareRow(
                split=party.split_id,
                role=party.role,
                share=party.share,
                drop=drops[split.drop_id],
                all_agreed=split.agreed_at is not None,
                waits_for_you=party.agreed_at is None,
            )
            for party, split in found
        ),
        page=number,
        pages=pages,
    )


def count_own_shares(session: Session, person: int) -> int:
    """Return in how many shares a person is a party now."""
    rows = (
        select(func.count())
        .select_from(SplitParty)
        .join(Split, col(Split.id) == col(SplitParty.split_id))
        .where(col(SplitParty.person_id) == person, col(Split.ended_at).is_(None))
    )
    return session.exec(rows).one()


def told_shares(session: Session, split: int) -> tuple[DropFacts, SplitFacts]:
    """Return a proposal that has not ended, with its drop, for a message about it. Raises SplitUnknown, SplitOver."""
    row = SplitUnknown.unless(session.get(Split, split))
    if row.ended_at is not None:
        raise SplitOver
    return any_drop(session, row.drop_id), _facts(session, row)


def has_shares(session: Session, stall: int) -> bool:
    """Return whether a stall has ever agreed on shares."""
    rows = (
        select(Split.id)
        .join(Drop, col(Drop.id) == col(Split.drop_id))
        .where(col(Drop.stall_id) == stall, col(Split.agreed_at).is_not(None))
        .order_by(col(Drop.ends_at).desc())  # the stall's drops by their index, the newest first
    )
    return session.exec(rows.limit(1)).first() is not None


def _facts(session: Session, split: Split) -> SplitFacts:
    parties = parties_of(session, split.id or 0)
    return SplitFacts(
        id=split.id or 0,
        terms=terms_of(parties),
        parties=tuple(
            PartyFacts(
                role=party.role,
                share=party.share,
                name=_name(session, party.person_id),
                agreed=party.agreed_at is not None,
                link_until=party.until,
            )
            for party in parties
        ),
        agreed_at=split.agreed_at,
    )


def _name(session: Session, person: int | None) -> str:
    return session.get_one(Person, person).first_name if person is not None else ""
