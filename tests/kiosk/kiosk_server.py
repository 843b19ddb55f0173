"""The kiosk's page and routes as a process of its own, to be killed: `kiosk_server.py URL PORT SECONDS_AHEAD`."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from random import SystemRandom

from aiohttp import web

from handlers.ui.qr_reader import qr_in
from storage.store import Store
from tests.market.ticket.conftest import KEN
from tests.people import admins
from web.kiosk.files import add_kiosk_page
from web.kiosk_routes import KioskServices, add_kiosk_routes
from web.security_headers import secure

BOT_TOKEN = "42:a-token-of-tests"


async def main(url: str, port: int, ahead: timedelta) -> None:
    app = secure(web.Application())
    services = KioskServices(
        store=Store(url),
        admins=admins(KEN),
        now=lambda: datetime.now(UTC) + ahead,
        rng=SystemRandom(),
        bot_token=BOT_TOKEN,
        read_qr=qr_in,
    )
    add_kiosk_page(app)
    add_kiosk_routes(app, services)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("open", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), timedelta(seconds=float(sys.argv[3]))))
