"""The web servers of a running Lorong."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from aiohttp import web

from bot.clock import Now
from bot.drop_jpeg import drop_jpeg
from bot.readiness import Vitals
from market.admins import Admins
from market.draw.published_draw import NamedDraw, draw_by_name
from market.drop.browse import drop_by_code
from market.drop.facts import DropFacts
from market.feed.feed_drops import DropFeed, alley_feed, stall_feed
from market.feed.own_feed import OwnFeed, own_feed
from market.help_call.call import HelpCalled, call_for_help
from market.help_call.facts import HelpPlace
from market.licence_card import CardFacts, public_card
from market.packaging.piece_story import PieceStory, TypeStory, piece_story, type_story
from market.public_market import (
    PublicAlley,
    PublicMarket,
    PublicStall,
    public_alley,
    public_market,
    public_stall,
)
from market.sale.receipt import ReceiptFacts, public_receipt
from market.ticket.public_ticket import PublicTicket, public_ticket
from market.ticket.signed_ticket import read_signed
from market.ticket.signing_keys import public_keys
from market.ticket.ticket_link import TicketLinks
from storage.store import Store
from web.alley_page import AlleyPages, add_alley_page
from web.calendar_route import add_calendar_route
from web.draw_page import add_draw_page
from web.drop_page import DropPages, add_drop_page
from web.feed_routes import Feeds, add_feed_routes
from web.health import add_live_route, health_app
from web.help_page import HelpPages, add_help_pages
from web.licence_page import add_licence_page
from web.market_page import MarketPage, add_market_page, add_unknown_pages
from web.order_page import add_order_page
from web.parts.form_token import FormTokens
from web.parts.frame import Site
from web.parts.static import add_page_files
from web.passport_page import PassportPages, add_passport_page
from web.picture_route import add_picture_route
from web.receipt_page import add_receipt_page
from web.security_headers import secure
from web.stall_page import StallPages, add_stall_page
from web.ticket_page import TicketPages, add_ticket_page

Address = tuple[str, int]


@asynccontextmanager
async def serve_web(
    store: Store,
    vitals: Vitals,
    pages_address: Address,
    health_address: Address,
    *,
    ticket_links: TicketLinks,
    now: Now,
    zone: str,
    admins: Admins,
    add_routes: Callable[[web.Application], None] | None = None,
) -> AsyncIterator[None]:
    """Serve the pages of draws, tickets, receipts and licences, the files and feeds of drops and what `add_routes` adds while entered, and health apart.

    The public pages say that the process lives, and nothing else of it. Raises OSError where a port is taken.
    """

    async def load_draw(draw_name: str) -> NamedDraw:
        return await store.read_page(draw_by_name, draw_name)

    async def load_drop(code: str) -> DropFacts:
        return await store.read_page(drop_by_code, code)

    async def load_ticket(signed: bytes) -> PublicTicket:
        content = read_signed(signed, await store.read_page(public_keys))
        return await store.read_page(public_ticket, content.code)

    async def load_piece(packaging: str, serial: str) -> PieceStory:
        return await store.read_page(piece_story, packaging, serial)

    async def load_type(code: str) -> TypeStory:
        return await store.read_page(type_story, code)

    async def load_receipt(code: str) -> ReceiptFacts:
        return await store.read_page(public_receipt, code)

    async def load_card(code: str) -> CardFacts:
        return await store.read_page(public_card, code, now())

    site = Site(public_url=ticket_links.public_url, username=ticket_links.username)

    async def load_market() -> PublicMarket:
        return await store.read_page(public_market, now())

    async def load_alley(code: str) -> PublicAlley:
        return await store.read_page(public_alley, code, now())

    async def load_stall(code: str) -> PublicStall:
        return await store.read_page(public_stall, code, now())

    async def load_alley_feed(code: str) -> DropFeed:
        return await store.read_page(alley_feed, code, now())

    async def load_stall_feed(code: str) -> DropFeed:
        return await store.read_page(stall_feed, code, now())

    async def load_own_feed(secret: str) -> OwnFeed:
        return await store.read_page(own_feed, secret, now())

    async def call_for_help_at(place: HelpPlace) -> HelpCalled:
        return await store.write(call_for_help, place, None, admins, now=now())

    pages = secure(web.Application())
    add_page_files(pages)
    add_live_route(pages)
    add_calendar_route(pages, load_drop, ticket_links.username)
    feeds = Feeds(
        load_alley=load_alley_feed,
        load_stall=load_stall_feed,
        load_own=load_own_feed,
        username=ticket_links.username,
        zone=zone,
        now=now,
    )
    add_feed_routes(pages, feeds)
    add_market_page(pages, MarketPage(site=site, load=load_market, now=now))
    add_alley_page(pages, AlleyPages(site=site, load=load_alley, now=now))
    stalls = StallPages(site=site, load=load_stall, now=now)
    add_stall_page(pages, stalls)
    add_order_page(pages, stalls)
    tokens = FormTokens(key=ticket_links.key.form_key(), now=now)
    help_pages = HelpPages(
        site=site, load_stall=load_stall, load_alley=load_alley, call=call_for_help_at, now=now, tokens=tokens
    )
    add_help_pages(pages, help_pages)
    add_drop_page(pages, DropPages(site=site, load=load_drop, now=now))
    add_draw_page(pages, site, load_draw)
    add_picture_route(pages, partial(drop_jpeg, store))
    tickets = TicketPages(load=load_ticket, chat_link=ticket_links.chat_link, now=now)
    add_ticket_page(pages, site, tickets)
    passports = PassportPages(load=load_piece, load_type=load_type, zone=zone, now=now)
    add_passport_page(pages, site, passports)
    add_receipt_page(pages, site, load_receipt)
    add_licence_page(pages, site, load_card)
    if add_routes:
        add_routes(pages)
    add_unknown_pages(pages, site)
    async with AsyncExitStack() as serving:
        await serving.enter_async_context(_served(secure(health_app(vitals.readiness)), health_address))
        await serving.enter_async_context(_served(pages, pages_address))
        yield


@asynccontextmanager
async def serve_metrics(vitals: Vitals, address: Address | None) -> AsyncIterator[None]:
    """Serve metrics and health at an address of their own while entered, where one is given. Raises OSError where the port is taken."""
    if address is None:
        yield
        return
    from bot.measuring import measure
    from web.metrics import add_metrics_route

    pages = health_app(vitals.readiness)
    add_metrics_route(pages, partial(measure, vitals))
    async with _served(pages, address):
        yield


@asynccontextmanager
async def _served(app: web.Application, address: Address) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        yield
    finally:
        await runner.cleanup()
