"""The demo: the real bot in a pretend Telegram, with a market to try."""

import argparse
import asyncio
import os
import secrets
import socket
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.app import App, open_app
from bot.cli.errors import CommandFailed, NotReady
from bot.cli.signals import run_until_signal
from bot.cli.ticket_key import load_ticket_key
from bot.clock import wall_clock
from bot.demo.data.past_evenings import seed_with_past
from bot.demo.data.people_and_stalls import DEMO_PEOPLE, KEN, PHONE_OWNERS, DemoPerson
from bot.demo.data.seed import DatabaseNotEmpty
from bot.demo.demo_clock import DemoClock
from bot.demo.demo_office import OFFICE_PATH, add_demo_office
from bot.demo.due_labels import due_label
from bot.demo.known_pictures import send_pictures
from bot.demo.newcomers import make_newcomers
from bot.demo.page_content import page_content
from bot.demo.town import Town, deeds
from bot.demo.tutorial import tutorial_steps
from bot.demo.visits import Visits
from bot.log import configure_logging
from bot.settings import Settings, load_settings
from market.address import callers
from market.admins import NO_ADMINS
from market.next_due import next_due
from sandbox import Bot, Group, Sandbox, UserProfile
from storage import schema
from storage.beacon_kind import BeaconKind
from storage.store import Store

DEMO_ZONE = "Asia/Kuching"
BOT_ID = 7000000001
GROUP = Group(
    id=-1_002_026_000_001,
    title="Lorong Bakau",
    members=tuple(phone.id for phone in PHONE_OWNERS),
    admins=(BOT_ID,),
)
SEED = 2026
MESSAGES_PER_SECOND = 100
"""More than Telegram allows a new bot, so that a town of a hundred is told within two seconds."""


def demo(options: argparse.Namespace, print_line: Callable[[str], None]) -> None:
    """Run the demo until a signal, and print the page's address once it is open. The log goes into the data folder."""
    print_line("The demo is starting ...")
    with _folder(options.data) as folder:
        configure_logging((folder / "lorong.log").open("a"))
        try:
            run_until_signal(lambda stop: _run_demo(stop, folder, options, print_line))
        except OSError as error:
            raise CommandFailed(
                f"The demo could not start: {error}. Another port: lorong demo --port 0"
            ) from error


def _profile(person: DemoPerson) -> UserProfile:
    """Return the profile of a person; the phones on the page speak English until a browser tells its language."""
    on_page = person in PHONE_OWNERS
    return UserProfile(
        id=person.id,
        first_name=person.first_name,
        language_code="en" if on_page else person.language.replace("_", "-"),
        role=person.role,
        on_page=on_page,
        first_text=person.first_text,
    )


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen:
        try:
            chosen.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
            raise NotReady(f"{chosen} cannot be a folder: give --data another.") from error
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="lorong-") as folder:
        yield Path(folder)


async def _run_demo(
    stop: asyncio.Event, folder: Path, options: argparse.Namespace, print_line: Callable[[str], None]
) -> None:
    """Run a demo until `stop`, and a new one at the same port whenever the page asks for that. In a folder that is kept there is one alone."""
    log = folder / "lorong.log"
    async with _running(stop, folder, options.port, can_restart=not options.data) as demo:
        print_line(
            f"Lorong is open: {demo.address}   (Ctrl-C ends it and {_left(options.data)}; its log is {log})"
        )
        if not options.no_browser:
            await asyncio.to_thread(webbrowser.open, demo.address)
    port = int(demo.address.rpartition(":")[2])
    while not stop.is_set():
        anew = Path(tempfile.mkdtemp(dir=folder))
        async with _running(stop, anew, port, can_restart=True):
            print_line("The demo has begun again.")


def _left(kept: Path | None) -> str:
    return f"keeps its data in {kept}" if kept else "forgets its data"


@asynccontextmanager
async def _running(
    stop: asyncio.Event, folder: Path, port: int, *, can_restart: bool
) -> AsyncIterator["Demo"]:
    """Yield an open demo, and serve it until `stop`, or until its page asks for a new one."""
    over = asyncio.Event()
    ending = asyncio.create_task(_set_after(stop, over))
    try:
        async with open_demo(over, folder, port, over.set if can_restart else None) as demo:
            yield demo
            await demo.app_task
    finally:
        ending.cancel()


async def _set_after(first: asyncio.Event, second: asyncio.Event) -> None:
    await first.wait()
    second.set()


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A demo that is open: `app_task` serves until it is stopped."""

    sandbox: Sandbox
    clock: DemoClock
    app: App
    app_task: asyncio.Task[None]
    address: str


@asynccontextmanager
async def open_demo(
    stop: asyncio.Event, folder: Path, port: int, restart: Callable[[], None] | None = None
) -> AsyncIterator[Demo]:
    """Yield a demo whose phones have begun their chats; its data is in `folder`. `restart` is called when the page asks for a new one.

    Raises OSError where the port is taken.
    """
    clock, pages = DemoClock(_ten_today()), f"127.0.0.1:{_free_port()}"
    token = f"{BOT_ID}:{secrets.token_urlsafe(26)}"
    sandbox = Sandbox(
        [Bot(id=BOT_ID, token=token, username="lorong_demo_bot", name="Lorong")],
        [_profile(person) for person in DEMO_PEOPLE],
        (GROUP,),
        clock=clock,
        tutorial=tutorial_steps(),
        page=page_content(f"{_public_url(pages)}{OFFICE_PATH}"),
        restart=restart,
        limits=False,
    )
    town = Town(sandbox, frozenset(person.id for person in DEMO_PEOPLE if person not in PHONE_OWNERS))
    # A kept folder remembers the updates of the last two days: this Telegram must not give their numbers again.
    sandbox.telegram.first_account.updates.newest = int(wall_clock().timestamp() * 1000)
    async with sandbox.serve(port) as address:
        settings = await _demo_settings(folder, token, address, pages=pages)
        seeded = await _seed(settings.database_url, clock)
        async with open_app(settings, load_ticket_key(settings), lambda: clock.now().astimezone(UTC)) as app:
            await _connect_clock(clock, app, town, settings.timezone)
            await _follow_chosen_languages(sandbox, app)
            if seeded:
                sandbox.before_restart_hooks.append(partial(_welcome_anew, app, clock))
            app = replace(app, add_more_routes=partial(add_demo_office, app=app, telegram_id=KEN.id))
            app_task = asyncio.create_task(app.run(stop))
            await asyncio.gather(
                _start_on_all_phones(sandbox, app, app_task),
                send_pictures(sandbox, app.store, BOT_ID, clock.now()),
            )
            yield Demo(sandbox=sandbox, clock=clock, app=app, app_task=app_task, address=address)


def _public_url(pages: str) -> str:
    """Return the address of the demo's pages, which are served at `pages`."""
    return os.environ.get("LORONG_PUBLIC_URL") or f"http://{pages}"


