"""`lorong check`: what is wrong, each with its fix."""

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never

import aiohttp
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from sqlmodel import Session

from bot.cli.errors import CommandFailed, NotReady
from bot.cli.preparation import PrintLine, schema_state, settings_in_order, storage_errors_reported
from bot.cli.ticket_key import key_file, key_to_keep, load_ticket_key
from bot.clock import wall_clock
from bot.printing.printable import printable_languages
from bot.settings import Settings
from bot.telegram.connection import connect
from bot.telegram.errors import AIOGRAM_ERRORS, classify
from locales.languages import ENGLISH, LANGUAGES
from locales.say import speak
from market.admins import Admins, organiser_ids
from market.deposit.unmatched import count_unmatched
from market.organiser.first_organiser import LIVES
from market.ticket.signing_keys import known_keys
from market.ticket.ticket_key import TicketKey
from scheduler.alarm import MIN_FREE
from storage.database_clock import read_database_seconds
from storage.engine import database_url, reading, sqlite_file
from storage.inbox import set_aside_count
from storage.job_failure import all_failures
from storage.lease import current_lease
from storage.schema import SchemaState

MAX_CLOCK_STEP = 5.0
"""Seconds between the clock of this machine and the database's."""
TIMEOUT = 5.0
"""Seconds for an answer of Telegram, and of the running Lorong."""


@dataclass(frozen=True)
class Finding:
    """A result of a check; with a `fix` it is wrong."""

    text: str
    fix: str = ""

    @property
    def line(self) -> str:
        return f"{self.text} Fix: {self.fix}" if self.fix else self.text


