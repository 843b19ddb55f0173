"""The height on a phone of the first screens of all, each drop's card and what one has of it, measured in Chromium on the page's chat."""

import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from playwright.async_api import Page, ViewportSize

from bot.demo.data.seed import seed
from handlers.callbacks.list_location import ListLocation
from handlers.draw.result_picture import draw_result
from handlers.draw.views import draw_card, drawn_message
from handlers.drop import list_views
from handlers.drop.placeholder_picture import draw_placeholder, draw_strip
from handlers.my_items.views import my_items_page
from handlers.organiser.views import admin_home
from handlers.stall_application.list_views import stall_list, stalls_found
from handlers.start.routes import SHOWN_AT_HOME, SHOWN_DROPS, drop_counts
from handlers.start.views import HomeFacts, newcomers_page, welcome
from handlers.ticket.ticket_picture import ticket_picture
from handlers.ticket.views import ticket_page
from handlers.ui.screen import Screen, ScreenPicture
from handlers.ui.telegram_calls import send_call
from handlers.waitlist.card_views import drop_card
from handlers.waitlist.views import ANYWHERE, booking_card, entry_card, hold_card
from locales.say import Say, speak
from market.actor import Actor
from market.draw.published_draw import DrawnFacts, PublishedDraw, published_draw
from market.drop.browse import drop_cards, planned
from market.drop.facts import DropFacts, ItemFacts
from market.drop.planned_drops import DropFilter, Planned
from market.drop.status import is_joinable
from market.organiser.overview import OrganiserOverview, overview
from market.organiser.stall_list import StallPage, stall_page
from market.own_matters import OwnMatters
from market.ticket.facts import TicketFacts
from market.ticket.own_tickets import own_pickup_ticket
from market.waitlist.position import (
    ActiveBooking,
    BookingFacts,
    HoldFacts,
    MyItem,
    Position,
    WaitingEntry,
    my_items,
    position_in_drop,
)
from sandbox import Bot, Sandbox, UserProfile
from storage.store import Store
from storage.waitlist import BookingState, EntryState, HoldState

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

TOKEN = "7000000019:AAE-card-heights-token-never-shown"
LINK = "https://t.me/lorong_demo_bot?start=d_7KQ2M9"
READER = 1001
ORGANISER = Actor(READER, is_configured_admin=True)
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
PHONE, LARGER_PHONE = ViewportSize(width=360, height=800), ViewportSize(width=390, height=844)
MOST_HEIGHT, MOST_ROWS, MOST_ON_LARGER_PHONE = 480, 4, 520
LANGUAGES = ("en", "ms", "zh_Hans")
MEASURE = """() => [...document.querySelectorAll('li.message')].map(node => ({
    id: Number(node.dataset.id),
    height: Math.round(node.getBoundingClientRect().height),
    rows: node.querySelectorAll('.keys .row').length,
    cut: [...node.querySelectorAll('.label')].filter(label => label.scrollWidth > label.clientWidth).map(label => label.innerText),
}))"""


@dataclass(frozen=True, kw_only=True)
class ShownDrops:
    """The drops of the demo data, and what Aina has in each."""

    drops: tuple[DropFacts, ...]
    planned: tuple[Planned, ...]
    own_items: tuple[MyItem, ...]
    overview: OrganiserOverview
    stalls: StallPage
    positions: dict[int, Position]
    tickets: tuple[TicketFacts, ...]
    draws: tuple[PublishedDraw, ...]


