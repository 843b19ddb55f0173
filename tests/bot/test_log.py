"""The log: readable lines, and no token in any of them, whoever wrote it there."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import configure_logging, redact

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(stream, logging.DEBUG)
    yield stream
    root.handlers[:], root.level = handlers, level
    structlog.configure(**configured)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error", "critical"])
def test_no_level_lets_the_token_through_ours_or_a_library_s(log: io.StringIO, level: str) -> None:
    getattr(structlog.get_logger("ours"), level)(
        f"called {URL}", url=URL, facts={"token": TOKEN}, bytes=URL.encode()
    )
    getattr(logging.getLogger("some.library"), level)("called %s with %r", URL, {"token": TOKEN})
    assert log.getvalue().count("[token]") >= 5
    assert "AAExample" not in log.getvalue()


def test_an_exception_with_the_address_in_it_is_one_line_without_the_token(log: io.StringIO) -> None:
    def fail() -> None:
        try:
            raise ConnectionError(URL)
        except ConnectionError as error:
            raise ValueError(f"in vain: {TOKEN}") from error

    for logger in (structlog.get_logger("ours"), logging.getLogger("some.library")):
        try:
            fail()
        except ValueError:
            logger.exception("failed")
    lines = log.getvalue().strip().split("\n")
    assert len(lines) == 2
    assert all("ConnectionError" in line and "ValueError" in line for line in lines)
    assert "AAExample" not in log.getvalue()


@pytest.mark.parametrize(
    "written", [TOKEN, TOKEN.replace(":", "%3A"), TOKEN.replace(":", "%3a"), f"x{TOKEN}/y"]
)
def test_the_token_is_known_however_an_address_writes_it(written: str) -> None:
    assert "AAExample" not in redact(f"before {written} after")
    assert redact(f"before {written} after").startswith("before ")


def test_times_and_numbers_are_left_alone() -> None:
    line = "timestamp=2026-11-24T02:00:00Z person=7000000001 port=127.0.0.1:8088"
    assert redact(line) == line
