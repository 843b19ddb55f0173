"""Structured logs without tokens, names, Telegram ids or typed words, whichever library writes them."""

import hmac
import logging
import re
import sys
import traceback
from hashlib import sha256
from typing import TextIO

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor, WrappedLogger

TOKEN_PATTERN = re.compile(r"[0-9]{5,20}(?::|%3A)[A-Za-z0-9_-]{30,64}", re.IGNORECASE)
QUIET_LOGGERS = ("apscheduler", "httpx", "aiogram.event", "aiohttp.access", "asyncio")
"""Of APScheduler's scheduler only errors are shown: that a job takes longer than its interval is JobMonitor's to say, once it lasts."""
ID_FIELDS = ("person", "sender", "chat", "query")
"""Fields that hold a person's id; the id of a callback query has it in its first half."""
TELLING = re.compile(r"\"[^\"]*\"|'[^']*'|(?<![\w:.-])-?[0-9]{5,}")
"""What may be somebody's words or number in a sentence that is not ours."""
NEVER_PERSONAL = (
    AssertionError,
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    RuntimeError,
    TypeError,
)
"""Errors whose messages are about code. Others, such as ValueError, may repeat what somebody wrote."""

ExceptionInfo = tuple[type[BaseException], BaseException, object]


def redact(text: str) -> str:
    return TOKEN_PATTERN.sub("[token]", text)


class IdHash:
    """Hashes ids by a key, so that lines about one person can be found together and nobody can be found from a line.

    Without a key an id is left out.
    """

    def __init__(self) -> None:
        self._key = b""

    def use_key(self, secret_key: bytes) -> None:
        """Derive the key from the market's secret key."""
        self._key = hmac.digest(secret_key, b"lorong log ids", sha256)

    def __call__(self, value: object) -> str:
        if not self._key:
            return "[id]"
        return hmac.digest(self._key, str(value).encode(), sha256).hex()[:12]


hash_id = IdHash()
"""The hash of this process's log. One key for each process, as the log is one."""


def configure_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send the records of Lorong and of every library to `stream` (None: stderr), one line each; in colour on a terminal."""
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Redacting(foreign_pre_chain=shared, processors=_last(stream)))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _last(stream: TextIO) -> list[Processor]:
    show: Processor = (
        structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.LogfmtRenderer()
    )
    return [_hide_ids, _hide_words, _show_exception, _drop_meta, show]


def _hide_ids(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    for field in ID_FIELDS:
        if event.get(field) is not None:
            event[field] = hash_id(event[field])
    return event


def _hide_words(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Take quotations and long numbers from what another wrote: Telegram's reasons, and the messages of libraries."""
    if event.get("_from_structlog", True):
        if isinstance(event.get("why"), str):
            event["why"] = _without_words(event["why"])
        return event
    first, *_ = str(event.get("event", "")).splitlines() or [""]
    event["event"] = _without_words(redact(first))
    return event


def _without_words(text: str) -> str:
    return TELLING.sub("…", text)


def _show_exception(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Replace an exception by its classes and the places it went through, without the values in its message."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info if isinstance(info, BaseException) else info[1] if info else None
    if error is not None:
        event["exception"] = exception_text(error)
    return event


def exception_text(error: BaseException) -> str:
    """Return a traceback without source lines, locals, and messages that may have somebody's words or number."""
    parts = [*_chain(error)]
    return "\ncaused ".join(_one(part) for part in parts)


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error after the errors that led to it, the first one first."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.insert(0, following)
        quiet = following.__suppress_context__
        following = following.__cause__ or (None if quiet else following.__context__)
    return found


def _one(error: BaseException) -> str:
    places = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-30)
    ]
    message = _message(error)
    head = type(error).__qualname__ + (f": {message}" if message else "")
    inner = (
        [exception_text(each) for each in error.exceptions] if isinstance(error, BaseExceptionGroup) else []
    )
    return "\n".join([head, *places, *inner])


def _message(error: BaseException) -> str:
    """Return what an error says of code and databases, never of values; "" where that cannot be told apart."""
    match error:
        case DBAPIError():
            return _database_message(error)
        case OSError():
            return error.strerror or ""
        case _ if isinstance(error, NEVER_PERSONAL):
            return _without_words(str(error).split("\n", 1)[0])
        case _:
            return ""


def _database_message(error: DBAPIError) -> str:
    """Return SQLSTATE, constraint and table on PostgreSQL, whose messages repeat values; the sentence of SQLite, which does not."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None:
        return _without_words(str(error.orig).split("\n", 1)[0])
    known = (diagnosis.sqlstate, diagnosis.constraint_name, diagnosis.table_name)
    return " ".join(part for part in known if part)


def _drop_meta(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, name, event)
