"""Following a stall and a tag: new drops are marked, and one message on Thursday lists them."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from storage.stall import Stall
from tests.journeys.harness import LINA, ROS, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.test_licence import deliver_all
from tests.journeys.test_vendor import opened_stall

THURSDAY_NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)


@pytest.fixture
async def tom(market: Market) -> Visitor:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    return tom


async def post(market: Market, name: str, line: str, person: int = LINA) -> None:
    """Let a vendor publish a line of stock."""
    vendor = market.visitor(person)
    await vendor.writes(line)
    await vendor.tap("Publish")
    assert f" × {name}, " in vendor.reads


async def stall_code(market: Market, name: str) -> str:
    return str(
        await market.store.read(
            lambda session: session.exec(select(Stall.code).where(Stall.name == name)).one()
        )
    )


async def followed_lina(market: Market, visitor: Visitor) -> None:
    """Lina has one drop, and the visitor follows her stall."""
    await opened_stall(market, market.visitor(LINA))
    await post(market, "apam", "20 apam RM3 fri 6pm")
    await visitor.open(f"s_{await stall_code(market, 'Warung Lina')}")


@pytest.mark.feature("S09")
async def test_a_stall_is_followed_its_new_drop_is_marked_and_told_once(market: Market, tom: Visitor) -> None:
    await followed_lina(market, tom)
    assert without_bidi_marks((await tom.tap("Follow stall")).text) == "You follow Warung Lina."
    assert "Unfollow stall" in tom.labels
    await tom.writes("/start")
    assert "New since your visit" not in tom.reads
    market.clock.move(hours=3)
    await post(market, "bahulu", "12 bahulu RM4 sat 6pm")
    await tom.writes("/start")
    assert "New since your visit: 1 drop you follow." in tom.reads
    await tom.tap("New, 1")
    assert tom.reads.startswith("You follow · 1 to 2 of 2\n")
    assert "\nnew · Sat 18:00" in tom.reads
    assert "\nnew · Fri" not in tom.reads
    market.clock.now = THURSDAY_NOON
    await deliver_all(market)
    assert tom.reads == "New from what you follow:\n1. bahulu · Warung Lina, Sat 28 Nov 18:00"
    answer_count = len(tom.answers)
    await tom.tap("1 bahulu")
    assert tom.reads.startswith("bahulu")
    assert len(tom.answers) == answer_count + 1, "the message stays, and the card comes below it"
    market.clock.move(hours=1)
    await deliver_all(market)
    assert len(tom.answers) == answer_count + 1


async def test_the_last_button_of_the_message_ends_everything(market: Market, tom: Visitor) -> None:
    await followed_lina(market, tom)
    await tom.tap("Follow stall")
    market.clock.move(hours=1)
    await post(market, "bahulu", "12 bahulu RM4 sat 6pm")
    market.clock.now = THURSDAY_NOON
    await deliver_all(market)
    assert (await tom.tap("Unfollow all")).text == "You follow nothing now."
    assert tom.reads.startswith("You follow nothing.")
    market.clock.move(hours=1)
    await post(market, "cara", "12 cara RM4 sat 6pm")
    answer_count = len(tom.answers)
    market.clock.move(hours=7 * 24)
    await deliver_all(market)
    assert len(tom.answers) == answer_count


async def test_a_tag_is_followed_from_its_list_and_ended_in_the_settings(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("/drops")
    await tom.tap("Filter")
    await tom.tap("Tag")
    await tom.tap("#kuih")
    await tom.tap("Show drops")
    assert (await tom.tap("Follow #kuih")).text == "You follow #kuih."
    assert "Unfollow #kuih" in tom.labels
    market.clock.move(hours=1)
    await post(market, "seri muka", "12 seri muka RM4 sat 6pm #kuih", person=ROS)
    await tom.tap("Back")
    assert "New since your visit: 1 drop you follow." in tom.reads
    await tom.tap("Settings")
    await tom.tap("Following")
    assert tom.reads.startswith(
        "You follow 1 stall or tag. Tap it to stop following.\n"
        "You get at most one message a week, on Thursday at noon, and only if something is new.\n"
        "To mark what is new, we store when you were last here."
    )
    assert (await tom.tap("#kuih")).text == "You no longer follow this."
    assert tom.reads.startswith("You follow nothing.")
    await tom.writes("/start")
    assert "New since your visit" not in tom.reads
