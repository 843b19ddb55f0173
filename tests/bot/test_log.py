"""The log: readable lines without tokens, whichever library wrote them."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import IdHash, configure_logging, hash_id, redact

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(stream, logging.DEBUG)
    known = hash_id._key
    yield stream
    hash_id._key = known
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


def fail_with(error: Exception) -> Exception:
    try:
        raise error
    except Exception as raised:
        return raised


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Siti wrote kuih raya"),
        KeyError("Siti wrote kuih raya"),
        OSError(2, "No such file", "Siti wrote kuih raya"),
        TypeError("cannot add 'Siti wrote kuih raya' to 900000555"),
        ExceptionGroup("Siti", [ValueError("kuih raya")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_shown_without_what_somebody_wrote(log: io.StringIO, error: Exception) -> None:
    for logger in (structlog.get_logger("ours"), logging.getLogger("some.library")):
        logger.error("failed", exc_info=fail_with(error))
    written = log.getvalue()
    assert written.count(f"{type(error).__name__}") >= 2
    assert written.count("in fail_with") >= 2, "the places it went through are there"
    assert not any(word in written for word in ("Siti", "raya", "900000555"))


@pytest.mark.parametrize("field", ["person", "sender", "chat", "query"])
def test_an_id_is_a_hash_by_the_market_s_key(log: io.StringIO, field: str) -> None:
    hash_id.use_key(bytes(32))
    structlog.get_logger("ours").warning("slow", **{field: 900000555})
    with_key = log.getvalue()
    hash_id.use_key(bytes(31) + b"1")
    structlog.get_logger("ours").warning("slow", **{field: 900000555})
    with_another = log.getvalue().removeprefix(with_key)
    assert "900000555" not in with_key + with_another
    assert with_key.split(f"{field}=")[1] != with_another.split(f"{field}=")[1]


def test_before_the_key_is_known_an_id_is_left_out() -> None:
    assert IdHash()(900000555) == "[id]"
    known = IdHash()
    known.use_key(bytes(32))
    assert known(900000555) == known("900000555") != known(900000556)


def test_a_reason_of_telegram_and_a_message_of_asyncio_lose_quotations_and_numbers(log: io.StringIO) -> None:
    structlog.get_logger("ours").warning("again", why='Bad Request: can\'t parse "Siti" of 900000555')
    logging.getLogger("asyncio").error("Task exception\nfuture: <Task exception=KeyError('Siti')>")
    assert "Siti" not in log.getvalue()
    assert "900000555" not in log.getvalue()
    assert "Bad Request" in log.getvalue()
    assert "Task exception" in log.getvalue()
