"""The kiosk's page and routes as a separate process that tests kill."""

import asyncio
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from random import SystemRandom

from aiohttp import web

from bot.file_reader.reader import ChildFileReader
from storage.store import Store
from tests.market.ticket.conftest import KEN
from tests.people import admins
from web.kiosk.files import add_kiosk_page
from web.kiosk_routes import KioskServices, add_kiosk_routes
from web.security_headers import secure

LIST_SECONDS = 2
"""Those who serve people let half a minute pass, for which each test would wait."""
BOT_TOKEN = "42:a-token-of-tests"


def serve_until_killed(url: str, port: int, ahead: timedelta, opened: Connection) -> None:
    """Serve on a port of this machine, with a clock that is ahead; call `opened` once it serves."""
    asyncio.run(serve(url, port, ahead, opened))


async def serve(url: str, port: int, ahead: timedelta, opened: Connection) -> None:
    app = secure(web.Application())
    services = KioskServices(
        store=Store(url),
        admins=admins(KEN),
        now=lambda: datetime.now(UTC) + ahead,
        rng=SystemRandom(),
        bot_token=BOT_TOKEN,
        read_qr=ChildFileReader().qr_in,
    )
    add_kiosk_page(app, LIST_SECONDS)
    add_kiosk_routes(app, services)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    opened.send(True)
    await asyncio.Event().wait()
