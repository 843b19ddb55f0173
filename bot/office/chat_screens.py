"""The screens of the chat, for pages: the chat's own handlers, run for whoever is signed in to the office."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from markupsafe import Markup

from bot.clock import Now
from bot.office.screen_ways import WAYS
from handlers.conversation.answer_tap import answer_safely, answer_tap
from handlers.conversation.open_question import refused, take_answer
from handlers.messages import messages
from handlers.ui.context import HandlerContext, Services
from handlers.ui.prompt import parse_prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import (
    Button,
    CallbackReply,
    Document,
    Reply,
    Screen,
    ScreenPicture,
    ScreenReply,
    Toast,
)
from locales.say import Say
from market.office_session import OfficeReader
from market.person import Caller
from market.refusal import ButtonForged, Refusal
from storage.processed_update import DuplicateUpdate
from storage.store import DATABASE_AWAY, Store
from web.office.screens import ChangesSomething, OfficeWay, PageButton, PageFile, PageScreen, ScreenOutcome

log = structlog.get_logger()

READ_ONLY_NUMBER = 0
"""Of what is only read: no update has it, and nothing is stored under it."""
LOOKS = {"primary": "primary", "success": "primary", "danger": "danger"}


class WatchedStore(Store):
    """The store as one reading of a page sees it: it notes whether something was written, and refuses to where it may not."""

    def __init__(self, store: Store, *, may_write: bool) -> None:
        self.__dict__.update(store.__dict__)
        self._whole, self.may_write, self.has_written = store, may_write, False

    async def write(self, action: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self._note()
        return await self._whole.write(action, *args, **kwargs)

    async def run_batched(self, *args: Any, **kwargs: Any) -> Any:
        self._note()
        return await self._whole.run_batched(*args, **kwargs)

    def _note(self) -> None:
        if not self.may_write:
            raise ChangesSomething
        self.has_written = True


@dataclass
class PageQuestion:
    """The question that is open on a page, in place of the one that is open in the chat. `stored` is "" for none."""

    stored: str

    async def keep(self, stored: str) -> None:
        self.stored = stored


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of a screen: the handler's context, the store it sees, and the question that is open."""

    ctx: HandlerContext
    store: WatchedStore
    question: PageQuestion

    @property
    def may_write(self) -> bool:
        return self.store.may_write


