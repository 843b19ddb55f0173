"""Requests of stalls: in an organiser's language, by whom and why they were decided, and who may not look."""

import pytest
from sqlmodel import Session, select

from handlers.callbacks.alley import AskCloseAlley, OpenAlley
from handlers.callbacks.stock import ShowMyDrop
from market.actor import Actor
from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, ROS, TOM
from tests.journeys.test_organiser import ken_of
from tests.log_words import log_words


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Approve", "Reject", "All requests"]),
        ("ms", ["Luluskan", "Tolak", "Semua permohonan"]),
        ("zh-hans", ["批准", "拒绝", "所有申请"]),
    ],
)
async def test_a_request_is_read_in_the_organisers_language(
    organised_market: Market, language: str, labels: list[str]
) -> None:
    ken, tom = organised_market.visitor(KEN), organised_market.visitor(TOM)
    await ken.phone.set_language(language)
    await ken.writes("/start")
    await tom.writes("/stall")
    await tom.tap("Lorong Bakau")
    await tom.writes("Warung Tom")
    await organised_market.deliver()
    assert "Warung Tom" in ken.reads
    assert ken.labels == labels


async def test_a_stalls_words_say_their_language_to_who_reads_another(organised_market: Market) -> None:
    market, ken = organised_market, await ken_of(organised_market)

    def describe(session: Session) -> int:
        asked = session.exec(select(Stall).where(Stall.state == "asked")).first()
        assert asked is not None
        asked.words, asked.language = "Kuih buatan nenek", "ms"
        return asked.id or 0

    await market.change(describe)
    await ken.writes("/admin")
    await ken.tap("Approve, 1")
    assert "\nKuih buatan nenek (in Malay)\n" in ken.reads
    await ken.writes("/language")
    await ken.tap("Melayu")
    await ken.writes("/admin")
    await ken.tap("Luluskan, 1")
    assert "\nKuih buatan nenek\n" in ken.reads


async def test_a_decided_stall_shows_who_decided_and_a_reason_is_read_in_ones_own_language(
    organised_market: Market,
) -> None:
    ken = await ken_of(organised_market)
    await ken.writes("/admin")
    await ken.tap("Approve, 1")
    await ken.tap("Reject")
    await ken.tap("No stall space left")
    assert "Rejected Tue 24 Nov 10:00 by Ken: there is no stall space left in this alley." in ken.reads
    late = await ken.tap(data="oy:15:asked")
    assert late.text == "Another organiser was quicker. Here is how it stands now."
    assert "Rejected Tue 24 Nov 10:00 by Ken" in ken.reads


async def test_a_stranger_is_told_who_may(market: Market, tom: Visitor) -> None:
    await tom.writes("/admin")
    assert tom.reads.startswith("Only an organiser can do this. Questions? See /support.")
    await tom.writes("/broadcast")
    assert tom.reads.startswith("Only an organiser can do this. Questions? See /support.")
    await tom.writes("/start")
    for data in (
        "o",
        "oa:0",
        "oy:15:asked",
        "ol",
        "ox",
        "oo",
        "oon:4003",
        "ooy:4003",
        "op",
        "obx:1002",
        "obx:1002:behaviour",
        "odh:1",
        "odhr:1:goods",
        "osl",
        "om",
        "bs:1",
    ):
        answer = await tom.tap(data=data)
        assert answer.text == "Only an organiser can do this. Questions? See /support.", data


async def test_a_stall_is_found_by_a_name_that_is_typed_on_the_list(organised_market: Market) -> None:
    ken = await ken_of(organised_market)
    await ken.writes("/admin")
    assert ken.reads.startswith("To do: 1 stall asks.\n3 alleys, 14 open stalls, 34 drops coming up, ")
    await ken.tap("Stalls")
    assert "1. " in ken.reads
    assert "asks for approval" in ken.reads
    await ken.writes("NENEK DAPRU")
    assert ken.reads.startswith("1. Dapur Nenek Ros · Ros · open")
    await ken.writes("nobody at all")
    assert ken.reads == "No stall and no owner is called “nobody at all”. Write another name."
    await ken.writes("ombak")
    await ken.tap("1")
    assert ken.reads.startswith("Stall: Ombak Print, ")


