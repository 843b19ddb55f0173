"""A market of three hundred alleys: a stall is opened, a drop moved, a filter set, all in pages."""

from sqlmodel import Session

from storage.alley import Alley
from tests.journeys.harness import LINA, Market, Visitor

MANY = 300


def many_alleys(session: Session) -> None:
    for number in range(1, MANY + 1):
        session.add(
            Alley(
                code=f"M{number}",
                name=f"Lorong Baru {number}",
                city="Kota Kinabalu",
                zone="Asia/Kuching",
                territory="MY",
                currency="MYR",
                latitude=6,
                longitude=116,
            )
        )


async def test_a_vendor_opens_a_stall_in_the_last_of_three_hundred_alleys(market: Market) -> None:
    await market.change(many_alleys)
    lina = market.visitor(LINA)
    await lina.writes("/stall")
    assert "Page 1 of" in lina.reads
    await lina.tap("+10")
    assert "Page 11 of" in lina.reads
    await lina.tap("Last")
    await lina.tap(f"Lorong Baru {MANY}")
    await lina.writes("Warung Lina")
    assert lina.reads.startswith(f"Warung Lina · Lorong Baru {MANY}")


async def test_a_shopper_filters_by_an_alley_of_the_last_page(market: Market, tom: Visitor) -> None:
    await market.change(many_alleys)
    await tom.writes("/drops")
    await tom.tap("Filter")
    await tom.tap("Alley")
    await tom.tap("Last")
    await tom.tap(f"Lorong Baru {MANY}")
    assert f"Lorong Baru {MANY}" in tom.reads