async def _demo_settings(folder: Path, token: str, address: str, *, pages: str) -> Settings:
    """Return settings for a database in `folder`, and upgrade its schema."""
    url = f"sqlite:///{folder / 'lorong.db'}"
    await asyncio.to_thread(schema.upgrade, url)
    return load_settings(
        None,
        bot_token=token,
        api_base=address,
        database_url=url,
        web_bind=pages,
        health_bind="127.0.0.1:0",
        public_url=_public_url(pages),
        timezone=DEMO_ZONE,
        admins=frozenset({KEN.id}),
        beacon=BeaconKind.LOCAL,
        messages_per_second=MESSAGES_PER_SECOND,
        contact=KEN.first_name,
    )


def _free_port() -> int:
    """Return a port of this machine that nobody listens at, so that links to the demo's own pages can be made before they are served."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def _seed(database_url: str, clock: DemoClock) -> bool:
    """Seed an empty database, however long that takes on a small machine. Return whether it was empty."""
    store = Store(database_url, deadline=None)
    try:
        await store.write(seed_with_past, clock.now(), Random(SEED), is_reached=True)
        await store.write(make_newcomers, [phone.id for phone in PHONE_OWNERS], clock.now().astimezone(UTC))
    except DatabaseNotEmpty:
        return False
    finally:
        await store.close()
    return True


async def _follow_chosen_languages(sandbox: Sandbox, app: App) -> None:
    """Tell the page, now and after each change, which language the people of its phones have chosen in the chat."""
    phones = [phone.id for phone in PHONE_OWNERS]

    async def tell() -> None:
        for telegram_id, known in (await app.store.read(callers, phones, NO_ADMINS)).items():
            chosen = known.language.replace("_", "-") if known.language_chosen else None
            await sandbox.person(telegram_id).choose_language(chosen)

    await tell()
    persons = {("person", known.id) for known in (await app.store.read(callers, phones, NO_ADMINS)).values()}
    app.store.after_commit_hooks.append(_run_on_change(persons, tell))


async def _welcome_anew(app: App, clock: DemoClock, phones: Collection[int]) -> None:
    await app.store.write(make_newcomers, phones, clock.now().astimezone(UTC))


async def _connect_clock(clock: DemoClock, app: App, town: Town, zone: str) -> None:
    """Let the clock run the jobs of the times it passes."""

    async def due(after_time: datetime) -> tuple[datetime, str] | None:
        found = await app.store.read(next_due, after_time, zone)
        return (found[0], due_label(found[1])) if found else None

    visits = Visits(app.store, [phone.id for phone in PHONE_OWNERS], clock.now(), Random(SEED))
    clock.connect(due, app.run_jobs, partial(app.store.read, deeds), town, visits=visits)
    app.store.after_commit_hooks.append(_run_on_change({"notification", "drop"}, clock.refresh_next))
    await clock.refresh_next()


def _run_on_change(
    watched: Collection[Hashable], run: Callable[[], Awaitable[None]]
) -> Callable[[frozenset[Hashable]], None]:
    """Return an after-commit hook that runs something in a task of its own when one of these has changed."""
    tasks: set[asyncio.Task[None]] = set()

    def on_commit(changed_keys: frozenset[Hashable]) -> None:
        if not changed_keys.isdisjoint(watched):
            task = asyncio.ensure_future(run())
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    return on_commit


async def _start_on_all_phones(sandbox: Sandbox, app: App, app_task: asyncio.Task[None]) -> None:
    """Begin the chat on all phones and wait until each shows an answer, or the app has ended."""
    for phone in PHONE_OWNERS:
        await sandbox.person(phone.id).write(phone.first_text)
    answered = asyncio.create_task(_all_phones_answered(sandbox, app))
    await asyncio.wait((app_task, answered), return_when=asyncio.FIRST_COMPLETED)


async def _all_phones_answered(sandbox: Sandbox, app: App) -> None:
    for phone in PHONE_OWNERS:
        await sandbox.person(phone.id).until(lambda message: bool(message.buttons), timeout=30)
    while sandbox.telegram.first_account.updates.alive() or not app.intake.idle:  # noqa: ASYNC110 - replies are sent
        await asyncio.sleep(0.02)


def _ten_today() -> datetime:
    """Return 10:00 of today in the demo's zone, at which the demo's clock starts."""
    today = wall_clock().astimezone(ZoneInfo(DEMO_ZONE)).date()
    return datetime.combine(today, time(10), ZoneInfo(DEMO_ZONE))
