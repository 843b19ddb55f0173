"""Pages in a browser beside a bare aiohttp and Jinja2 page of the same bytes, joins beside readers, and the office. `python -m benchmarks.pages [--quick]`.

The page is a menu of 200 items. Each round asks every variant for as many pages, over HTTP, in this process. The heaviest pages of the office
are those of a market of 10,000 people with two years of history (`--quick`: 1,000), and of one with long lists.
"""

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import aiohttp
from aiohttp import web
from jinja2 import Environment
from markupsafe import Markup
from sqlmodel import Session, col, select

from benchmarks.join import joins
from benchmarks.join_setup import ItemForJoins, add_people, open_item
from benchmarks.load import FIRST_PERSON
from benchmarks.office_pages import MISSED, MOST_MS, STALLS, PageCost, cost_rows, fill_market, page_costs
from benchmarks.report import figures_line, machine, over, printed
from benchmarks.sample_market import sample_market
from locales.say import speak
from locales.units import ItemUnit
from market.public_market import PublicStall, public_stall
from storage.drop import Item
from storage.stall import Stall
from storage.store import Store
from web.parts.frame import PageRequest, Site
from web.parts.public_page import PageSource, add_source_page
from web.stall_page import add_stall_page, stall_html, unknown_stall_words

SITE = Site(public_url="https://market.example", username="a_bot")
DROPS, ITEMS_EACH = 40, 5
READERS, SECONDS_BETWEEN = 1_000, 5
"""A thousand readers, each of whom reads the page again after so long."""
PLENTY = 100_000
LoadStall = Callable[[str], Awaitable[PublicStall]]
TARGETS = {
    "page_vs_bare": ">= 0.6",
    "cached_vs_bare": ">= 0.9",
    "joins_beside_readers": ">= 0.9",
    "office_of_long_lists_ms": f"<= {MOST_MS}",
}
VARIANTS = {"made anew": "/fresh/", "kept for 2 s": "/s/", "not changed (304)": "/s/", "bare": "/bare/"}


@dataclass(frozen=True, kw_only=True)
class Size:
    """Pages of each variant a round, and joins a round; people of the office's market, and readings of each of its pages."""

    rounds: int
    pages: int
    joins: int
    people: int
    readings: int


QUICK = Size(rounds=3, pages=150, joins=2_000, people=1_000, readings=3)
FULL = Size(rounds=5, pages=1_000, joins=10_000, people=10_000, readings=9)


@dataclass
class Measured:
    """Pages a second and processor milliseconds a page of each variant, round by round; joins a second without and with readers."""

    rates: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in VARIANTS})
    processor_ms: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in VARIANTS})
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    read_meanwhile: int = 0
    page_bytes: int = 0

    def figures(self) -> Mapping[str, float]:
        return {
            "page_vs_bare": over(self.rates["made anew"], self.rates["bare"]),
            "cached_vs_bare": over(self.rates["kept for 2 s"], self.rates["bare"]),
            "joins_beside_readers": over(self.beside, self.alone),
        }


def add_menu(session: Session) -> str:
    """Give the first stall drops with many items, and return its code."""
    now = datetime.now(UTC)
    for number in range(DROPS):
        target = open_item(session, 12, now)
        session.add_all(
            Item(drop_id=target.drop, name=f"kuih {number} {kind}", unit=ItemUnit.BOX, price=900, quantity=9)
            for kind in range(1, ITEMS_EACH)
        )
    return session.exec(select(Stall.code).order_by(col(Stall.id)).limit(1)).one()


@asynccontextmanager
async def served(store: Store, code: str) -> AsyncIterator[str]:
    """Serve the page made anew, kept, and bare; yield the address."""

    def now() -> datetime:
        return datetime.now(UTC)

    async def load(asked: str) -> PublicStall:
        return await store.read_page(public_stall, asked, now())

    app = web.Application()
    stalls = PageSource(site=SITE, load=load, now=now)
    add_stall_page(app, stalls)
    add_source_page(app, "/fresh/{code}", stalls, stall_html, unknown=unknown_stall_words, seconds=0)
    add_bare_page(app, (await _menu(load, code, now())).splitlines())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def _menu(load: LoadStall, code: str, now: datetime) -> str:
    page_request = PageRequest(path=f"/s/{code}", code=code, say=speak("en"), params={})
    return stall_html(page_request, SITE, await load(code), now)


def add_bare_page(app: web.Application, lines: list[str]) -> None:
    """Add a page of these lines that asks no database."""
    template = Environment(autoescape=True).from_string("{% for line in lines %}{{ line }}\n{% endfor %}")
    safe = [Markup(line) for line in lines]

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=template.render(lines=safe), content_type="text/html")

    app.router.add_get("/bare/{code}", page)


