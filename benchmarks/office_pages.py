"""The pages of the office, as an organiser reads them over HTTP: processor, statements and bytes of each, on a filled market and with long lists."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any, cast

import aiohttp
from aiohttp import web
from sqlalchemy import Engine, event, insert
from sqlmodel import Session, func, select

from benchmarks.growth_data import ALLEYS, NOW, OFFICE_SECRET, ORGANISER, fill, telegram_id
from bot.office.chat_screens import ChatScreens
from bot.office.office_pages import OfficePages
from market.admins import Admins
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from storage.engine import database_url, writing
from storage.market_day import StallDay
from storage.notification import Notification, NotificationState
from storage.report import Report, ReportReason
from storage.schema import upgrade
from storage.stall import Stall, StallApproval
from storage.store import Store

HEAVIEST = 10
"""Pages that are shown."""
STALLS, MISSED = 3_000, 100_000
"""Long lists: all stalls, and notifications that did not arrive."""
LONG_AGO = NOW - timedelta(days=29)
MOST_MS = 200
"""Processor of a page of a long list."""
PAGES = {
    "today": "/office",
    "evenings": "/office/evenings",
    "evenings, further back": "/office/evenings?next={evening}",
    "one evening": "/office/evenings/{evening}",
    "stalls": "/office/stalls",
    "stalls, the next page": "/office/stalls?next=7",
    "stalls by a word": "/office/stalls?words=stall",
    "stalls by a word with a slip": "/office/stalls?words=stlal",
    "stalls by a word that none has": "/office/stalls?words=xylophone",
    "one stall": "/office/stalls/7",
    "the evenings of a stall": "/office/stalls/7/evenings",
    "people inside an alley": "/office/alleys/1/headcount",
    "calendar": "/office/calendar",
    "the load of a market day": "/office/evenings/3/power",
    "a week of an alley": "/office/calendar/3?from=2026-11-30",
    "deposits": "/office/money",
    "payments": "/office/payments",
    "days closed": "/office/days",
    "broadcasts": "/office/messages",
    "not arrived": "/office/missed",
    "not arrived, further back": "/office/missed?next=20000",
    "packaging": "/office/packaging",
    "figures": "/office/figures",
    "figures of an alley": "/office/figures?alley=1",
    "log": "/office/log",
    "log of one kind": "/office/log?kind=stall_approved",
}
"""The path of each; `evening` is the number of a market day with a stall."""


@dataclass(frozen=True, kw_only=True)
class PageCost:
    """The cost of one reading of a page: processor milliseconds (median), statements, and bytes."""

    name: str
    processor_ms: float
    statements: int
    bytes: int


def fill_market(file: Path, people: int, *, has_long_lists: bool = False) -> str:
    """Fill a new database with a market of so many people, and with STALLS stalls and MISSED notifications if asked; return its address."""
    address = f"sqlite:///{file}"
    upgrade(address)
    engine = writing(database_url(address))
    with Session(engine) as session, session.begin():
        fill(session, people)
        if has_long_lists:
            _add_long_lists(session)
    engine.dispose()
    return address


def _add_long_lists(session: Session) -> None:
    """More stalls, of which each hundredth asks and each tenth is reported, and messages of which each was in vain."""
    connection = session.connection()
    first = session.exec(select(func.max(Stall.id))).one() or 0
    stalls = range(first + 1, STALLS + 1)
    connection.execute(insert(Stall), [_stall(number) for number in stalls])
    connection.execute(insert(Report), [_report(number) for number in stalls if number % 10 == 1])
    connection.execute(insert(Notification), [_missed(number) for number in range(MISSED)])


def _stall(number: int) -> dict[str, Any]:
    state = StallApproval.ASKED if number % 100 == 0 else StallApproval.APPROVED
    named = {"id": number, "code": f"S{number}", "name": f"Kedai Mak {number}", "owner_id": number}
    return {**named, "alley_id": number % ALLEYS + 1, "language": "ms", "state": state, "asked_at": LONG_AGO}


def _report(stall: int) -> dict[str, Any]:
    return {"stall_id": stall, "person_id": stall, "reason": ReportReason.UNSAFE, "made_at": LONG_AGO}


def _missed(number: int) -> dict[str, Any]:
    told = {
        "person_id": number % STALLS + 1,
        "kind": "DropOpens",
        "about": f"missed:{number}",
        "payload": {},
    }
    times = {"due_at": LONG_AGO, "send_at": LONG_AGO, "ended_at": NOW}
    return {
        **told,
        **times,
        "priority": 1,
        "tries": 5,
        "state": NotificationState.FAILED,
        "reason": "chat not found",
    }


@asynccontextmanager
async def served_office(store: Store) -> AsyncIterator[str]:
    """Serve the office of a filled market, without the screens of the chat; yield the address."""
    admins = Admins(frozenset({telegram_id(ORGANISER)}))
    links = TicketLinks(
        key=TicketKey(bytes(32)),
        signer=cast(Any, None),
        username="a_bot",
        public_url="https://market.example",
    )
    nothing: Any = None
    screens = ChatScreens(
        services=nothing, routes=nothing, picture_data=nothing, pdf_data=nothing, now=lambda: NOW
    )
    pages = OfficePages(
        store=store,
        ticket_links=links,
        screens=screens,
        admins=admins,
        bot_token="",
        zone="Asia/Kuching",
        now=lambda: NOW,
        rng=Random(1),
    )
    app = web.Application()
    pages.add_pages(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def page_costs(store: Store, readings: int) -> list[PageCost]:
    """Return what each page costs, the heaviest first."""
    evening = await store.read(lambda session: session.exec(select(func.max(StallDay.market_day_id))).one())
    cookies = {"office": OFFICE_SECRET}
    async with served_office(store) as address, aiohttp.ClientSession(cookies=cookies) as session:
        costs = [
            await _page_cost(session, name, address + path.format(evening=evening), readings)
            for name, path in PAGES.items()
        ]
    return sorted(costs, key=lambda cost: -cost.processor_ms)


async def _page_cost(session: aiohttp.ClientSession, name: str, address: str, readings: int) -> PageCost:
    body, statements = await read_page(session, address)
    used = []
    for _ in range(readings):
        began = process_time()
        await read_page(session, address)
        used.append(process_time() - began)
    return PageCost(
        name=name, processor_ms=1000 * median(used), statements=statements, bytes=len(body.encode())
    )


async def read_page(session: aiohttp.ClientSession, address: str) -> tuple[str, int]:
    """Return a page and the number of statements that it took. Raises RuntimeError where it is none."""
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        made.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        async with session.get(address, allow_redirects=False) as answer:
            body = await answer.text()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return body, len(made)


def cost_rows(costs: Sequence[PageCost], head: str) -> list[list[str]]:
    """Return the table of the heaviest pages."""
    return [
        [head, "processor ms", "statements", "bytes"],
        *(
            [cost.name, f"{cost.processor_ms:.1f}", str(cost.statements), f"{cost.bytes:,}"]
            for cost in costs[:HEAVIEST]
        ),
    ]
