"""Rosters: a stall opens the shifts of an evening, its helpers take and swap them, and a former helper has none."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA
from sandbox import UserProfile
from storage.drop import Drop, DropState
from storage.roster import Shift
from tests.journeys.conftest import open_market
from tests.journeys.harness import ROS, TOM, Market, Visitor
from tests.journeys.test_desk import add_drop, to_evening_of
from tests.journeys.test_staff import invited, removed, texts
from tests.journeys.test_ticket import MARIUS
from tests.journeys.true_messages import run_edits, untrue

AHEAD = timedelta(days=5)


def add_goods(session: Session, market: Market) -> None:
    """Two drops of Ros, in five days and in six, when she has no others."""
    add_drop(session, "Apam", market.clock.now + AHEAD, DropState.PUBLISHED)
    add_drop(session, "Putu", market.clock.now + AHEAD + timedelta(days=1), DropState.PUBLISHED)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data; Ros sells apam and putu this week, and Tom and Marius help her."""
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        await market.open()
        for person in (ROS, TOM, AINA.id, MARIUS):
            await market.visitor(person).writes("/start")
        await market.change(add_goods, market)
        for person in (TOM, MARIUS):
            helper = market.visitor(person)
            await helper.open(await invited(market.visitor(ROS), "Scan"))
            await helper.tap("Yes, I'll help")
        await market.deliver()
        yield market


DAYS = {"Apam": "Sun 29 Nov", "Putu": "Mon 30 Nov"}


async def shifts(visitor: Visitor, drop: str) -> None:
    """Go to the shifts of the stall day of a drop."""
    await visitor.writes("/desk")
    for step in ("More", "Other stall", "Dapur Nenek Ros", "More"):
        if step in visitor.labels:
            await visitor.tap(step)
    await visitor.tap("Shifts")
    await visitor.tap(next(label for label in visitor.labels if DAYS[drop] in label))


async def opened(market: Market, drop: str, *plan: str) -> Visitor:
    """Let Ros open the shifts of the day of a drop, after these taps on the plan, with each helper notified; return her phone."""
    ros = market.visitor(ROS)
    await shifts(ros, drop)
    for label in plan:
        await ros.tap(label)
    await ros.tap("Open shifts")
    await market.deliver()
    return ros


def label_of(visitor: Visitor, words: str) -> str:
    return next(label for label in visitor.labels if label.startswith(words))


async def held(market: Market) -> list[int | None]:
    """Return the helpers who have the shifts of Ros's drops."""
    rows = (
        select(Shift.person_id)
        .join(Drop, col(Drop.stall_day_id) == col(Shift.stall_day_id))
        .where(col(Shift.person_id).is_not(None), col(Drop.name).in_(("Apam", "Putu")))
        .order_by(col(Shift.id))
    )
    return list(await market.store.read(lambda session: session.exec(rows).all()))


async def test_a_helper_takes_a_shift_swaps_it_and_is_removed(market: Market) -> None:
    tom, marius = market.visitor(TOM), market.visitor(MARIUS)
    ros = await opened(market, "Apam", "2 shifts")
    assert "1 empty place" in ros.reads
    await market.deliver()
    for helper in (tom, marius):
        told = [text for text in texts(helper) if "is looking for helpers" in text]
        assert len(told) == 1, "one message a roster, not one a shift"
    await tom.tap("Shifts")
    take = label_of(tom, "Take ")
    assert (await tom.tap(take)).text == "It is yours. We remind you before."
    assert "Tom" in tom.reads
    await tom.tap(label_of(tom, "Your shift"))
    assert tom.labels == ["Give back", "Offer to others", "Back"]
    assert (await tom.tap("Offer to others")).text == "Offered. We tell 1 helper."
    assert tom.labels == ["Keep it", "Back"]

    await opened(market, "Putu")
    await market.deliver()
    offered = next(each for each in marius.answers if "Tom offers a shift" in marius.reading(each.id))
    await shifts(marius, "Putu")
    await marius.tap(label_of(marius, "Take "))
    await marius.tap("View shift", message=offered.id)
    assert "Take it" in marius.labels
    answer = await marius.tap(label_of(marius, "Give "))
    assert answer.text == "Asked. You keep yours until they agree."
    await market.deliver()
    assert "Marius would take your shift" in tom.reads
    assert tom.labels == ["Swap", "View shift"]
    assert (await tom.tap("Swap")).text == "Swapped. This one is yours now."
    await market.deliver()
    assert any("Swapped. Your shift is now" in text for text in texts(marius))
    assert sorted(await held(market)) == sorted([await market.person(TOM), await market.person(MARIUS)])

    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Staff")
    await ros.tap("Tom")
    await ros.tap("Remove")
    assert ros.reads.endswith("Their 1 shift ahead becomes empty.")
    await removed(ros)
    await market.deliver()
    assert any("A helper gave back a shift: 1 place is empty." in text for text in texts(ros))
    assert await held(market) == [await market.person(MARIUS)]
    await tom.writes("/desk")
    assert "More" not in tom.labels


async def test_the_stall_assigns_and_undoes_within_a_minute_without_a_message(market: Market) -> None:
    tom = market.visitor(TOM)
    ros = await opened(market, "Apam")
    await ros.tap(label_of(ros, "Assign "))
    assert sorted(ros.labels) == ["Back", "Marius", "Tom"]
    assert (await ros.tap("Tom")).text == "Assigned. We tell them in a minute."
    assert "Tom has this shift." in ros.reads
    await ros.tap("Undo (1 min)")
    market.clock.move(minutes=2)
    await market.deliver()
    assert not any("put you down" in text for text in texts(tom))
    await shifts(ros, "Apam")
    await ros.tap(label_of(ros, "Assign "))
    await ros.tap("Tom")
    market.clock.move(minutes=2)
    await market.deliver()
    assert "The stall put you down for a shift" in tom.reads