@dataclass(kw_only=True)
class Measured:
    name: str
    height: int
    rows: int
    cut: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def shown_drops(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> ShownDrops:
    file = tmp_path_factory.mktemp("shown_drops") / "lorong.db"
    shutil.copy(sqlite_template, file)
    store = Store(f"sqlite:///{file}")
    try:
        return await read_drops(store)
    finally:
        await store.close()


async def read_drops(store: Store) -> ShownDrops:
    market = await store.write(seed, NOW, Random(2026))
    ahead = await store.read(planned, NOW)
    drops = await store.read(drop_cards, tuple(drop.id for drop in ahead))
    positions = {drop.id: await store.read(position_in_drop, market.aina, drop.id, NOW) for drop in drops}
    booked = [each.id for position in positions.values() for each in position.booked]
    drawn_items = [item.id for drop in drops for item in drop.items if item.draw]
    return ShownDrops(
        tickets=tuple([await store.read(own_pickup_ticket, market.aina, one) for one in booked]),
        draws=tuple([await store.read(published_draw, one) for one in drawn_items]),
        drops=drops,
        planned=ahead,
        own_items=await store.read(my_items, market.aina, NOW),
        overview=await store.read(overview, ORGANISER, NOW),
        stalls=await store.read(stall_page, ORGANISER, NOW, 2),
        positions=positions,
    )


def screens(say: Say, shown_drops: ShownDrops) -> Iterator[tuple[str, Screen]]:
    """Each card as a stranger sees it and as Aina does, and the screens that lead to them."""
    today = NOW.astimezone(ZoneInfo("Asia/Kuching")).date()
    joinable = tuple(drop for drop in shown_drops.drops if is_joinable(drop, NOW))
    counts = drop_counts(shown_drops.planned, today, in_the_evening=False)
    home = HomeFacts(cities=(), drops=joinable[:SHOWN_AT_HOME], counts=counts, today=today, now=NOW)
    newcomer = replace(home, cities=("Kota Kinabalu",), drops=joinable[:SHOWN_DROPS])
    yield "welcome", newcomers_page(say, newcomer)
    yield "welcome of a vendor", newcomers_page(say, replace(newcomer, has_stall=True))
    yield "welcome of an organiser", newcomers_page(say, replace(newcomer, organises=True))
    yield "home", welcome(say, home)
    yield "home, own items", welcome(say, replace(home, own_items=shown_drops.own_items))
    weekend = ListLocation(DropFilter("weekend"))
    shown = [
        drop
        for drop in shown_drops.drops
        if drop.id in {one.id for one in weekend.drop_filter.chosen(shown_drops.planned, today)}
    ]
    yield "list", list_views.drop_list(say, weekend, shown[:4], len(shown), alleys={}, now=NOW)
    for drop in shown_drops.drops:
        around: dict[str, Any] = {"previous_id": 1, "next_id": 2}
        yield f"card {drop.name}", drop_card(say, drop, weekend, NOW, link=LINK, **around)
        if shown_drops.positions[drop.id].all:
            own = drop_card(
                say, drop, weekend, NOW, link=LINK, position=shown_drops.positions[drop.id], **around
            )
            yield f"card of Aina {drop.name}", own


@dataclass
class Sender:
    """Sends screens to the reader as the bot does, each picture's bytes once."""

    web: aiohttp.ClientSession
    address: str
    file_ids: dict[str, str] = field(default_factory=dict)

    async def send(self, screen: Screen) -> int:
        call = send_call(READER, screen)
        params = dict(call.params)
        if call.picture and call.picture.key in self.file_ids:
            params["photo"] = self.file_ids[call.picture.key]
        data = aiohttp.FormData()
        for name, value in params.items():
            data.add_field(name, value if isinstance(value, str) else json.dumps(value))
        if call.picture and "photo" not in params:
            data.add_field("photo", drawn(call.picture), filename="photo.png")
        async with self.web.post(f"{self.address}/bot{TOKEN}/{call.method}", data=data) as answer:
            sent = (await answer.json())["result"]
        if call.picture:
            self.file_ids[call.picture.key] = sent["photo"][-1]["file_id"]
        return int(sent["message_id"])


@cache
def drawn(picture: ScreenPicture) -> bytes:
    if picture.ticket:
        return ticket_picture(picture.ticket, LINK)
    if picture.draw:
        return draw_result(picture.motif, picture.seed, 87, range(1, 41))
    if picture.plates:
        return draw_strip(picture.plates, picture.first)
    return draw_placeholder(picture.motif, picture.seed)


@asynccontextmanager
async def chat() -> AsyncIterator[tuple[Sandbox, Sender, str]]:
    sandbox = Sandbox(
        bots=[Bot(id=7000000019, token=TOKEN, username="card_heights_bot", name="Lorong")],
        people=[UserProfile(id=READER, first_name="Aina", language_code="en", role="shopper")],
        limits=False,
    )
    async with sandbox.serve() as address, aiohttp.ClientSession() as web:
        await sandbox.person(READER).write("/start")
        yield sandbox, Sender(web, address), address


async def measured(
    page: Page, shown: list[tuple[str, Screen]], phone: ViewportSize = PHONE
) -> list[Measured]:
    """Shows all screens in one chat and measures them in one load of its page."""
    async with chat() as (_, sender, address):
        names = {await sender.send(screen): name for name, screen in shown}
        await page.set_viewport_size(phone)
        await page.goto(address)
        await page.wait_for_selector("html[data-ready]")
        found = {each["id"]: each for each in await page.evaluate(MEASURE)}
        await page.goto("about:blank")
    return [
        Measured(
            name=name, height=found[message]["height"], rows=found[message]["rows"], cut=found[message]["cut"]
        )
        for message, name in names.items()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_card_of_the_demo_data_fits_half_a_phone(
    page: Page, shown_drops: ShownDrops, language: str
) -> None:
    found = await measured(page, [*screens(speak(language), shown_drops)])
    assert [
        each
        for each in found
        if each.height > MOST_HEIGHT or (each.rows > MOST_ROWS and each.name.startswith("card"))
    ] == []
    assert [each for each in found if each.cut] == []


def own_screens(say: Say, shown_drops: ShownDrops) -> Iterator[tuple[str, Screen]]:
    """What people have of each drop of the demo data: an entry, a hold, a booking, its ticket, a draw and its result."""
    items = shown_drops.own_items
    matters = OwnMatters(items=(items * 5)[:5])
    yield "five items", my_items_page(say, matters, page=1, now=NOW)
    for ticket in shown_drops.tickets:
        yield f"ticket {ticket.drop_name}", ticket_page(say, ticket, NOW)
    for drop in shown_drops.drops:
        item = next(each for each in drop.items if each.offered)
        entry = WaitingEntry(item=item.id, number=14, units=1, skipped=0, served_up_to=4)
        yield f"entry {drop.name}", entry_card(say, drop, item, entry, back_to=ANYWHERE, now=NOW)
        yield f"hold {drop.name}", hold_card(say, hold_of(drop, item), ANYWHERE, NOW)
        own = ActiveBooking(
            id=1,
            item=item.id,
            units=1,
            price=item.price,
            loan_deposit=item.loan_deposit,
            collected=0,
            coming=False,
            booked_at=NOW,
        )
        booking = BookingFacts(drop=drop, item=item, booked=own, state=BookingState.BOOKED, ended_at=None)
        yield f"booking {drop.name}", booking_card(say, booking, ANYWHERE, NOW)
    for page in shown_drops.draws:
        yield from draw_screens(say, page)


def draw_screens(say: Say, page: PublishedDraw) -> Iterator[tuple[str, Screen]]:
    """A draw that is open, closed and drawn, and its result for one with a hold and one without."""
    assert page.item.draw
    closed = replace(page.item.draw, entries=87, closed_at=NOW, round=1)
    for draw in (page.item.draw, closed, replace(closed, drawn_at=NOW)):
        item = replace(page.item, draw=draw)
        yield f"draw {item.name}", draw_card(say, replace(page, item=item), ANYWHERE)
    for number, state in ((2, EntryState.HELD), (56, EntryState.WAITING)):
        held = hold_of(page.drop, page.item) if state is EntryState.HELD else None
        result = DrawnFacts(
            drop=page.drop,
            item=page.item,
            number=number,
            entries=87,
            drawn=40,
            served_up_to=3,
            state=state,
            hold=held,
        )
        yield f"result {page.item.name}", drawn_message(say, result)


def hold_of(drop: DropFacts, item: ItemFacts) -> HoldFacts:
    return HoldFacts(
        id=1,
        drop=drop,
        item=item,
        number=14,
        units=1,
        until=NOW + timedelta(hours=1),
        state=HoldState.LIVE,
        ended_at=None,
        booking=None,
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_one_has_fits_a_phone(page: Page, shown_drops: ShownDrops, language: str) -> None:
    found = await measured(page, [*own_screens(speak(language), shown_drops)], LARGER_PHONE)
    assert {each.name.split()[0] for each in found} == {
        *("five", "ticket", "entry", "hold", "booking", "draw", "result")
    }
    assert [each for each in found if each.height > MOST_ON_LARGER_PHONE or each.cut] == []


WAITING = (
    "asking",
    "draws",
    "payments",
    "deposits",
    "questions",
    "recoveries",
    "reports",
    "objections",
    "licences",
)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_organisers_first_screens_fit_a_phone(
    page: Page, shown_drops: ShownDrops, language: str
) -> None:
    """Also where something of each kind waits, and at each stall of a page."""
    say, stalls = speak(language), shown_drops.stalls
    busy = tuple(replace(each, reports=12, licences=1, deposits=3) for each in stalls.stalls)
    shown = [
        ("admin", admin_home(say, shown_drops.overview)),
        ("admin, busy", admin_home(say, replace(shown_drops.overview, **dict.fromkeys(WAITING, 12)))),
        ("stalls", stall_list(say, stalls)),
        ("stalls, busy", stall_list(say, replace(stalls, stalls=busy, page=7, pages=40))),
        ("stalls found", stalls_found(say, "kopi", replace(stalls, stalls=busy))),
    ]
    found = await measured(page, shown, LARGER_PHONE)
    assert [each for each in found if each.height > MOST_ON_LARGER_PHONE or each.cut] == []
