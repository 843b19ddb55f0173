"""The weight of a stall in a draw of places: more, the more draws it lost in a row."""

from collections import Counter
from collections.abc import Collection

from sqlmodel import Session, case, col, func, select

from market.draw.weights import MAX_CHANCES
from storage.place_draw import PlaceDraw, PlaceDrawState, PlaceOutcome, PlaceWish

MOST_DRAWS = 20
"""The newest draws of an alley, which are looked at."""
GOT = (PlaceOutcome.PLACED, PlaceOutcome.HAS_PLACE)


def place_weights(session: Session, alley: int, stalls: Collection[int]) -> dict[int, int]:
    """Return the weight of each of these stalls in the next draw of an alley: 1, and 1 more for each draw there that it lost in a row, at most 4; of the last 20.

    A draw counts for a stall that had a place on one of its wished days, or lost: no place was left on one of them.
    """
    got = func.max(case((col(PlaceWish.outcome).in_(GOT), 1), else_=0))
    full = func.max(case((col(PlaceWish.outcome) == PlaceOutcome.FULL, 1), else_=0))
    placed = col(PlaceDraw.alley_id) == alley, col(PlaceDraw.state) == PlaceDrawState.PLACED
    newest = select(PlaceDraw.id).where(*placed).order_by(col(PlaceDraw.id).desc()).limit(MOST_DRAWS)
    rows = (
        select(PlaceWish.stall_id, got)
        .where(col(PlaceWish.draw_id).in_(newest), col(PlaceWish.stall_id).in_(stalls))
        .group_by(col(PlaceWish.stall_id), col(PlaceWish.draw_id))
        .having(got + full > 0)
        .order_by(col(PlaceWish.draw_id).desc())
    )
    lost, ended = Counter[int](), set[int]()
    for stall, has_got in session.exec(rows):
        if has_got:
            ended.add(stall)
        elif stall not in ended:
            lost[stall] += 1
    return {stall: min(MAX_CHANCES, 1 + lost[stall]) for stall in stalls}
