"""Structured logs, from which bot tokens are removed, whichever library writes them."""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

TOKEN_PATTERN = re.compile(r"[0-9]{5,20}(?::|%3A)[A-Za-z0-9_-]{30,64}", re.IGNORECASE)
QUIET_LOGGERS = ("apscheduler", "httpx", "aiogram.event", "aiohttp.access", "asyncio")


def redact(text: str) -> str:
    return TOKEN_PATTERN.sub("[token]", text)


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


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _last(stream: TextIO) -> list[Processor]:
    watched = stream.isatty()
    show: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if watched
        else structlog.processors.LogfmtRenderer()
    )
    return [_drop_meta, *([] if watched else [structlog.processors.format_exc_info]), show]


def _drop_meta(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, name, event)
