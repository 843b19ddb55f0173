"""A market with a kiosk: the real server as a separate process behind a faulty proxy, and its database."""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey
from sqlmodel import Session, select

from market.kiosk.kiosk_place import KioskPlace
from market.kiosk.sign_in import make_link
from market.packaging.place import stall_ref
from market.ticket.facts import VALID_AFTER_END
from market.ticket.signed_ticket import ANY_DROP, TicketContent, TicketSigner, to_symbols
from storage.drop import Drop, Item
from storage.kiosk import KioskScan
from storage.sale import Receipt
from storage.store import Store
from storage.ticket import TicketKind
from storage.ticket_key import TicketKeyRow
from tests.forking import forking
from tests.kiosk.faulty_proxy import FaultyProxy, open_proxy
from tests.kiosk.kiosk_server import serve_until_killed
from tests.market.ticket.conftest import NOW, ROS, TicketScenario, actor_of, add_market
from tests.people import add_person

ROOT = Path(__file__).resolve().parents[2]
SIGNER = TicketSigner(1, SigningKey(bytes(range(32))))
STRANGER = SigningKey(bytes(range(1, 33)))
HOST = "HTTPS://LORONG.EXAMPLE/T/"
FIRST_SHOPPER = 1000

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = iter(range(20_000 + 1_000 * WORKER, 21_000 + 1_000 * WORKER))


@dataclass(kw_only=True)
class KioskMarket(TicketScenario):
    """A market with a kiosk. Its `now` runs; the browser's clock is days off from it."""

    url: str = ""
    port: int = 0
    proxy: FaultyProxy = field(default_factory=lambda: FaultyProxy(upstream=0))
    ahead: timedelta = field(default_factory=lambda: NOW - datetime.now(UTC))
    process: BaseProcess | None = None
    shoppers: int = 0

    @property
    def address(self) -> str:
        return f"{self.proxy.address}/kiosk"

    async def start(self) -> None:
        is_open, opened = forking.Pipe(duplex=False)
        arguments = (self.url, self.port, self.ahead, opened)
        self.process = forking.Process(target=serve_until_killed, args=arguments, daemon=True)
        await asyncio.to_thread(self.process.start)
        opened.close()
        assert await asyncio.to_thread(is_open.poll, 60), "the server did not open in 60 s"
        is_open.recv()

    async def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            await asyncio.to_thread(self.process.join)

    async def link(self, person: int = ROS, place: KioskPlace | None = None) -> str:
        """Return a kiosk link, of the first stall unless a place is given."""
        now = datetime.now(UTC) + self.ahead
        offer = await self.store.write(make_link, actor_of(person), place or stall_ref(1), now, self.rng)
        return f"{self.address}#{offer.code}"

    async def shopper_booking(self, units: int = 1) -> str:
        """Book for a new shopper each time; return the ticket's code."""
        self.shoppers += 1
        person = FIRST_SHOPPER + self.shoppers

        def add(session: Session) -> None:
            add_person(session, person, first_name="Shopper", language="en", created_at=NOW)

        await self.store.write(add)
        return await self.booking(units, person)

    def signed(self, code: str, **content: Any) -> str:
        """Return the symbols of a ticket of the market's only drop."""
        values: dict[str, Any] = {
            "kind": TicketKind.PICKUP,
            "drop": 1,
            "units": 1,
            "expires_at": NOW + timedelta(hours=12) + VALID_AFTER_END,
        }
        return to_symbols(SIGNER.sign(TicketContent(code=code, **values | content)))

    def signed_returns(self, code: str, units: int = 1) -> str:
        return self.signed(code, kind=TicketKind.RETURNS, drop=ANY_DROP, units=units)

    async def scans(self, *actions: str) -> list[dict[str, Any]]:
        """Return the scans that devices have sent, by device and number."""

        def read(session: Session) -> list[dict[str, Any]]:
            rows = session.exec(select(KioskScan).order_by(KioskScan.device_id, KioskScan.seq))  # type: ignore[arg-type]
            return [json.loads(row.body) | {"device": row.device_id, "why": row.why} for row in rows]

        return [scan for scan in await self.store.read(read) if not actions or scan["action"] in actions]

    async def receipts(self) -> list[Receipt]:
        """Return the receipts of all stalls, by their numbers."""

        def read(session: Session) -> list[Receipt]:
            return list(session.exec(select(Receipt).order_by(Receipt.number)))  # type: ignore[arg-type]

        return await self.store.read(read)

    async def item(self) -> Item:
        return await self.store.read(lambda session: session.get_one(Item, 1))

    async def until(self, count: int, *actions: str) -> list[dict[str, Any]]:
        """Return those scans once there are so many. Raises TimeoutError."""
        async with asyncio.timeout(90):
            while len(found := await self.scans(*actions)) < count:  # noqa: ASYNC110 - another process writes them
                await asyncio.sleep(0.1)
        return found


def add_kiosk_market(session: Session) -> None:
    """Write the market of the ticket tests, with plenty of kuih lapis and no packaging to bring back."""
    add_market(session)
    session.add(TicketKeyRow(id=1, public_key=bytes(SIGNER.key.verify_key).hex(), first_used_at=NOW))
    item = session.get_one(Item, 1)
    item.quantity = 900
    session.get_one(Drop, 1).name = "Friday"


def a_port() -> int:
    """Return a port that is free, and below those that the system gives to whoever asks for any: it stays free until the server opens it."""
    for port in PORTS:
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@asynccontextmanager
async def open_market(template: Path, folder: Path) -> AsyncIterator[KioskMarket]:
    """Yield a market on SQLite in a folder."""
    file = folder / "lorong.db"
    shutil.copy(template, file)
    store = Store(f"sqlite:///{file}")
    await store.write(add_kiosk_market)
    port = a_port()
    async with open_proxy(port) as proxy:
        market = KioskMarket(store=store, url=f"sqlite:///{file}", port=port, proxy=proxy)
        await market.start()
        yield market
        await market.kill()
    await store.close()


def libraries_are_there() -> bool:
    return (ROOT / "web" / "kiosk" / "node_modules" / "made").exists() or bool(os.environ.get("CI"))
