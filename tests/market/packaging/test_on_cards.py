"""The packaging on a drop's card: that of its own items."""

from market.drop.browse import drop_card
from tests.market.packaging.conftest import PackagingScenario


async def test_each_item_says_the_terms_of_its_own_packaging(scenario: PackagingScenario) -> None:
    card = await scenario.store.read(drop_card, 1)
    assert [
        kind and (kind.name, kind.free_days, kind.fee_per_day, kind.price)
        for kind in (item.packaging for item in card.items)
    ] == [("Bowl", 14, 0, 900), ("Cup", 7, 50, 200), ("Tiffin", 14, 0, 0), None]