async def ask(
    session: aiohttp.ClientSession, address: str, headers: Mapping[str, str]
) -> tuple[int, bytes, str]:
    async with session.get(address, headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers.get("ETag", "")


async def measure_pages(store: Store, code: str, size: Size, measured: Measured) -> None:
    async with served(store, code) as address, aiohttp.ClientSession() as session:
        _, body, _ = await ask(session, f"{address}/s/{code}", {})
        measured.page_bytes = len(body)
        for _ in range(size.rounds):
            for name, path in VARIANTS.items():
                await _ask_many(session, f"{address}{path}{code}", name, size.pages, measured)


async def _ask_many(
    session: aiohttp.ClientSession, address: str, name: str, pages: int, measured: Measured
) -> None:
    tag = (await ask(session, address, {}))[2]
    began, used = perf_counter(), process_time()
    for _ in range(pages):
        headers = {"If-None-Match": tag} if "304" in name else {}
        status, _, new = await ask(session, address, headers)
        tag = new or tag
        if status not in (200, 304):
            raise RuntimeError(f"{address} answered {status}")
    measured.rates[name].append(pages / (perf_counter() - began))
    measured.processor_ms[name].append((process_time() - used) / pages * 1000)


async def measure_joins(store: Store, code: str, size: Size, measured: Measured) -> None:
    """Joins a second, alone and beside readers of the menu, in turns."""
    now = datetime.now(UTC)
    await store.write(add_people, size.joins, now)
    people = range(FIRST_PERSON, FIRST_PERSON + size.joins)
    for _ in range(size.rounds):
        measured.alone.append(await joins(store, await _new_item(store, now), people, now))
        async with served(store, code) as address:
            reading = asyncio.ensure_future(_read(f"{address}/s/{code}", measured))
            measured.beside.append(await joins(store, await _new_item(store, now), people, now))
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading


async def _new_item(store: Store, now: datetime) -> ItemForJoins:
    return await store.write(open_item, PLENTY, now)


async def _read(address: str, measured: Measured) -> None:
    """Read the page as a thousand readers do, of whom each has what it read before."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)) as session:
        tag = (await ask(session, address, {}))[2]
        while True:
            began = perf_counter()
            each = [
                ask(session, address, {"If-None-Match": tag}) for _ in range(READERS // SECONDS_BETWEEN // 10)
            ]
            measured.read_meanwhile += len(await asyncio.gather(*each))
            await asyncio.sleep(max(0.0, 0.1 - (perf_counter() - began)))


async def measure(folder: Path, size: Size, tell: Callable[[str], None]) -> Measured:
    store, measured = Store(f"sqlite:///{folder / 'lorong.db'}", deadline=None), Measured()
    try:
        code = await store.write(add_menu)
        tell("pages ...")
        await measure_pages(store, code, size, measured)
        tell("joins beside readers ...")
        await measure_joins(store, code, size, measured)
    finally:
        await store.close()
    return measured


async def measure_office(
    folder: Path, size: Size, tell: Callable[[str], None], *, has_long_lists: bool
) -> list[PageCost]:
    """Return what the pages of the office cost, the heaviest first."""
    tell("office with long lists ..." if has_long_lists else "office ...")
    people = max(size.people, STALLS) if has_long_lists else size.people
    address = fill_market(folder / f"office-{has_long_lists}.db", people, has_long_lists=has_long_lists)
    store = Store(address, deadline=None)
    try:
        return await page_costs(store, size.readings)
    finally:
        await store.close()


def rows(measured: Measured) -> list[list[str]]:
    head = ["a menu of 200 items", "pages/s", "processor ms a page"]
    each = [
        [name, f"{median(measured.rates[name]):.0f}", f"{median(measured.processor_ms[name]):.2f}"]
        for name in VARIANTS
    ]
    return [head, *each]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller loads, under a minute")
    size = QUICK if parser.parse_args().quick else FULL

    def tell(words: str) -> None:
        print(words, flush=True)

    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
        sample_market(Path(place))
        measured = asyncio.run(measure(Path(place), size, tell))
        office, long_lists = (
            asyncio.run(measure_office(Path(place), size, tell, has_long_lists=has)) for has in (False, True)
        )
    figures = {**measured.figures(), "office_of_long_lists_ms": long_lists[0].processor_ms}
    print(printed(rows(measured)))
    print(
        f"\n{measured.page_bytes} bytes a page. Joins: {median(measured.alone):.0f} a second alone, "
        f"{median(measured.beside):.0f} while {READERS} people read the menu each {SECONDS_BETWEEN} s "
        f"({measured.read_meanwhile} readings, of which those that had it got 304).\n"
    )
    print(printed(cost_rows(office, f"the office, {size.people:,} people")))
    print()
    print(printed(cost_rows(long_lists, f"the office, {STALLS:,} stalls, {MISSED:,} not arrived")))
    print()
    print(machine("aiohttp", "jinja2", "sqlalchemy"))
    print("; ".join(f"{name} {figures[name]:.2f} (target {target})" for name, target in TARGETS.items()))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
