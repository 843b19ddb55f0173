"""The end of proposals and agreed shares before a drop has sold anything, and when a person or a drop goes."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from market.notification.outbox import notify
from market.split.notifications import SharedDropCancelled, SharesEnded
from market.split.parties import agreed_split, current_splits, open_split, parties_of
from market.split.takings import has_takings
from storage.drop import Drop, lock_drop
from storage.shown import ShownKind, mark_subject
from storage.split import Split, SplitParty, SplitRole
from storage.stall import Stall


def end_split(session: Session, split: Split, now: datetime) -> None:
    """End a proposal or what was agreed; a link to it works no more. The caller has locked the drop."""
    split.ended_at = now
    for party in parties_of(session, split.id or 0):
        party.code_hash = party.until = None
    session.flush()
    mark_subject(session, split.drop_id, ShownKind.SHARES, now=now)


def notify_removed(session: Session, drop: int, person: int, now: datetime) -> None:
    """Tell a person that the stall shares a drop without them."""
    notify(session, person, SharesEnded(drop_id=drop, by=SplitRole.STALL), now, about=f"drop:{drop}")


def end_and_tell(session: Session, split: Split, leaver: SplitRole, now: datetime) -> None:
    """End a proposal or what was agreed, and tell all but who did it. The caller has locked the drop."""
    told = {party.role: party.person_id for party in parties_of(session, split.id or 0)}
    drop = session.get_one(Drop, split.drop_id)
    told[SplitRole.STALL] = session.get_one(Stall, drop.stall_id).owner_id
    end_split(session, split, now)
    for role, person in told.items():
        if role != leaver and person is not None:
            ended = SharesEnded(drop_id=split.drop_id, by=leaver)
            notify(session, person, ended, now, about=f"split:{split.id}")


def end_splits_of(session: Session, person: int, now: datetime) -> None:
    """End the proposals to a person who is blocked or forgotten, and what they agreed to for drops that have not sold yet; the others are told.

    What is agreed for a drop that has sold stays. The person is locked. locks: drop
    """
    theirs = (
        select(SplitParty, Split.drop_id)
        .join(Split, col(Split.id) == col(SplitParty.split_id))
        .where(col(SplitParty.person_id) == person, col(Split.ended_at).is_(None))
        .order_by(col(Split.drop_id), col(Split.id))
    )
    for party, drop in session.exec(theirs).all():
        lock_drop(session, drop)
        row = session.get_one(Split, party.split_id, populate_existing=True)
        if row.ended_at is None and (row.agreed_at is None or not has_takings(session, drop)):
            end_and_tell(session, row, party.role, now)


def tell_of_cancellation(session: Session, drop: int, now: datetime) -> None:
    """Tell the parties of a drop that it is cancelled, and end a proposal. What it took stays shared. The caller has locked it."""
    proposed, agreed = open_split(session, drop), agreed_split(session, drop)
    if proposed:
        end_and_tell(session, proposed, SplitRole.STALL, now)
    for party in parties_of(session, agreed.id or 0) if agreed else ():
        mark_subject(session, drop, ShownKind.SHARES, now=now)
        if party.person_id is not None:
            notify(session, party.person_id, SharedDropCancelled(drop_id=drop), now, about=f"drop:{drop}")


def forget_splits(session: Session, drop: int, now: datetime) -> None:
    """Delete the shares of a drop whose publication is undone; who agreed is told. The caller has locked it."""
    for split in current_splits(session, drop):
        end_and_tell(session, split, SplitRole.STALL, now)
    splits = select(Split.id).where(col(Split.drop_id) == drop)
    session.connection().execute(delete(SplitParty).where(col(SplitParty.split_id).in_(splits)))
    session.connection().execute(delete(Split).where(col(Split.drop_id) == drop))
    session.expire_all()
