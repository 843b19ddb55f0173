"""From an empty database to an approved stall, by the screens of everybody involved."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select

from handlers.callbacks.people import BlockPerson, ShowPerson
from handlers.callbacks.stall_application import AllowDeposits
from market.actor import Actor
from storage.alley import Alley
from storage.stall import Stall
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, LINA, ROS, SITI, TOM, Market, MarketWithOrganiser, Visitor
from tests.journeys.true_messages import run_edits, untrue
from tests.log_words import log_words


class EmptyMarket(MarketWithOrganiser):
    """Nobody has been here."""

    async def seed(self) -> None:
        """Write no demo data."""


@pytest.fixture
async def empty_market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(EmptyMarket(sqlite_url)) as market:
        await market.open()
        yield market


def alleys(session: Session) -> list[dict[str, object]]:
    return [alley.model_dump() for alley in session.exec(select(Alley).order_by(col(Alley.id)))]


def stall(session: Session) -> dict[str, object]:
    return session.exec(select(Stall)).one().model_dump()


async def ken_of(market: Market) -> Visitor:
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    return ken


async def with_an_alley(ken: Visitor) -> None:
    await ken.writes("/admin")
    await ken.tap("Add an alley")
    await ken.writes("Lorong Bakau")
    await ken.writes("5.98, 116.07")
    await ken.tap("Add this alley")


async def test_the_first_alley_asks_for_its_name_and_place_alone(empty_market: Market) -> None:
    ken = await ken_of(empty_market)
    await ken.writes("/help")
    assert ken.reads.startswith("Organiser\n/admin: approve stalls")
    assert ken.labels[:3] == ["Shopper", "Vendor", "Staff"]
    await ken.writes("/admin")
    assert "1. Alley: not yet." in ken.reads
    await ken.tap("Add an alley")
    assert ken.reads == "What is the alley called?"
    await ken.writes("Lorong Bakau")
    assert ken.reads.startswith("Where is it?")
    await ken.writes("somewhere nice")
    assert ken.reads.startswith("That is not a location.")
    await ken.phone.location(5.98215, 116.07467)
    await empty_market.until_idle()
    assert "Lorong Bakau, Kota Kinabalu" in ken.reads
    assert "Time zone: Asia/Kuching. Currency: MYR." in ken.reads
    answer = await ken.tap("Add this alley")
    assert answer.text.endswith("Lorong Bakau\u2069.")
    [alley] = await empty_market.store.read(alleys)
    assert (alley["territory"], alley["currency"], alley["zone"]) == ("MY", "MYR", "Asia/Kuching")


async def test_the_clock_can_be_another_and_money_follows_it(empty_market: Market) -> None:
    ken = await ken_of(empty_market)
    await ken.writes("/admin")
    await ken.tap("Add an alley")
    await ken.writes("Simpang Labuan")
    await ken.writes("5.28, 115.24")
    await ken.tap("Time zone")
    await ken.tap("Bandar Seri Begawan")
    assert "Time zone: Asia/Brunei. Currency: BND." in ken.reads
    await ken.tap("City")
    await ken.writes("Labuan")
    await ken.tap("Add this alley")
    [alley] = await empty_market.store.read(alleys)
    assert (alley["city"], alley["currency"]) == ("Labuan", "BND")


async def test_a_city_that_is_far_from_every_known_one_is_asked_for(empty_market: Market) -> None:
    ken = await ken_of(empty_market)
    await ken.writes("/admin")
    await ken.tap("Add an alley")
    await ken.writes("Yanaka Ginza")
    await ken.writes("35.7272, 139.7650")
    assert ken.reads == "In which city is it?"
    await ken.writes("Tokyo")
    assert ken.reads.startswith("Yanaka Ginza, Tokyo\n")
    assert "Time zone: Asia/Tokyo. Currency: JPY." in ken.reads
    await ken.tap("Time zone")
    await ken.tap("Back")
    assert ken.reads.startswith("Yanaka Ginza, Tokyo\n"), "back to what is being added"
    await ken.tap("Add this alley")
    await ken.tap(data="oq:name")
    await ken.writes("yanaka ginza")
    await ken.writes("35.7272, 139.7650")
    await ken.writes("Tokyo")
    await ken.tap("Add this alley")
    assert ken.reads == (
        "Tokyo has an alley of this name already. Give this one another name.\n\nWhat is the alley called?"
    )
    await ken.writes("Yanesen")
    await ken.tap("Add this alley")
    assert [alley["name"] for alley in await empty_market.store.read(alleys)] == ["Yanaka Ginza", "Yanesen"]


async def test_ros_asks_ken_approves_and_she_is_told(empty_market: Market) -> None:
    ken, ros = await ken_of(empty_market), empty_market.visitor(ROS)
    await with_an_alley(ken)
    await ros.writes("/stall")
    await ros.tap("Lorong Bakau")
    await ros.writes("Dapur Nenek Ros")
    assert (await empty_market.store.read(stall))["state"] == "asked"
    await empty_market.deliver()
    await ken.writes("/admin")
    assert "2. Stall: 1 waits for your approval." in ken.reads
    await ken.tap("Approve, 1")
    assert "Stall: Dapur Nenek Ros, Lorong Bakau." in ken.reads
    answer = await ken.tap("Approve")
    assert answer.text == "Approved. We told the stall."
    assert "Approved Tue 24 Nov 10:00 by Ken." in ken.reads
    await empty_market.deliver()
    assert ros.reads.startswith("Approved: Dapur Nenek Ros, Lorong Bakau.")
    assert ros.labels == ["Post stock"]
    await ros.tap("Post stock")
    assert ros.reads.startswith("Write what you are bringing in one message")
    found = await empty_market.store.read(stall)
    assert (found["state"], found["decided_by"]) == ("approved", await empty_market.person(KEN))


async def test_a_request_is_decided_in_its_message_and_the_others_see_by_whom(empty_market: Market) -> None:
    market = empty_market
    ken, ros, tom = await ken_of(market), market.visitor(ROS), market.visitor(TOM)
    await with_an_alley(ken)
    await tom.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(TOM)}")
    await market.deliver()
    await ros.writes("/stall")
    await ros.tap("Lorong Bakau")
    await ros.writes("Dapur Nenek Ros")
    await market.deliver()
    for each in (ken, tom):
        assert each.reads == (
            "New stall: Dapur Nenek Ros, Lorong Bakau.\nRequested Tue 24 Nov 10:00 by Ros, who reads English."
        )
        assert each.labels == ["Approve", "Reject", "All requests"]
    request = ken.screen.id
    assert (await ken.tap("Approve")).text == "Approved. We told the stall."
    assert ken.reading(request).endswith("Approved Tue 24 Nov 10:00 by Ken.")
    late = await tom.tap("Reject")
    assert late.text == "Another organiser was quicker. Here is how it stands now."
    assert "Approved Tue 24 Nov 10:00 by Ken." in tom.reads
    assert (await market.store.read(stall))["state"] == "approved"


async def test_a_name_that_looks_like_another_is_said_to_who_asks_and_to_who_decides(
    organised_market: Market,
) -> None:
    """Of the demo's stall, with a digit for a letter; another name takes the line away, on the organiser's phone too."""
    market = organised_market
    ken, tom = await ken_of(market), market.visitor(TOM)
    await ken.writes("/start")
    await tom.writes("/stall")
    await tom.tap("Lorong Bakau")
    await tom.writes("dapur nenek R0S")
    line = "Its name looks like that of Dapur Nenek Ros, "
    assert line in tom.reads
    await market.deliver()
    request = ken.screen.id
    assert line in ken.reading(request)
    await tom.tap("Rename")
    await tom.writes("Warung Tom")
    assert line not in tom.reads
    await run_edits(market)
    assert line not in ken.reading(request)


async def test_who_asked_renames_and_withdraws_the_request_and_organisers_see_it(
    empty_market: Market,
) -> None:
    market = empty_market
    ken, ros = await ken_of(market), market.visitor(ROS)
    await with_an_alley(ken)
    await ros.writes("/stall")
    await ros.tap("Lorong Bakau")
    await ros.writes("Dapur Nenk")
    await market.deliver()
    request = ken.screen
    await ros.tap("Rename")
    assert ros.reads == "What is your stall called?"
    await ros.writes("Dapur Nenek Ros")
    assert ros.reads.startswith("Changed.\n\nDapur Nenek Ros · Lorong Bakau")
    await run_edits(market)
    assert ken.reading(request.id).startswith("New stall: Dapur Nenek Ros, Lorong Bakau.")
    assert (await ros.tap("Withdraw")).text == "Withdrawn."
    assert ros.reads.startswith("You have withdrawn the request for Dapur Nenek Ros, Tue 24 Nov 10:00.")
    assert (
        await ken.tap("Approve")
    ).text == "Its owner has withdrawn this request. There is nothing to decide."
    assert (await market.store.read(stall))["decided_at"] is None
    await ros.tap("Undo")
    assert "Request sent to the organisers" in ros.reads
    await ros.tap("Withdraw")
    await ros.tap("Open a stall")
    await ros.tap("Lorong Bakau")
    await ros.writes("Kedai Ros")
    assert ros.reads.startswith("Kedai Ros · Lorong Bakau")


async def test_a_withdrawn_request_says_so_on_every_phone_and_comes_back_by_undo(
    empty_market: Market,
) -> None:
    market = empty_market
    ken, ros = await ken_of(market), market.visitor(ROS)
    await with_an_alley(ken)
    await ros.writes("/stall")
    await ros.tap("Lorong Bakau")
    await ros.writes("Dapur Nenek Ros")
    await market.deliver()
    request = ken.screen.id
    await ros.tap("Withdraw")
    await run_edits(market)
    assert ken.reading(request) == "Dapur Nenek Ros, Lorong Bakau: withdrawn by its owner, Tue 24 Nov 10:00."
    await ros.tap("Undo")
    await run_edits(market)
    assert ken.reading(request).startswith("New stall: Dapur Nenek Ros, Lorong Bakau.")
    assert await untrue(market) == []


async def test_nobody_else_decides_by_the_messages_buttons(organised_market: Market) -> None:
    """A stranger, somebody blocked, and an organiser until yesterday."""
    market, ken = organised_market, await ken_of(organised_market)
    people = [market.visitor(person) for person in (TOM, LINA, SITI)]
    for each in people:
        await each.writes("/start")
    await ken.writes("/start")
    lina, siti = [await market.person(person) for person in (LINA, SITI)]
    await ken.tap(data=f"obx:{lina}:behaviour")
    await ken.tap(data=f"ooy:{siti}")
    await ken.tap(data=f"oor:{siti}")
    asked = await market.store.read(
        lambda session: session.exec(select(Stall).where(Stall.state == "asked")).first()
    )
    assert asked is not None
    for each in people:
        await each.writes("/start")
        for data in (
            f"oy:{asked.id}:asked",
            f"or:{asked.id}:asked",
            f"on:{asked.id}:asked:place",
            f"oon:{lina}",
            f"obx:{siti}:behaviour",
            "odhr:1:goods",
            "osl:1",
        ):
            before = each.screen.id
            await each.tap(data=data, message=before)
            assert asked.name not in each.reads
    after = await market.store.read(lambda session: session.get_one(Stall, asked.id).state)
    assert after == "asked"


async def test_the_other_organisers_hear_of_a_new_one(organised_market: Market) -> None:
    market, ken = organised_market, await ken_of(organised_market)
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    for each in (ken, tom, lina):
        await each.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(TOM)}")
    await market.deliver()
    await tom.tap(data=f"ooy:{await market.person(LINA)}")
    await market.deliver()
    assert ken.reads.startswith("Tom made Lina ")
    assert ken.reads.endswith(" an organiser.")
    assert not any("Tom made" in message.text for message in tom.answers)
    await lina.phone.block()
    await market.until_idle()
    await ken.tap(data=f"oor:{await market.person(LINA)}")
    again = await ken.tap(data=f"ooy:{await market.person(LINA)}")
    assert again.text == "Made organiser. We cannot reach them: please tell them yourself."


async def test_a_market_day_is_one_page_from_which_all_who_booked_are_written_to(
    organised_market: Market,
) -> None:
    ken, tom = await ken_of(organised_market), organised_market.visitor(TOM)
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    await tom.tap("Join for 1")
    await ken.writes("/admin")
    await ken.tap("Market")
    while not ken.reads.startswith("Fri 27 Nov · Lorong Bakau"):
        await ken.tap(next(label for label in ken.labels if label.endswith(" ›")))
    assert "3 people booked, 0 came.\n1. Dapur Nenek Ros · 3 booked\n" in ken.reads
    await ken.tap("Write to all, 3")
    assert "People who booked for Fri 27 Nov at Lorong Bakau." in ken.reads
    await ken.writes("It rains: we open under the roof.")
    assert ken.reads.startswith("English: 33 of 4,096 characters.")


async def test_a_hidden_drop_is_in_no_list_and_its_stall_hears_of_it(organised_market: Market) -> None:
    ken, ros, tom = (
        await ken_of(organised_market),
        organised_market.visitor(ROS),
        organised_market.visitor(TOM),
    )
    await ros.writes("/start")
    await ken.writes("/admin")
    await ken.tap("Market")
    await ken.tap("All drops")
    await ken.tap("Next")
    assert "Kuih lapis, Dapur Nenek Ros · Fri 27 Nov 18:00" in ken.reads
    await ken.tap("Kuih lapis")
    await ken.tap("Hide it")
    assert ken.reads.startswith("Hide Kuih lapis? It leaves every list; numbers and bookings stay")
    await ken.tap("Text not suitable")
    assert "Fri 27 Nov 18:00 · hidden\nHidden Tue 24 Nov 10:00.\nReason: the name or the text" in ken.reads
    await organised_market.deliver()
    assert ros.reads.startswith("An organiser has hidden Kuih lapis, Fri 27 Nov 18:00. Nobody sees it")
    await tom.writes("/drops")
    assert "Kuih lapis" not in tom.reads
    await ken.writes("/admin")
    await ken.tap("Market")
    await ken.tap("All drops")
    await ken.tap("Next")
    await ken.tap("Kuih lapis")
    await ken.tap("Unhide")
    await tom.writes("/drops")
    assert "Kuih lapis" in tom.reads


async def test_an_organiser_is_found_named_and_the_last_one_stays(empty_market: Market) -> None:
    ken, tom = await ken_of(empty_market), empty_market.visitor(TOM)
    await tom.writes("/start")
    await ken.writes("/admin")
    await ken.tap("More")
    await ken.tap("People")
    await ken.writes("to")
    assert "1 person matches “to”:" in ken.reads
    await ken.tap("1 Tom")
    assert "Waits for nothing, and has no hold and no booking." in ken.reads
    assert ken.labels == ["Messages", "Search again", "Make organiser", "Block", "Back"]
    await ken.tap("Make organiser")
    assert ken.reads == (
        "Make Tom an organiser? They can approve stalls, message everyone and block people. "
        "We tell Tom and every organiser."
    )
    await ken.tap("Not now")
    assert ken.reads.startswith("Tom, reads English, shopper")
    await ken.tap("Make organiser")
    assert (await ken.tap("Make organiser")).text == "Made organiser. We told them."
    await empty_market.deliver()
    assert tom.reads.startswith("You are now an organiser of this market.")
    await tom.writes("/start")
    await tom.tap("Manage market")
    await tom.tap("More")
    assert tom.reads.startswith("Nothing waits for you.")
    refused = await tom.tap(data=f"oor:{await empty_market.person(KEN)}")
    assert refused.text.startswith("The bot's settings make this person an organiser")
    assert (await ken.tap("Remove organiser")).text == "Removed as organiser. We told them."
    await empty_market.deliver()
    assert tom.reads.startswith("You are no longer an organiser of this market.")
    await tom.writes("/admin")
    assert tom.reads.startswith("Only an organiser can do this. Questions? See /support.")


async def test_lists_say_who_organises_and_that_there_is_nothing_to_look_after(empty_market: Market) -> None:
    ken, tom = await ken_of(empty_market), empty_market.visitor(TOM)
    await tom.writes("/start")
    await ken.writes("/admin")
    await ken.tap("More")
    await ken.tap("Organisers")
    assert ken.reads == "Ken, organiser by the settings\nTo add another, find the person first."
    await ken.tap(data=f"ooy:{await empty_market.person(TOM)}")
    await ken.writes("/admin")
    await ken.tap("More")
    await ken.tap("Organisers")
    assert "\nTom, made organiser by Ken on Tue 24 Nov\n" in ken.reads
    assert ken.labels == ["Ken", "Tom", "People", "Back"]
    await ken.tap(data="oa:0")
    assert ken.reads == "Nothing to approve."
    await ken.tap(data="od:1")
    assert ken.reads == "No upcoming drops."


async def test_who_is_blocked_hears_whom_to_ask(empty_market: Market) -> None:
    ken, tom = await ken_of(empty_market), empty_market.visitor(TOM)
    await with_an_alley(ken)
    await tom.writes("/start")
    await ken.writes("/admin")
    await ken.tap("More")
    await ken.tap("People")
    await ken.writes(str(TOM))
    await ken.tap("1 Tom")
    await ken.tap("Block")
    assert "Leave as it is" in ken.labels
    assert (await ken.tap("Bad behaviour")).text == "Blocked. We told them."
    await empty_market.deliver()
    assert "An organiser has blocked you from this market" in tom.reads
    await tom.writes("/support")
    assert "Ken & friends" in tom.reads
    await ken.tap("Lift the block")
    assert "Blocked on" not in ken.reads


@pytest.mark.parametrize("objects", [False, True])
async def test_after_a_block_both_sides_read_that_deposits_stay_stopped(
    organised_market: Market, objects: bool
) -> None:
    market = organised_market
    ken, lina, ros = market.visitor(KEN), market.visitor(LINA), market.visitor(ROS)
    await ken.phone.set_language("en")
    await ros.writes("/start")
    await lina.writes("/start")
    await ken.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(LINA)}")
    person = await market.person(ROS)
    owned = await market.store.read(
        lambda session: session.exec(select(Stall.id).where(Stall.owner_id == person)).one()
    )
    assert owned is not None
    await ken.tap(data=AllowDeposits(stall=owned).pack())
    await ken.tap(data=BlockPerson(person=person, reason="behaviour").pack())
    assert "Deposits of" not in ken.reads
    await market.deliver()
    if objects:
        blocked = next(each for each in reversed(ros.phone.messages) if "Object" in each.labels)
        await ros.tap("Object", message=blocked.id)
        await ros.writes("It was a mistake")
        await market.deliver()
        asked = next(each for each in reversed(lina.phone.messages) if "Lift the block" in each.labels)
        await lina.tap("Lift the block", message=asked.id)
        decided = lina
    else:
        await ken.tap("Lift the block")
        decided = ken
    stopped = "Deposits of Dapur Nenek Ros stay stopped. To allow them again, open the stall and tap “Allow deposits”."
    assert stopped in decided.reads
    await market.deliver()
    told = next(
        each for each in reversed(ros.phone.messages) if "you can join, book and sell here" in each.text
    )
    assert ros.reading(told.id).endswith(
        "Your stall takes no deposits until an organiser allows them again. Ask for it in a message."
    )
    assert told.labels == ["Desk", "Write a message"]
    await decided.tap("Dapur Nenek Ros")
    await decided.tap("Allow deposits")
    await decided.tap(data=ShowPerson(person=person).pack())
    assert "Deposits of" not in decided.reads


async def test_what_organisers_changed_is_in_the_log_for_organisers_alone(organised_market: Market) -> None:
    market = organised_market
    ken, tom = await ken_of(market), market.visitor(TOM)
    await tom.writes("/start")
    organiser = Actor(KEN, is_configured_admin=True)
    assert await log_words(market.store, organiser) == []
    await ken.writes("/admin")
    await ken.tap("People")
    await ken.writes("Tom")
    await ken.tap("1 Tom")
    await ken.tap("Block")
    await ken.tap("Bad behaviour")
    assert await log_words(market.store, organiser) == ["Ken blocked Tom: how other people were treated."]
    await tom.tap(data="oal:1", message=tom.screen.id)
    assert "blocked Tom" not in tom.reads
    await tom.writes("/forget")
    await tom.tap("Delete my data")
    assert await log_words(market.store, organiser) == [
        "A person asked to delete their data.",
        "Ken blocked (a person who deleted their data): how other people were treated.",
    ]


async def test_an_organisers_evening(organised_market: Market) -> None:
    """What waits is one line; a stall is found by its name; what is decided has a reason; a closed alley tells who has booked there."""
    market, ken = organised_market, await ken_of(organised_market)
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    for each in (ros, tom):
        await each.phone.set_language("en")
        await each.writes("/start")
    await tom.writes("kuih lapis")
    await tom.tap("Kuih lapis")
    await tom.tap("Join")
    ticket = tom.screen.id
    await ken.writes("/admin")
    assert ken.reads.startswith("To do: 1 stall asks.\n")
    assert ken.labels[0] == "Approve, 1"
    await ken.tap("Stalls")
    await ken.writes("dapur nenk")
    await ken.tap("1")
    assert ken.reads.startswith("Stall: Dapur Nenek Ros, Lorong Bakau.")
    await ken.tap("Reject")
    await ken.writes("Please come and see us first")
    await market.deliver()
    assert ros.reads.startswith("Not approved: Dapur Nenek Ros. Reason: Please come and see us first.")
    await ros.tap("Object")
    await ros.writes("I will come tomorrow")
    await ken.tap("Approve")
    await market.deliver()
    await ken.writes("/admin")
    await ken.tap("Alleys")
    await ken.tap("Close or open")
    await ken.tap("Close Lorong Bakau")
    assert "booked there: we tell them, and their tickets say so." in ken.reads
    await ken.tap("Close Lorong Bakau")
    await market.deliver()
    assert tom.reads.startswith("The organisers have closed Lorong Bakau, ")
    await run_edits(market)
    closed = "The alley has been closed since Tue 24 Nov 10:00."
    assert closed in tom.reading(ticket)
    await ken.tap("Open Lorong Bakau")
    await market.deliver()
    await run_edits(market)
    assert closed not in tom.reading(ticket)
    assert await untrue(market) == []
