"""The demo: a town to try, with the real bot in a pretend Telegram."""

import argparse
import asyncio
import secrets
import tempfile
import webbrowser
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.app import App
from bot.clock import wall_clock
from bot.demo_clock import DemoClock
from bot.demo_due import named
from bot.demo_trail import trail
from bot.key import ticket_key
from bot.log import log_to
from bot.settings import settings_from_environment
from bot.stopping import until_stopped
from bot.town.cast import KEN, PHONES
from bot.town.seed import DatabaseNotEmpty, seed
from bot.unready import Failed
from locales.languages import LANGUAGES
from market.due import next_due
from sandbox import Bot, Person, Sandbox
from storage import schema

ZONE = "Asia/Kuching"
BOT_ID = 7000000001
SEED = 2026


def demo(options: argparse.Namespace, tell: Callable[[str], None]) -> None:
    """Tells the page's address once the town is awake; the log goes into the data folder."""
    tell("The town is waking up ...")
    with _folder(options.data) as folder:
        log_to((folder / "lorong.log").open("a"))
        try:
            until_stopped(lambda stop: _live(stop, folder, options, tell))
        except OSError as error:
            raise Failed(f"The demo could not start: {error}. Another port: lorong demo --port 0") from error


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen:
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="lorong-") as folder:
        yield Path(folder)


async def _live(
    stop: asyncio.Event, folder: Path, options: argparse.Namespace, tell: Callable[[str], None]
) -> None:
    clock = DemoClock(_ten_today())
    token = f"{BOT_ID}:{secrets.token_urlsafe(26)}"
    sandbox = Sandbox(
        [Bot(BOT_ID, token, "lorong_demo_bot", "Lorong")],
        [Person(each.id, each.first_name, each.language, each.role) for each in PHONES],
        clock=clock,
        trail=trail(),
        languages=[(language.code.replace("_", "-"), language.name) for language in LANGUAGES],
        title="Lorong demo",
    )
    async with sandbox.serve(options.port) as address:
        app = await _town(folder, token, address, clock)
        living = asyncio.create_task(app.run(stop))
        for each in PHONES:
            await sandbox.person(each.id).write("/start")
        await asyncio.wait(
            (living, asyncio.create_task(_awake(sandbox))), return_when=asyncio.FIRST_COMPLETED
        )
        tell(f"Lorong is open: {address}   (Ctrl-C ends it; its log is {folder / 'lorong.log'})")
        if not options.no_browser:
            await asyncio.to_thread(webbrowser.open, address)
        await living


async def _town(folder: Path, token: str, address: str, clock: DemoClock) -> App:
    url = f"sqlite:///{folder / 'lorong.db'}"
    await asyncio.to_thread(schema.upgrade, url)
    settings = settings_from_environment(
        None,
        bot_token=token,
        api_base=address,
        database_url=url,
        web_bind="127.0.0.1:0",
        timezone=ZONE,
        admins=frozenset({KEN.id}),
        beacon="local",
        contact=f"{KEN.first_name}, organiser",
    )
    app = App(settings, ticket_key(settings), lambda: clock.now().astimezone(UTC))
    with suppress(DatabaseNotEmpty):
        await app.store.write(seed, clock.now(), Random(SEED))

    async def due(after: datetime) -> tuple[datetime, str] | None:
        found = await app.store.read(next_due, after)
        return (found[0], named(found[1])) if found else None

    clock.drive(due, app.run_jobs)
    app.store.listeners.append(_changes_seen_by(clock))
    await clock.look_ahead()
    return app


def _changes_seen_by(clock: DemoClock) -> Callable[[frozenset[Hashable]], None]:
    """The clock bar says what is due next, so it looks again when something was written."""
    looking: set[asyncio.Task[None]] = set()

    def seen(touched: frozenset[Hashable]) -> None:
        if {"letter", "drop"} & touched:
            task = asyncio.get_running_loop().create_task(clock.look_ahead())
            looking.add(task)
            task.add_done_callback(looking.discard)

    return seen


async def _awake(sandbox: Sandbox) -> None:
    """All phones show an answer."""
    for each in PHONES:
        await sandbox.person(each.id).until(lambda message: bool(message.buttons), timeout=30)


def _ten_today() -> datetime:
    """The demo's day begins at 10:00 in the alleys, whatever the hour outside."""
    today = wall_clock().astimezone(ZoneInfo(ZONE)).date()
    return datetime.combine(today, time(10), ZoneInfo(ZONE))
