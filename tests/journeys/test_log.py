"""The log of a run with many failures: no name, no Telegram id, no typed text, before /forget or after."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlmodel import Session

import handlers.privacy.routes
from bot.log import configure_logging, hash_id
from tests.journeys.harness import GROUP, TOM, Market

WORDS = "pandan rahsia 900000777"
TELLING = ("Tom", str(TOM), "pandan", "rahsia", "900000777", str(GROUP), "Siti", "Ros")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Yield the text that Lorong writes to its log from here on."""
    root, configured = logging.getLogger(), structlog.get_config()
    outputs, level, stream = root.handlers[:], root.level, io.StringIO()
    configure_logging(stream, logging.INFO)
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    root.handlers[:], root.level = outputs, level
    structlog.configure(**configured)


def personal_data(log: str) -> list[str]:
    """Returns which names, ids and words stand in the log."""
    return [word for word in TELLING if re.search(rf"(?<![\w/]){re.escape(word)}(?!\w)", log)]


def break_constraint(session: Session) -> None:
    """Refers to a person who is not there: PostgreSQL says in its message who."""
    session.connection().execute(
        text(
            "INSERT INTO mute (person_id, kind, since) VALUES (900000777, :words, '2026-11-24 02:00:00+00')"
        ),
        {"words": WORDS},
    )


async def fail(ctx: Any, words: str) -> None:
    if words.startswith("store"):
        await ctx.services.store.write(break_constraint)
    raise ValueError(f"{ctx.person} {words}")


async def test_no_failing_path_writes_who_or_what_was_said(
    log: io.StringIO, closed_market_on_each: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = closed_market_on_each
    monkeypatch.setitem(handlers.privacy.routes.routes.commands, "mydata", fail)
    await market.open()
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for command in (f"/mydata store {WORDS}", f"/mydata {WORDS}"):
        await tom.writes(command)
        assert tom.reads.startswith("Sorry, that did not work")
    await market.app.store.write(rename, "notification RENAME TO gone")
    await tom.tap(data=f"ro:{market.town.kaya_bao}:all.0..1")
    await market.app.store.write(rename, "gone RENAME TO notification")
    written = log.getvalue()
    assert written.count("an update failed") == 3
    assert hash_id(TOM) in written, "lines about one person can be found together"
    assert personal_data(written) == []
    await tom.writes("/forget")
    await tom.tap("Delete my data")
    assert personal_data(log.getvalue()) == []


def rename(session: Session, change: str) -> None:
    session.connection().exec_driver_sql(f"ALTER TABLE {change}")
