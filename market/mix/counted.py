"""The stalls of market days as they are counted for the mix of an alley: those with a drop that is published or paused, by the newest rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.mix.shares import Mix, MixShares, StallInMix, shares
from storage.drop import TAKES_PLACE, Drop, DropTag
from storage.market_day import StallDay
from storage.mix import MixLimit, Origin, StallOrigin

TagsOfStalls = Mapping[int, Collection[str]]
"""The tags of the drops of each stall."""


def newest_limit(session: Session, alley: int, *, lock: bool = False) -> Mix:
    """Return the limits of an alley; locked, nobody else who asks so reads them before the transaction ends. locks: mix limit"""
    newest = select(MixLimit).where(col(MixLimit.alley_id) == alley).order_by(col(MixLimit.id).desc())
    row = session.exec((newest.with_for_update(key_share=True) if lock else newest).limit(1)).first()
    if row is None:
        return Mix()
    return Mix(
        least_local=row.least_local,
        most_chain=row.most_chain,
        most_tag=row.most_tag,
        tag=row.tag,
        blocks=row.blocks,
    )


def origins_of(session: Session, stalls: Iterable[int]) -> Mapping[int, Origin | None]:
    """Return the newest origin of each of these stalls that has one."""
    newest = select(func.max(StallOrigin.id)).where(col(StallOrigin.stall_id).in_(tuple(stalls)))
    rows = columns(col(StallOrigin.stall_id), col(StallOrigin.origin)).where(
        col(StallOrigin.id).in_(newest.group_by(col(StallOrigin.stall_id)))
    )
    return {row.stall_id: row.origin for row in session.execute(rows)}


def stalls_of(
    session: Session, market_days: Collection[int | None], *, without: Collection[int] = ()
) -> Mapping[int, TagsOfStalls]:
    """Return the stalls of each market day with the tags of their drops, as if the drops `without` were not there."""
    rows = (
        columns(col(StallDay.market_day_id), col(StallDay.stall_id), col(DropTag.tag))
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .outerjoin(DropTag, col(DropTag.drop_id) == col(Drop.id))
        .where(
            col(StallDay.market_day_id).in_(market_days),
            col(Drop.state).in_(TAKES_PLACE),
            col(Drop.id).not_in(without),
        )
    )
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for market_day, stall, tag in session.execute(rows):
        found[market_day][stall] |= {tag} if tag else set()
    return found


def shares_of(stalls: TagsOfStalls, origins: Mapping[int, Origin | None], tag: str) -> MixShares:
    """Return the shares of the stalls of a market day."""
    return shares([StallInMix(origins.get(each), frozenset(tags)) for each, tags in stalls.items()], tag)