async def test_places_closing_and_what_a_helper_without_the_role_does_not_see(market: Market) -> None:
    tom = market.visitor(TOM)
    ros = await opened(market, "Apam")
    await ros.tap("Places")
    more, fewer, back = ros.labels
    assert (await ros.tap(more)).text == "One place more."
    assert "2 empty places" in ros.reads
    await ros.tap(fewer)
    await ros.tap(fewer)
    assert "no places" in ros.reads
    assert "All places" in (await ros.tap(fewer)).text
    assert back == "Back"
    await shifts(tom, "Apam")
    assert tom.labels == ["Back"]
    await ros.tap("Places")
    await ros.tap(more)
    await ros.tap("Back")
    await ros.tap("Close shifts")
    await shifts(tom, "Apam")
    assert "Closed: nobody can take" in tom.reads
    assert tom.labels == ["Back"]
    await ros.tap("Open again")
    await shifts(tom, "Apam")
    assert label_of(tom, "Take ")


async def test_a_cancelled_drop_frees_its_helpers(market: Market) -> None:
    tom, ros = market.visitor(TOM), await opened(market, "Apam")
    await shifts(tom, "Apam")
    await tom.tap(label_of(tom, "Take "))
    await to_evening_of(ros, "Apam")
    await ros.tap("Apam")
    await ros.tap("View drop")
    await ros.tap("Change")
    await ros.tap("Cancel the drop")
    await ros.tap(next(label for label in ros.labels if "ancel" in label))
    await market.deliver()
    assert any("The stall does not open that day, so your shift is off" in text for text in texts(tom))
    assert await held(market) == []
    await run_edits(market)
    gone = "This shift is gone: the stall does not open that day, or its shifts were changed."
    assert gone in texts(tom)
    assert not any("no longer see this shift" in text for text in (*texts(tom), *texts(ros)))


async def test_a_shift_that_changes_hands_is_drawn_again_on_every_phone(market: Market) -> None:
    """Claimed, offered, exchanged, taken off, a place more and fewer, and a helper who is removed."""
    ros, tom, marius = await opened(market, "Apam"), market.visitor(TOM), market.visitor(MARIUS)
    at_ros = ros.screen.id
    told = {helper: helper.screen.id for helper in (tom, marius)}
    await marius.tap("Shifts")
    page = marius.screen.id
    assert "1 empty place" in marius.reading(page)
    await tom.tap("Shifts")
    await tom.tap(label_of(tom, "Take "))
    await run_edits(market)
    for phone, message in ((ros, at_ros), (marius, page), (marius, told[marius])):
        assert "Tom" in phone.reading(message)
        assert "empty place" not in phone.reading(message)
        assert "is looking for helpers" not in phone.reading(message)
    assert not any("Take " in label for label in labels_of(marius, page))
    await tom.tap(label_of(tom, "Your shift"))
    own = tom.screen.id
    await tom.tap("Offer to others")
    await market.deliver()
    await run_edits(market)
    offered = marius.screen.id
    assert "Tom offers a shift" in marius.reading(offered)
    assert "Tom (looking for cover)" in marius.reading(page)
    await tom.tap("Keep it")
    await run_edits(market)
    assert marius.reading(offered).endswith("Tom has this shift.")
    await ros.tap("Places", message=at_ros)
    await ros.tap(label_of(ros, "1 more"))
    await run_edits(market)
    assert "Tom; 1 empty place" in marius.reading(page)
    await ros.tap(label_of(ros, "1 fewer"))
    await shifts(ros, "Apam")
    await ros.tap(label_of(ros, "Tom"))
    await ros.tap(label_of(ros, "Take off: "))
    await run_edits(market)
    assert "Nobody has this shift." in tom.reading(own)
    assert "1 empty place" in marius.reading(page)
    assert "is looking for helpers" in marius.reading(told[marius]), "there is a place to take again"
    assert await untrue(market) == []
    await removed(ros)
    await run_edits(market)
    assert tom.reading(own) == "You can no longer see this shift."
    assert "Tom" not in tom.reading(told[tom])
    assert await untrue(market) == []


async def test_an_old_button_that_names_a_drop_shows_the_roster_of_its_day_and_takes_nothing(
    market: Market,
) -> None:
    tom = market.visitor(TOM)
    await opened(market, "Apam")
    drops = select(Drop.id).where(col(Drop.name) == "Apam")
    apam = await market.store.read(lambda session: session.exec(drops).one())
    for button in (f"qr:{apam}", f"qi:{apam}:0"):
        await tom.tap(data=button, message=tom.screen.id)
        assert "Shifts: Sun 29 Nov, Lorong" in tom.reads
    assert label_of(tom, "Take ")
    assert await held(market) == []


async def test_undo_stays_for_its_minute_and_goes(market: Market) -> None:
    ros = await opened(market, "Apam")
    await ros.tap(label_of(ros, "Assign "))
    await ros.tap("Tom")
    message = ros.screen.id
    market.clock.move(seconds=30)
    await market.app.run_jobs()
    assert "Undo (1 min)" in labels_of(ros, message)
    market.clock.move(seconds=40)
    await run_edits(market)
    assert "Undo (1 min)" not in labels_of(ros, message)
    assert "Tom has this shift." in ros.reading(message)
    assert await untrue(market) == []


def labels_of(visitor: Visitor, message: int) -> list[str]:
    return list(next(each for each in visitor.phone.messages if each.id == message).labels)
