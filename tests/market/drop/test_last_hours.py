"""The last two hours of each item: available units go to the first person on the waitlist who taps."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from market.drop.facts import LAST_CALL, ComponentFacts, DropFacts
from tests.market.samples import HOUR, LINE, NOW, drop

TICK = timedelta(microseconds=1)
FREE = replace(LINE, booked=10, held=1, waiting=7)


def ending(**changed: Any) -> DropFacts:
    return drop(**{"items": (FREE,), "starts_at": NOW - HOUR, "ends_at": NOW + LAST_CALL} | changed)


def test_it_begins_two_hours_before_the_end_and_ends_with_it() -> None:
    facts = ending()
    assert facts.calling(NOW - TICK) == frozenset()
    assert facts.calling(NOW) == {LINE.id}
    assert facts.calling(facts.ends_at - TICK) == {LINE.id}
    assert facts.calling(facts.ends_at) == frozenset()


def test_a_slot_has_its_own_by_its_start() -> None:
    early, late = (replace(FREE, id=n, starts_at=NOW + n * HOUR) for n in (1, 9))
    facts = ending(items=(early, late), ends_at=NOW + 12 * HOUR)
    assert facts.calling(NOW) == {1}
    assert facts.calling(NOW + HOUR) == frozenset()
    assert facts.calling(NOW + 7 * HOUR) == {9}


@pytest.mark.parametrize(
    "changed",
    [
        {"items": (replace(FREE, waiting=0),)},
        {"items": (replace(FREE, held=2),)},
        {"state": "paused"},
        {"state": "cancelled"},
        {"opens_at": NOW + TICK},
        {"policy": "draw", "draws_at": NOW + TICK},
        {"policy": "pot", "pot_until": NOW + TICK},
    ],
    ids=str,
)
def test_nobody_is_called_where_nothing_can_be_taken(changed: dict[str, Any]) -> None:
    assert ending(**changed).calling(NOW) == frozenset()


def test_of_a_bundle_as_many_are_free_as_its_parts_make() -> None:
    part = replace(LINE, id=2, quantity=9, booked=2, held=0, waiting=5)
    bundle = replace(
        FREE, id=1, quantity=12, booked=0, held=0, components=(ComponentFacts(2, 3, "cup"),), room=0
    )
    facts = ending(items=(bundle, part))
    assert facts.spare(facts.item(1)) == 2
    assert facts.spare(facts.item(2)) == 7
    assert replace(facts, items=(bundle, replace(part, booked=7))).spare(bundle) == 0
