"""The limits of an alley's mix against what comes to one of its market days."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from market.mix.counted import newest_limit, origins_of, shares_of, stalls_of
from market.mix.refusals import ChainsFull, TagFull, TooFewLocal
from market.mix.shares import Mix, MixPart
from storage.alley import Alley
from storage.drop import Drop
from storage.market_day import StallDay


def refuse_full_mix(session: Session, stall_day: int, came: Collection[int]) -> None:
    """Refuse drops that came to a locked stall day, where its alley's limits block and they break one.

    Raises TooFewLocal, ChainsFull, TagFull. locks: mix limit
    """
    row = session.get_one(StallDay, stall_day)
    if not newest_limit(session, row.alley_id).blocks:
        return
    mix = newest_limit(session, row.alley_id, lock=True)
    broken = _broken_by(session, row, came, mix) if mix.blocks else frozenset()
    name = session.get_one(Alley, row.alley_id).name
    if MixPart.LOCAL in broken:
        raise TooFewLocal(name)
    if MixPart.CHAIN in broken:
        raise ChainsFull(name)
    if MixPart.TAG in broken:
        raise TagFull(name, mix.tag)


def mix_broken_by(session: Session, drop: int) -> tuple[Mix, frozenset[MixPart]]:
    """Return the limits of a published drop's alley, and those that its market day is beyond because of it."""
    stall_day = select(StallDay).join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
    row = session.exec(stall_day.where(col(Drop.id) == drop)).first()
    mix = newest_limit(session, row.alley_id) if row else Mix()
    return mix, _broken_by(session, row, (drop,), mix) if row and mix.has_limits else frozenset()


def _broken_by(session: Session, row: StallDay, came: Collection[int], mix: Mix) -> frozenset[MixPart]:
    """Return the limits that the market day of a stall day is beyond because of these drops."""
    stalls = stalls_of(session, (row.market_day_id,))[row.market_day_id]
    others = stalls_of(session, (row.market_day_id,), without=came)[row.market_day_id]
    origins = origins_of(session, stalls)
    after, without = (shares_of(each, origins, mix.tag) for each in (stalls, others))
    return after.worsened(mix, without)
