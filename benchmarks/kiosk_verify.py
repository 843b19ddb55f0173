"""The time that the kiosk's page takes to read and verify a ticket, in the Chromium of this machine."""

import os
import shutil
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from random import Random
from statistics import median

from aiohttp import web
from nacl.signing import SigningKey
from playwright.async_api import async_playwright

from market.ticket.signed_ticket import TicketContent, TicketSigner, to_symbols
from market.ticket.ticket_code import draw_code
from storage.ticket import TicketKind
from web.kiosk.files import PAGE, add_kiosk_page
from web.security_headers import secure

TICKETS = 200
EXPIRY = datetime(2027, 1, 1, tzinfo=UTC)
VERIFY = """async ([keys, tickets]) => {
    const { readSigned } = await import("/modules/signed_ticket.js");
    await readSigned(tickets[0], keys);
    const times = [];
    for (const ticket of tickets) {
        const started = performance.now();
        if (!(await readSigned(ticket, keys))) throw new Error("a genuine ticket was refused");
        times.push(performance.now() - started);
    }
    return times;
}"""


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


async def verify_ms(path: str) -> float:
    """Return the median of TICKETS tickets, in milliseconds; the first, which imports the key, is not counted."""
    signer, rng = TicketSigner(1, SigningKey(bytes(range(32)))), Random(1)
    tickets = [
        to_symbols(
            signer.sign(
                TicketContent(code=draw_code(rng), kind=TicketKind.PICKUP, drop=1, expires_at=EXPIRY, units=1)
            )
        )
        for _ in range(TICKETS)
    ]
    keys = {"1": urlsafe_b64encode(bytes(signer.key.verify_key)).decode().rstrip("=")}
    app = secure(web.Application())
    add_kiosk_page(app)
    app.router.add_static("/modules", PAGE)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path)
        page = await browser.new_page()
        await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/kiosk")
        times: list[float] = await page.evaluate(VERIFY, [keys, tickets])
        await browser.close()
    await runner.cleanup()
    return median(times)
