"""Classification of the Bot API's errors, the same for aiogram and python-telegram-bot."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

AIOGRAM_ERRORS = TelegramAPIError, ClientDecodeError


class NeverSent(Exception):
    """The cause of a network error where the request was certainly not sent."""


class FailureKind(StrEnum):
    """The kinds of failure that a caller can act on."""

    UNREACHABLE = "unreachable"
    """The person has blocked the bot, has never started it, or is gone."""
    MIGRATED = "migrated"
    """The group has become another chat: `new_chat`."""
    RETRY_AFTER = "retry after"
    """Too many requests: nothing may be sent for `retry_after` seconds."""
    ALREADY_DONE = "already done"
    """The message is as it is wanted already, or deleted already."""
    QUERY_TOO_OLD = "query too old"
    """The callback query cannot be answered any more."""
    FILE_UNKNOWN = "file unknown"
    """Telegram does not know this file_id, or cannot use it here."""
    UNAUTHORIZED = "unauthorized"
    """The token is not valid: 401, or 404 where it does not even look like one."""
    CONFLICT = "conflict"
    """Another process polls with the same token."""
    REFUSED = "refused"
    """Any other refusal; the same request would be refused again."""
    NOT_SENT = "not sent"
    """The connection failed before the request was sent."""
    TIMED_OUT = "timed out"
    """No answer in time: the outcome is unknown."""
    UNAVAILABLE = "unavailable"
    """Telegram or the network failed after the request was sent: the outcome is unknown."""
    OTHER = "other"
    """No error of the Bot API."""


OUTCOME_UNKNOWN = frozenset({FailureKind.TIMED_OUT, FailureKind.UNAVAILABLE})
TEMPORARY = OUTCOME_UNKNOWN | {FailureKind.NOT_SENT, FailureKind.RETRY_AFTER}

WORDS = (
    ("chat not found", FailureKind.UNREACHABLE),
    ("message is not modified", FailureKind.ALREADY_DONE),
    ("message to delete not found", FailureKind.ALREADY_DONE),
    ("query is too old", FailureKind.QUERY_TOO_OLD),
    ("file", FailureKind.FILE_UNKNOWN),
)
"""Telegram gives these refusals no code of their own, only words."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A classified error. `reason` is Telegram's description, or the error's name where there is none."""

    kind: FailureKind
    reason: str
    retry_after: float = 0.0
    new_chat: int = 0


def classify(error: Exception) -> Failure:
    """Return the meaning of an error of aiogram or python-telegram-bot."""
    reason = getattr(error, "message", "") or type(error).__name__
    if isinstance(error.__cause__, NeverSent | ClientConnectorError):
        return Failure(kind=FailureKind.NOT_SENT, reason=reason)
    if isinstance(error, AIOGRAM_ERRORS):
        return _classify_aiogram(error, reason)
    if type(error).__module__ == "telegram.error":
        return _classify_ptb(error, reason)
    return Failure(kind=FailureKind.OTHER, reason=reason)


def _classify_aiogram(error: Exception, reason: str) -> Failure:
    match error:
        case TelegramRetryAfter():
            return Failure(kind=FailureKind.RETRY_AFTER, reason=reason, retry_after=error.retry_after)
        case TelegramMigrateToChat():
            return Failure(kind=FailureKind.MIGRATED, reason=reason, new_chat=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            kind = FailureKind.UNREACHABLE
        case TelegramUnauthorizedError() | TelegramNotFound():
            kind = FailureKind.UNAUTHORIZED
        case TelegramConflictError():
            kind = FailureKind.CONFLICT
        case TelegramEntityTooLarge():
            kind = FailureKind.REFUSED
        case TelegramNetworkError() if isinstance(error.__cause__, TimeoutError):
            kind = FailureKind.TIMED_OUT
        case TelegramNetworkError() | TelegramServerError() | ClientDecodeError():
            kind = FailureKind.UNAVAILABLE
        case _:
            kind = _refusal_kind(reason)
    return Failure(kind=kind, reason=reason)


def _classify_ptb(error: Exception, reason: str) -> Failure:
    """Classify an error of python-telegram-bot, which is loaded already if it raised this."""
    from telegram import error as ptb

    match error:
        case ptb.RetryAfter():
            return Failure(
                kind=FailureKind.RETRY_AFTER, reason=reason, retry_after=_seconds(error.retry_after)
            )
        case ptb.ChatMigrated():
            return Failure(kind=FailureKind.MIGRATED, reason=reason, new_chat=error.new_chat_id)
        case ptb.Forbidden():
            kind = FailureKind.UNREACHABLE
        case ptb.InvalidToken():
            kind = FailureKind.UNAUTHORIZED
        case ptb.EndPointNotFound():  # what do_api_request makes of a 401 or 404
            reason = getattr(error.__cause__, "message", reason)
            kind = FailureKind.UNAUTHORIZED
        case ptb.Conflict():
            kind = FailureKind.CONFLICT
        case ptb.TimedOut():
            kind = FailureKind.TIMED_OUT
        case ptb.BadRequest():
            kind = _refusal_kind(reason)
        case ptb.NetworkError():
            kind = FailureKind.REFUSED if "too large" in reason.lower() else FailureKind.UNAVAILABLE
        case _:
            kind = _refusal_kind(reason)
    return Failure(kind=kind, reason=reason)


def _refusal_kind(reason: str) -> FailureKind:
    words = reason.lower()
    return next((kind for rendering, kind in WORDS if rendering in words), FailureKind.REFUSED)


def _seconds(wait: float | timedelta) -> float:
    """Return seconds: python-telegram-bot gives a number or a timedelta, by an option of its own."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
