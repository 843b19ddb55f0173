"""Editing messages whose thing has changed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from bot.telegram.errors import AIOGRAM_ERRORS, TEMPORARY, Failure, FailureKind, classify
from bot.telegram.rate_limiter import RateLimiter
from handlers.shown import RenderContext, shown
from handlers.shown_registry import PART
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, drawing_digest, redraw_call, shows_ticket
from locales.say import speak
from market.admins import NO_ADMINS, Admins
from market.refusal import Refusal
from market.shown import EditResult, EditState, StaleMessage
from storage.store import Store

log = structlog.get_logger()


class ShownEditor:
    """Draws a message again and edits it where it has changed. `make_call` makes one call, once."""

    def __init__(
        self,
        store: Store,
        rate_limiter: RateLimiter,
        make_call: Callable[[ApiCall], Awaitable[Any]],
        *,
        username: str,
        admins: Admins = NO_ADMINS,
        zone: str = "UTC",
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        """`admins` are the organisers that the settings name, `zone` is the market's. `crowded` says that many people wait for an answer."""
        self._store, self._rate_limiter, self._make_call, self._username = (
            store,
            rate_limiter,
            make_call,
            username,
        )
        self._admins, self._zone, self._crowded = admins, zone, crowded

    def capacity(self, limit: int, busy: int) -> int:
        """Return how many messages may be edited now: none during a pause, `busy` while people or notifications wait, else `limit`."""
        if self._rate_limiter.paused_for:
            return 0
        return busy if self._rate_limiter.waiting or self._crowded() else limit

    async def edit(self, message: StaleMessage, now: datetime) -> EditResult:
        """Make a message show what is so now, and return the result. One that cannot be edited any more is GONE."""
        if not message.reachable:
            return _result(message, EditState.GONE)
        if wait := self._rate_limiter.chat_paused_for(message.chat):
            return _result(message, EditState.LATER, seconds=wait)
        try:
            context = RenderContext(
                store=self._store,
                now=now,
                admins=self._admins,
                zone=self._zone,
                bot_username=self._username,
            )
            screen = await shown.draw(speak(message.language), context, message)
        except Refusal as refusal:
            log.info("a message is not kept true", message=message.id, why=type(refusal).__name__)
            return _result(message, EditState.GONE)
        except Exception:
            log.exception("a message was not drawn again", message=message.id, kind=message.kind.value)
            return _result(message, EditState.LATER)
        return await self._show(message, screen, now)

    async def _show(self, message: StaleMessage, screen: Screen | None, now: datetime) -> EditResult:
        """Edit a message unless it shows the same."""
        if screen is None:
            return _unchanged(message, now)
        has_picture = message.picture or shows_ticket(screen)
        picture = screen.picture.key if screen.picture and has_picture else message.picture
        true = _result(
            message,
            EditState.TRUE,
            digest=drawing_digest(screen),
            picture=picture,
            form=_form(message, screen),
            true_until=screen.shows.until if screen.shows else None,
        )
        if (true.digest, true.picture) == (message.digest, message.picture):
            return true
        try:
            await self._make_call(redraw_call(message.chat, message.message, message.picture, screen))
        except AIOGRAM_ERRORS as error:
            return self._failed(message, true, classify(error))
        return replace(true, sent=True)

    def _failed(self, message: StaleMessage, true: EditResult, failure: Failure) -> EditResult:
        if failure.kind is FailureKind.ALREADY_DONE:
            return true
        if failure.kind is FailureKind.RETRY_AFTER:
            self._rate_limiter.told_to_wait(message.chat, failure.retry_after)
            return _result(message, EditState.LATER, seconds=failure.retry_after)
        if failure.kind in TEMPORARY or failure.kind is FailureKind.UNAUTHORIZED:
            return _result(message, EditState.LATER)
        log.info("a message is not kept true", message=message.id, why=failure.reason)
        return _result(message, EditState.GONE)


def _unchanged(message: StaleMessage, now: datetime) -> EditResult:
    """Return the result for a message that stays as it is."""
    until = message.true_until if message.true_until and message.true_until > now else None
    return _result(
        message,
        EditState.TRUE,
        digest=message.digest,
        picture=message.picture,
        form=message.form,
        true_until=until,
    )


def _form(message: StaleMessage, screen: Screen) -> str:
    """Return the form to remember: what showed its thing among others shows it alone once it is drawn again."""
    if not message.form.startswith(PART):
        return message.form
    return screen.shows.form if screen.shows else ""


def _result(message: StaleMessage, state: EditState, **more: Any) -> EditResult:
    return EditResult(id=message.id, marks=message.marks, state=state, **more)
