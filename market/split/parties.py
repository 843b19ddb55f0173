"""The proposals of a drop with their parties, as rows: read by the actions, and locked by the drop."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from market.split.rule import SplitTerms
from storage.split import Split, SplitParty, SplitRole


def open_split(session: Session, drop: int) -> Split | None:
    """Return the proposal of a drop to which not all have agreed yet."""
    return _current(session, drop, agreed=False)


def agreed_split(session: Session, drop: int) -> Split | None:
    """Return what all have agreed to for a drop, if they have."""
    return _current(session, drop, agreed=True)


def current_splits(session: Session, drop: int) -> list[Split]:
    """Return the open proposal and what is agreed, as far as there are."""
    return [split for split in (open_split(session, drop), agreed_split(session, drop)) if split]


def parties_of(session: Session, split: int) -> Sequence[SplitParty]:
    """Return the parties of a proposal, as they are now: the creator first."""
    rows = select(SplitParty).where(col(SplitParty.split_id) == split).order_by(col(SplitParty.role))
    return session.exec(rows, execution_options={"populate_existing": True}).all()


def terms_of(parties: Sequence[SplitParty]) -> SplitTerms:
    """Return by which parts the parties divide."""
    shares = {party.role: party.share for party in parties}
    return SplitTerms(creator=shares.get(SplitRole.CREATOR, 0), host=shares.get(SplitRole.HOST, 0))


def _current(session: Session, drop: int, *, agreed: bool) -> Split | None:
    is_agreed = col(Split.agreed_at).is_not(None) if agreed else col(Split.agreed_at).is_(None)
    rows = select(Split).where(col(Split.drop_id) == drop, col(Split.ended_at).is_(None), is_agreed)
    return session.exec(rows, execution_options={"populate_existing": True}).first()