@dataclass(frozen=True, kw_only=True)
class ChatScreens:
    """Runs the handlers of the chat and returns their screens as pages show them.

    `picture_data` returns the bytes of a picture, `pdf_data` those of a stored PDF.
    """

    services: Services
    routes: Routes
    picture_data: Callable[[ScreenPicture], Awaitable[bytes]]
    pdf_data: Callable[[str], Awaitable[bytes]]
    now: Now

    def way(self, way: OfficeWay, number: int = 0) -> str:
        return WAYS[way](number).pack()

    def message_name(self, say: Say, kind: str) -> str:
        return messages.label(say, kind)

    async def show(self, reader: OfficeReader, say: Say, data: str) -> ScreenOutcome:
        reading = self.reading(reader, say, number=READ_ONLY_NUMBER, may_write=False)
        reply = await self._reply(reading, partial(answer_tap, data=data, routes=self.routes))
        return await self._outcome(reading, reply)

    async def press(self, reader: OfficeReader, say: Say, data: str, *, number: int) -> ScreenOutcome:
        reading = self.reading(reader, say, number=number)
        reply = await self._reply(reading, partial(answer_tap, data=data, routes=self.routes))
        if isinstance(reply, Screen) and not (reading.store.has_written or reading.question.stored):
            return ScreenOutcome(leads_to=data)
        return await self._outcome(reading, reply)

    async def answer(
        self, reader: OfficeReader, say: Say, question: str, *, words: str, number: int
    ) -> ScreenOutcome:
        reading = self.reading(reader, say, number=number, question=question)
        reply = await self._reply(reading, partial(self._answered, words=words))
        return await self._outcome(reading, reply)

    async def _answered(self, ctx: HandlerContext, words: str) -> Reply:
        """Return the answer to words that a question asked for; what is no answer twice ends the question, as in the chat."""
        prompt = ctx.pending_prompt
        if prompt is None:
            raise ButtonForged
        try:
            reply = await take_answer(ctx, self.routes, prompt, words)
        except Refusal as refusal:
            return await refused(ctx, self.routes, refusal)
        except DuplicateUpdate:
            await ctx.clear_prompt()  # these words arrived: the page asks for them no more
            raise
        return reply or Toast(ctx.say.plain("That is no answer to this question. Nothing was changed."))

    def reading(
        self, reader: OfficeReader, say: Say, *, number: int, may_write: bool = True, question: str = ""
    ) -> Reading:
        """Return one reading of a screen by whoever is signed in; what it writes is stored once for a number."""
        store = WatchedStore(self.services.store, may_write=may_write)
        page_question = PageQuestion(question)
        ctx = HandlerContext(
            services=replace(self.services, store=store),
            person=reader.actor.person,
            is_admin=reader.actor.is_configured_admin,
            known=partial(self._known, reader.chat, page_question),
            say=say,
            chosen=True,
            new=False,
            now=self.now(),
            update=number,
            open_prompt=parse_prompt(question),
            keep_prompt=page_question.keep,
        )
        return Reading(ctx=ctx, store=store, question=page_question)

    async def _known(self, chat: int, question: PageQuestion) -> Caller | None:
        known = await self.services.known(chat)
        return replace(known, pending_prompt=question.stored) if known else None

    async def _reply(
        self, reading: Reading, responder: Callable[[HandlerContext], Awaitable[Reply]]
    ) -> Reply:
        try:
            return await answer_safely(reading.ctx, responder, self.routes)
        except (ChangesSomething, *DATABASE_AWAY):
            raise
        except Exception:
            log.exception("a screen of the office failed", person=reading.ctx.person)
            return Toast(
                reading.ctx.say.plain(
                    "Sorry, that did not work. Please check how things stand before you try again."
                )
            )

    async def _outcome(self, reading: Reading, reply: Reply) -> ScreenOutcome:
        if isinstance(reply, Toast):
            return ScreenOutcome(said=reply.text)
        told = reply if isinstance(reply, ScreenReply) else ScreenReply(reply)
        said = told.toast or told.note.striptags()
        if isinstance(told, CallbackReply) and reading.may_write:
            return ScreenOutcome(leads_to=told.by.pack(), said=said)
        shown = await self.page_screen(reading.ctx.say, told.screen, question=reading.question.stored)
        return ScreenOutcome(screen=shown, said=said)

    async def page_screen(self, say: Say, screen: Screen, *, question: str = "") -> PageScreen:
        """Return a screen of the chat as a page has it."""
        return PageScreen(
            text=_html(screen.note, screen.text),
            rows=tuple(row for row in map(_page_row, screen.rows) if row),
            picture=await self._picture(screen.picture) if screen.picture else "",
            file=await self._file(screen.document) if screen.document else None,
            question=question,
            hint=screen.reply_placeholder,
            preview=await self.page_screen(say, screen.above) if screen.above else None,
            elsewhere=say("This part works in the chat only.") if _is_elsewhere(screen) else None,
        )

    async def _picture(self, picture: ScreenPicture) -> str:
        data = await self.picture_data(picture)
        return _data_address("image/png" if data.startswith(b"\x89PNG") else "image/jpeg", data)

    async def _file(self, document: Document) -> PageFile:
        data = document.data or await self.pdf_data(document.pdf)
        kind = "application/pdf" if data.startswith(b"%PDF") else "application/octet-stream"
        return PageFile(name=document.name, address=_data_address(kind, data))


def _html(note: Markup, text: Markup) -> Markup:
    """Return Telegram's HTML as a page has it: it has no lines of its own."""
    lines = Markup("\n").join(each for each in (note, text) if each)
    return Markup(str(lines).replace("\n", "<br>").replace("tg-spoiler", "span"))  # noqa: S704 - views escape each word


def _page_row(row: tuple[Button, ...]) -> tuple[PageButton, ...]:
    return tuple(button for button in map(_page_button, row) if button)


def _page_button(button: Button) -> PageButton | None:
    """Return a button as a page has it; None for one that only the chat can have."""
    look = LOOKS.get(button.style, "")
    if button.callback:
        return PageButton(label=button.label, data=button.callback.pack(), look=look)
    if button.url:
        return PageButton(label=button.label, link=button.url, look=look)
    if button.copy:
        return PageButton(label=button.label, copy=button.copy)
    return None


def _is_elsewhere(screen: Screen) -> bool:
    """Return whether a screen has something that only the chat can do: a payment, or a page inside Telegram."""
    buttons = [button for row in screen.rows for button in row]
    return screen.invoice is not None or any(button.app or button.pay for button in buttons)


def _data_address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"
