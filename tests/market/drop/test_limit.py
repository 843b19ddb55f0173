"""The units that one person may have of an item."""

from dataclasses import replace

import pytest

from market.drop.facts import ComponentFacts
from tests.market.samples import DROP, LINE


@pytest.mark.parametrize(
    ("per_person", "quantity", "expected_units"), [(2, 12, 2), (4, 3, 3), (4, 1, 1), (1, 0, 1)]
)
def test_nobody_is_offered_more_than_there_are(per_person: int, quantity: int, expected_units: int) -> None:
    item = replace(LINE, quantity=quantity)
    drop = replace(DROP, per_person=per_person, items=(item,))
    assert drop.most_each(item) == expected_units
    assert drop.limit_each == expected_units


def test_a_bundle_is_as_many_as_its_components_make() -> None:
    part = replace(LINE, id=LINE.id + 1, quantity=5, offered=False)
    bundle = replace(LINE, quantity=9, components=(ComponentFacts(part.id, 2, part.name),))
    drop = replace(DROP, per_person=4, items=(bundle, part))
    assert drop.most_each(bundle) == 2
    assert drop.limit_each == 2