async def test_a_stall_is_rejected_in_own_words_that_its_owner_reads(organised_market: Market) -> None:
    market, ken, tom = organised_market, await ken_of(organised_market), organised_market.visitor(TOM)
    await tom.phone.set_language("en")
    await tom.writes("/stall")
    await tom.tap("Lorong Bakau")
    await tom.writes("Warung Tom")
    await ken.writes("/start")
    await market.deliver()
    await ken.writes("/admin")
    await ken.tap("Stalls")
    await ken.writes("warung tom")
    await ken.tap("1")
    await ken.tap("Reject")
    await ken.writes("x" * 201)
    assert ken.reads.startswith("201 of 200 characters: 1 too many.")
    await ken.writes("Two stalls sell satay already")
    assert "by Ken: Two stalls sell satay already." in ken.reads
    await market.deliver()
    assert tom.reads.startswith("Not approved: Warung Tom. Reason: Two stalls sell satay already.")
    await tom.writes("/stall")
    assert "Not approved: “Two stalls sell satay already”." in tom.reads
    log = await log_words(market.store, Actor(KEN, is_configured_admin=True))
    assert log[0].endswith("rejected the stall Warung Tom: in their own words.")


async def test_buttons_from_before_there_were_reasons_ask_for_one(organised_market: Market) -> None:
    market, ken, tom = organised_market, await ken_of(organised_market), organised_market.visitor(TOM)
    await tom.phone.set_language("en")
    await tom.writes("/start")
    person = await market.person(TOM)
    await ken.writes("/start")
    for data in (f"ob:{person}", f"obx:{person}", f"obx:{person}:nonsense"):
        await ken.tap(data=data)
        assert ken.reads.startswith("If you block Tom, they cannot join"), data
        assert ken.reads.endswith("Tap the reason, or write it in your own words. They read it."), data
    await ken.writes("Sold tickets twice")
    assert "Reason: Sold tickets twice." in ken.reads
    await market.deliver()
    assert "\nReason: Sold tickets twice." in tom.reads
    await tom.writes("/support")
    assert (
        "You have been blocked from this market since Tue 24 Nov.\nReason: Sold tickets twice." in tom.reads
    )
    await ken.tap(data="odh:1")
    assert ken.reads.startswith("Hide ")
    assert "Leave as it is" in ken.labels


async def test_the_owner_of_a_hidden_drop_reads_why_on_its_page(organised_market: Market) -> None:
    market, ken, ros = organised_market, await ken_of(organised_market), organised_market.visitor(ROS)
    await ros.phone.set_language("en")
    await ken.writes("/start")
    owned = select(Drop.id).join(Stall).where(Stall.name == "Dapur Nenek Ros", Drop.name == "Kuih lapis")
    drop = await market.store.read(lambda session: session.exec(owned).first())
    await ken.tap(data=f"odh:{drop}")
    await ken.writes("The photo is another stall's.")
    await market.deliver()
    assert ros.reads.endswith("\nReason: The photo is another stall's.")
    await ros.writes("/start")
    await ros.tap(data=ShowMyDrop(drop=drop or 0).pack())
    assert ros.reads.startswith("Hidden by the organisers: ")
    assert "\nReason: The photo is another stall's." in ros.reads


async def test_a_closed_alley_is_told_to_who_has_booked_there_and_stands_on_the_ticket(
    organised_market: Market,
) -> None:
    market, ken, tom = organised_market, await ken_of(organised_market), organised_market.visitor(TOM)
    await tom.phone.set_language("en")
    await ken.writes("/start")
    await tom.writes("/drops")
    await tom.tap("Kuih lapis")
    await tom.tap("Join")
    alley = await market.store.read(
        lambda session: session.exec(select(Alley.id).where(Alley.name == "Lorong Bakau")).one()
    )
    await ken.tap(data=AskCloseAlley(alley=alley or 0).pack())
    assert "booked there: we tell them, and their tickets say so." in ken.reads
    await ken.tap("Close Lorong Bakau")
    await market.deliver()
    assert tom.reads.startswith(
        "The organisers have closed Lorong Bakau, Tue 24 Nov 10:00. Please do not come"
    )
    assert "You keep what you booked there: Kuih lapis, box of 9, Fri 27 Nov 18:00." in tom.reads
    await tom.tap("My items")
    assert "Booked, alley closed: Kuih lapis, box of 9, Fri 27 Nov 18:00" in tom.reads
    await tom.tap("Ticket")
    closed = "The alley has been closed since Tue 24 Nov 10:00. Please do not come before it opens again."
    assert closed in tom.reads
    await ken.tap(data=OpenAlley(alley=alley or 0).pack())
    await tom.writes("/mine")
    await tom.tap("Ticket")
    assert closed not in tom.reads