def check(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Print what was found. Raises NotReady where nothing can be looked at, CommandFailed where something is wrong."""
    settings = settings_in_order()
    print_line("The settings are in order.")
    findings = [*_database(settings), *_machine(settings), *asyncio.run(_asked(settings))]
    for finding in findings:
        print_line(finding.line)
    wrong = sum(bool(finding.fix) for finding in findings)
    if wrong:
        raise CommandFailed(f"{wrong} of {len(findings) + 1} findings need a fix.")


def _database(settings: Settings) -> Iterator[Finding]:
    if not_writable := list(_not_writable(settings)):
        yield from not_writable
        return
    state = schema_state(settings)
    sqlite = sqlite_file(database_url(settings.database_url)) is not None
    yield Finding(f"The database is {state}.", _fix_of_schema(state, sqlite))
    if state is SchemaState.CURRENT:
        yield from _contents(settings)
    elif state is SchemaState.EMPTY:
        yield from _organisers(len(settings.admins))


def _fix_of_schema(state: SchemaState, sqlite: bool) -> str:
    """Return what to do about a database; "" for nothing: SQLite is upgraded at the start."""
    match state:
        case SchemaState.EMPTY | SchemaState.BEHIND:
            return "" if sqlite else "run `lorong db upgrade`."
        case SchemaState.AHEAD:
            return "start the newer Lorong, or restore a backup."
        case SchemaState.OTHER_CHAIN:
            return "start the Lorong that made it, or give this one an empty database."
        case SchemaState.CURRENT:
            return ""
        case _:
            assert_never(state)


def _contents(settings: Settings) -> list[Finding]:
    engine = reading(database_url(settings.database_url), 1)
    now = wall_clock()
    try:
        with storage_errors_reported(), Session(engine) as session:
            return [
                _clock(session, now),
                _leadership(session),
                *_organisers(_count_organisers(session, settings)),
                *_set_aside(session),
                *_failures(session),
                *_unmatched_payments(session),
                *_revoked_signer(session, settings),
                *_unknown_key(session, settings),
            ]
    finally:
        engine.dispose()


def _unmatched_payments(session: Session) -> list[Finding]:
    count = count_unmatched(session)
    if not count:
        return []
    return [
        Finding(f"{count} payments belong to no deposit.", "an organiser settles each at /admin, Payments.")
    ]


def _revoked_signer(session: Session, settings: Settings) -> list[Finding]:
    """Look whether new tickets are signed by a key that was revoked; without a key there is nothing to look at."""
    try:
        signs = bytes(TicketKey(load_ticket_key(settings, create=False)).signing_key().verify_key)
    except NotReady:
        return []
    revoked = [key.id for key in known_keys(session) if key.public_key == signs and key.revoked_at]
    return [
        Finding(
            f"Tickets are signed with key {number}, which is revoked: no kiosk accepts them.",
            "`lorong key new`, then restart.",
        )
        for number in revoked
    ]


def _unknown_key(session: Session, settings: Settings) -> list[Finding]:
    """Look whether the key of the tickets that are out is here: a database that was restored without it has another or none."""
    known = known_keys(session)
    if not known:
        return []
    try:
        here = TicketKey(load_ticket_key(settings, create=False)).public_keys()
    except NotReady:
        here = set()
    if here & {key.public_key for key in known}:
        return []
    return [
        Finding(
            f"This database comes without its key: key {known[-1].id}, which signed its newest tickets, is not here.",
            f"put back the {key_to_keep(settings)} that was kept with the backup, before the next start; "
            "without it each ticket gets a new QR and old links to tickets do not open.",
        )
    ]


def _clock(session: Session, now: datetime) -> Finding:
    step = now.timestamp() - read_database_seconds(session)
    if abs(step) < MAX_CLOCK_STEP:
        return Finding("The clock agrees with the database's.")
    return Finding(
        f"The clock is {step:+.0f} seconds off the database's.", "let both machines set their clocks by NTP."
    )


def _leadership(session: Session) -> Finding:
    """A lease that was given up ends at 0; one that ran out was left by a process that was killed."""
    row = session.execute(current_lease()).first()
    if row is None or not row.until:
        return Finding(
            "No process leads: notifications are sent once `lorong run` or `lorong tick` is started."
        )
    silent = read_database_seconds(session) - row.until
    if silent <= 0:
        return Finding("A process leads: it runs the jobs and sends what is due.")
    return Finding(
        f"The process that led ended without a word {silent:.0f} seconds ago, and nobody has taken over.",
        "start `lorong run`; its last log lines say why it ended.",
    )


def _count_organisers(session: Session, settings: Settings) -> int:
    """Return how many organise: those named by the link or in chat, and those of the settings, who may have yet to write."""
    admins = Admins(settings.admins)
    known = len(session.connection().execute(admins.people).all())
    return len(organiser_ids(session, admins)) + len(settings.admins) - known


def _organisers(count: int) -> list[Finding]:
    """One alone is no fault, but nobody can help them."""
    if count > 1:
        return []
    if count:
        return [
            Finding(
                "This market has a single organiser: if they lose their phone, nobody can let them in again. They name a second at /admin."
            )
        ]
    return [
        Finding(
            "This market has no organiser yet: nobody can add an alley or approve a stall.",
            f"`lorong setup` prints a link that works once, for {LIVES.seconds // 60} minutes; whoever opens it is the organiser.",
        )
    ]


def _set_aside(session: Session) -> list[Finding]:
    count = set_aside_count(session)
    if not count:
        return []
    return [
        Finding(
            f"{count} updates are set aside: each was there at five starts that went wrong, or is a file that was opened when one did.",
            "keep the log for whoever mends Lorong; they stay in the table `inbox`.",
        )
    ]


def _failures(session: Session) -> list[Finding]:
    return [
        Finding(
            f"Of the {row.job}, number {row.item} has failed {row.tries} times since {row.since:%Y-%m-%d %H:%M} UTC "
            f"({row.error}); it is tried again.",
            "the log has the reason.",
        )
        for row in session.scalars(all_failures())
    ]


def _machine(settings: Settings) -> Iterator[Finding]:
    yield _disk(settings)
    yield _key(settings)
    yield from _public_address(settings)
    yield _languages()
    yield _printed_languages()


def _disk(settings: Settings) -> Finding:
    """An upgrade and a backup copy an SQLite file, so there is to be room for one more."""
    file = sqlite_file(database_url(settings.database_url))
    folder = next(each for each in file.resolve().parents if each.exists()) if file else Path.cwd()
    free = shutil.disk_usage(folder).free
    needed = MIN_FREE + (file.stat().st_size if file and file.exists() else 0)
    text = f"{free / 1e9:.1f} GB are free on the disk."
    return Finding(text, "" if free >= needed else f"make room: {needed / 1e9:.1f} GB are needed.")


def _not_writable(settings: Settings) -> Iterator[Finding]:
    """Yield the folder and the file of an SQLite database that may not be written: SQLite writes beside its file, too."""
    file = sqlite_file(database_url(settings.database_url))
    if file and not file.resolve().parent.is_dir():
        yield Finding(
            f"There is no folder {file.resolve().parent} for the database.",
            "make it, or set LORONG_DATABASE_URL to another place.",
        )
    for place in (file.resolve().parent, file.resolve()) if file else ():
        if place.exists() and not os.access(place, os.W_OK):
            yield Finding(f"Lorong may not write {place}.", "start it as the user who owns it.")


def _key(settings: Settings) -> Finding:
    """Look at the key without making one."""
    file = key_file(settings)
    if not settings.secret_key and file and not file.exists():
        return Finding(f"The key of the tickets will be made at the first start, in {file}.")
    try:
        load_ticket_key(settings)
    except NotReady as missing:
        text, _, fix = str(missing).partition(": ")
        return Finding(f"{text}.", fix)
    if settings.secret_key or file is None:
        return Finding("The key of the tickets is in LORONG_SECRET_KEY.")
    if file.stat().st_mode & 0o077:
        return Finding(f"Others can read the key of the tickets in {file}.", f"chmod 600 {file}")
    return Finding(f"The key of the tickets is in {file}, readable by its owner alone.")


def _public_address(settings: Settings) -> Iterator[Finding]:
    """Yield what a market goes without where no browser reaches its pages. All else works, so this needs no fix."""
    if not settings.public_url:
        yield Finding(
            "LORONG_PUBLIC_URL is not set: there is no kiosk, no webhook and no link to a page (draws, receipts, licences, packaging, "
            "calendar files, pictures that nobody has opened yet), and the QR of a ticket leads into the chat."
        )


def _languages() -> Finding:
    """Whether every language has its texts, and this terminal can print its name."""
    silent = [each.name for each in LANGUAGES if each.code != ENGLISH and not speak(each.code).has_texts]
    names = ", ".join(each.name for each in LANGUAGES)
    encoding = sys.stdout.encoding or "ascii"
    if names.encode(encoding, "replace").decode(encoding) != names:
        spoken = ", ".join(each.english_name for each in LANGUAGES)
        return Finding(
            f"It speaks {spoken}, and this terminal cannot print all of them.", "set LANG=C.UTF-8."
        )
    if silent:
        return Finding(f"The texts of {', '.join(silent)} are missing.", "install Lorong again.")
    return Finding(f"It speaks {names}.")


def _printed_languages() -> Finding:
    """Which of our languages this machine has the letters of. Without them all else works, so this needs no fix."""
    printed = printable_languages()
    said = f"It can print {', '.join(each.english_name for each in printed)}."
    lacking = ", ".join(each.english_name for each in LANGUAGES if each not in printed)
    hint = f" To print {lacking} too, install fonts-noto-core and fonts-noto-cjk."
    return Finding(said + hint if lacking else said)


async def _asked(settings: Settings) -> list[Finding]:
    return [*await asyncio.gather(_token(settings), _running(settings))]


async def _token(settings: Settings) -> Finding:
    try:
        async with (
            asyncio.timeout(TIMEOUT),
            connect(settings.bot_token.get_secret_value(), settings.api_base) as telegram,
        ):
            return Finding(f"Telegram knows the bot as @{telegram.username}.")
    except (TelegramUnauthorizedError, TelegramNotFound) as refused:
        return Finding(
            f"Telegram refuses LORONG_BOT_TOKEN: it answered “{refused.message}”.",
            "take the present one from @BotFather (/mybots, your bot, API Token): `lorong setup` asks for it.",
        )
    except TimeoutError:
        return _unreached(settings, f"no answer in {TIMEOUT:g} seconds")
    except AIOGRAM_ERRORS as error:
        return _unreached(settings, classify(error).reason)


def _unreached(settings: Settings, reason: str) -> Finding:
    return Finding(
        f"Telegram could not be reached at {settings.api_base}: {reason}. Whether the token is good is not known.",
        "is the network up, and LORONG_API_BASE right?",
    )


async def _running(settings: Settings) -> Finding:
    """Returns the health that the Lorong whose LORONG_HEALTH_BIND is the same reports."""
    host, port = settings.health_address
    address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}/health/ready"  # noqa: S104
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT)) as session,
            session.get(address) as answer,
        ):
            said: dict[str, Any] = await answer.json()
            return _health_finding(said)
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, AttributeError):
        return Finding(f"No Lorong answers at {settings.health_bind}.")


def _health_finding(health: dict[str, Any]) -> Finding:
    if health["reasons"]:
        return Finding(
            f"The running Lorong is not ready: {'; '.join(health['reasons'])}.",
            "docs/operations.md, Health, says what to do about each.",
        )
    ticks = [tick for tick in health["jobs"].values() if tick]
    last = f" Its last job ran at {max(ticks)}." if ticks else ""
    return Finding(f"The running Lorong is ready.{last}")
