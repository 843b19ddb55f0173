"""The gates of an alley in the chat: who is inside, a link for a device, the limit asked and removed, and who may not look."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from handlers.callbacks.kiosk import AskPeopleLimit, RemovePeopleLimit, ShowKiosk
from market.admins import Admins, reachable_organisers
from market.gate.limit import tell_of_limit
from market.gate.notifications import AlleyFilling
from market.gate.people_inside import add_people
from market.kiosk.sign_in import SignIn, sign_in
from market.notification.outbox import notify
from storage.alley import Alley
from storage.kiosk import KioskDevice
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, MarketWithOrganiser, Visitor
from tests.journeys.harness import KEN, TOM
from tests.journeys.test_organiser import ken_of
from tests.market.kiosk.device import SampleDevice

PLACE = "g1"
ADMINS = Admins(frozenset({KEN}))


@pytest.fixture
async def organised_market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with an address for its pages, and Ken as its organiser."""
    async with open_market(MarketWithOrganiser(sqlite_url)) as market:
        await market.open(public_url="https://lorong.example")
        yield market


async def gates_of(market: Market) -> Visitor:
    """Ken, before the gates of Lorong Bakau."""
    ken = await ken_of(market)
    await ken.writes("/admin")
    await ken.tap("Alleys")
    await ken.tap("Lorong Bakau")
    await ken.tap("Gates")
    return ken


async def limit(market: Market) -> int | None:
    return await market.store.read(lambda session: session.get_one(Alley, 1).people_limit)


async def test_a_gate_is_signed_in_and_out_and_its_page_says_who_is_inside(
    organised_market: Market,
) -> None:
    ken = await gates_of(organised_market)
    assert ken.reads.startswith("Gates of Lorong Bakau\nNobody is inside.")
    assert "No device is signed in." in ken.reads
    assert ken.labels == ["Count in Telegram", "Kiosk link", "People limit", "Public board", "Back"]
    await ken.tap("Kiosk link")
    found = re.search(r"https://lorong.example/kiosk#(\S{22})", ken.reads)
    assert found is not None
    device, now = SampleDevice(name="north gate"), organised_market.clock()

    def use_and_count(session: Session) -> None:
        asked = SignIn(code=found[1], public_key=device.public_key, name=device.name)
        signed_in = sign_in(session, asked, now, ADMINS)
        minute = now.replace(second=0, microsecond=0)
        add_people(session, (signed_in.device, 1, minute), entered=7, exited=2)

    await organised_market.change(use_and_count)
    await ken.tap("Back")
    assert "5 people inside." in ken.reads
    assert "north gate: last seen" in ken.reads
    await ken.tap("Sign out north gate")
    assert "Sign out north gate?" in ken.reads
    await ken.tap("Sign out")
    assert "No device is signed in." in ken.reads
    assert "5 people inside." in ken.reads, "what was counted stays"
    await ken.tap("Back")
    assert "Lorong Bakau" in ken.reads


async def test_the_limit_is_asked_set_and_removed(organised_market: Market) -> None:
    ken = await gates_of(organised_market)
    await ken.tap("People limit")
    assert ken.reads.startswith("How many people may be inside Lorong Bakau at a time?")
    assert ken.labels == ["Back"]
    await ken.writes("a few")
    assert ken.reads.startswith("That is not a number.")
    await ken.writes("100001")
    assert ken.reads.startswith("A limit is a number from 1 to 100,000.")
    assert await limit(organised_market) is None
    await ken.writes("200")
    assert ken.reads.startswith("Limit: 200 people.\n\nGates of Lorong Bakau\n0 of 200 people inside.")
    assert await limit(organised_market) == 200
    await ken.tap("People limit")
    answer = await ken.tap("No limit")
    assert answer.text == "There is no limit now."
    assert ken.reads.startswith("Gates of Lorong Bakau\nNobody is inside.")
    assert await limit(organised_market) is None
    for words in ("0", "no limit"):
        await ken.tap("People limit")
        await ken.writes("1,500")
        assert await limit(organised_market) == 1500
        await ken.tap("People limit")
        await ken.writes(words)
        assert await limit(organised_market) is None, words


@pytest.mark.parametrize(
    "data",
    [
        ShowKiosk(place=PLACE).pack(),
        AskPeopleLimit(place=PLACE).pack(),
        RemovePeopleLimit(place=PLACE).pack(),
        "kil:g1",
    ],
)
async def test_a_stranger_sees_and_changes_nothing(organised_market: Market, data: str) -> None:
    ken = await gates_of(organised_market)
    await ken.tap("People limit")
    await ken.writes("50")
    tom = organised_market.visitor(TOM)
    await tom.writes("/start")
    await tom.tap(data=data)
    assert "Gates of" not in tom.reads
    assert "kiosk#" not in tom.reads
    await tom.writes("9")
    assert await limit(organised_market) == 50


@pytest.mark.parametrize("data", ["kig:s1", "kin:h1", "ki:g999999", "ki:x1", "kig:g", "kif:g1"])
async def test_a_forged_place_changes_nothing(organised_market: Market, data: str) -> None:
    ken = await gates_of(organised_market)
    await ken.tap("People limit")
    await ken.writes("50")
    await ken.tap(data=data)
    assert await limit(organised_market) == 50


async def test_organisers_read_that_it_is_full_while_it_is(organised_market: Market) -> None:
    market, ken = organised_market, await gates_of(organised_market)
    now = market.clock()
    gate = {"id": 900, "alley_id": 1, "person_id": None, "name": "gate", "public_key": "ab" * 32}

    def fill(session: Session) -> None:
        alley = session.get_one(Alley, 1)
        alley.people_limit = 10
        session.add(KioskDevice(**gate, made_at=now, seen_at=now))
        session.flush()
        add_people(session, (900, 1, now.replace(second=0, microsecond=0)), entered=10)
        tell_of_limit(session, alley, ADMINS, now)

    await market.change(fill)
    await market.deliver()
    assert ken.reads.startswith("Lorong Bakau is full. Please let nobody more in until people leave.")
    assert "10 of 10 people inside." in ken.reads
    await ken.tap("Gates")
    assert "Gates of Lorong Bakau" in ken.reads


async def test_a_message_that_would_come_when_there_is_room_again_is_not_sent(
    organised_market: Market,
) -> None:
    market, ken = organised_market, await gates_of(organised_market)
    before, now = ken.reads, market.clock()

    def fill_and_empty(session: Session) -> None:
        alley = session.get_one(Alley, 1)
        alley.people_limit = 10
        filling = AlleyFilling(alley_id=1, is_full=True)
        [organiser] = reachable_organisers(session, ADMINS)
        notify(session, organiser, filling, now, about="gate:1")

    await market.change(fill_and_empty)
    await market.deliver()
    assert ken.reads == before
