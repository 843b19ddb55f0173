"""The status of a drop: one at any moment, and the right one at each border."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.drop.draw_state import BEFORE
from market.drop.status import Status, status
from tests.market.samples import DAY, DRAW, HOUR, LINE, NOW, STATES, drop

TICK = timedelta(microseconds=1)
UNDRAWN = (replace(LINE, draw=DRAW),)
DRAWN = (replace(LINE, draw=replace(DRAW, closed_at=NOW - DAY, round=1, drawn_at=NOW - HOUR)),)


@pytest.mark.parametrize("state", STATES)
def test_each_status_has_its_drop(state: str) -> None:
    assert status(drop(**STATES[state]), NOW) == Status(state)


def test_every_status_is_tried() -> None:
    assert {*STATES} == {*Status}


@pytest.mark.parametrize(
    ("changed", "before", "at"),
    [
        ({"opens_at": NOW}, Status.UPCOMING, Status.FREE),
        ({"closes_at": NOW}, Status.FREE, Status.CLOSED),
        ({"ends_at": NOW, "starts_at": NOW - HOUR}, Status.FREE, Status.OVER),
        ({"policy": "pot", "pot_until": NOW}, Status.POT, Status.FREE),
        ({"policy": "draw", "closes_at": NOW, "draws_at": NOW + HOUR}, Status.DRAW, Status.DRAWN),
        ({"policy": "draw", "closes_at": NOW - HOUR, "draws_at": NOW}, Status.DRAWN, Status.FREE),
        ({"policy": "draw", "draws_at": NOW}, Status.DRAWN, Status.FREE),
        ({"policy": "draw", "draws_at": NOW + BEFORE}, Status.DRAW, Status.DRAWN),
        ({"policy": "draw", "closes_at": NOW, "draws_at": NOW, "items": UNDRAWN}, Status.DRAW, Status.DRAWN),
        ({"policy": "pot", "pot_until": NOW, "items": UNDRAWN}, Status.POT, Status.AWAITED),
        ({"policy": "pot", "pot_until": NOW, "items": DRAWN}, Status.FREE, Status.FREE),
    ],
)
def test_a_border_belongs_to_what_begins(changed: dict[str, Any], before: Status, at: Status) -> None:
    assert status(drop(**changed), NOW - TICK) == before
    assert status(drop(**changed), NOW) == at


def test_cancelled_is_said_of_what_is_over_or_paused_too() -> None:
    assert status(drop(**STATES["over"] | {"state": "cancelled"}), NOW) == Status.CANCELLED
    assert status(drop(**STATES["over"] | {"state": "paused"}), NOW) == Status.OVER


moments = st.integers(-100, 100).map(lambda hours: NOW + hours * HOUR)
orders = st.lists(moments, min_size=4, max_size=4).map(sorted)


def test_before_a_draw_that_is_late_nobody_is_told_that_the_first_tap_has_it() -> None:
    late = {"policy": "draw", "draws_at": NOW - HOUR, "starts_at": NOW, "ends_at": NOW + HOUR}
    undrawn, drawn = (
        drop(**late, items=(replace(item, waiting=7),)).calling(NOW) for item in (*UNDRAWN, *DRAWN)
    )
    assert (undrawn, drawn) == (frozenset(), {LINE.id})


@given(orders, st.sampled_from(["queue", "draw", "pot"]), st.sampled_from(["published", "paused"]))
def test_what_has_closed_does_not_open_again(times: list[Any], policy: str, state: str) -> None:
    opens, middle, closes, ends = times
    facts = drop(
        policy=policy,
        state=state,
        opens_at=opens,
        closes_at=middle if policy == "draw" else closes,
        draws_at=closes if policy == "draw" else None,
        pot_until=middle if policy == "pot" else None,
        ends_at=ends + HOUR,
    )
    ranks = [
        Status.UPCOMING,
        Status.POT,
        Status.DRAW,
        Status.DRAWN,
        Status.PAUSED,
        Status.FREE,
        Status.CLOSED,
        Status.OVER,
    ]
    seen = [ranks.index(status(facts, opens - DAY + n * HOUR)) for n in range(260)]
    assert seen == sorted(seen)
