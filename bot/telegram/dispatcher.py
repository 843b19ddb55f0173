"""The update dispatcher: finds the handler of each update and sends its reply, also if it fails."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    PreCheckoutQuery,
    Update,
    User,
)
from markupsafe import escape

from bot.clock import Now, by_our_clock
from bot.intake.raw_update import RawUpdate
from bot.telegram.errors import FailureKind, classify
from bot.telegram.payments import answer_payment, check_pre_checkout, record_until_stored
from bot.telegram.reply_sender import ReplySender
from bot.telegram.routing import (
    answered_words,
    first_reply,
    is_own_command,
    location_of,
    origin_of,
    raise_refusal,
    sent_at,
    source_of,
)
from handlers.callbacks.callback import Callback
from handlers.conversation.answer_tap import Responder, answer_safely, answer_tap
from handlers.conversation.open_question import LEADS_TO, finish_answer, refused
from handlers.conversation.order import answer_command, answer_text
from handlers.group.views import in_private
from handlers.help.routes import unknown_command
from handlers.inline.find_cards import find_cards
from handlers.live.live_words import read_live
from handlers.live.routes import live_booked_in_group
from handlers.start.routes import unasked_file, unreadable_message
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto, Services, SourceMessage
from handlers.ui.prompt import parse_prompt
from handlers.ui.routes import READ_ONLY, CallbackHandler, Handler, Routes
from handlers.ui.screen import Answer, Done, Reply, Screen, Toast
from handlers.ui.telegram_calls import BELOW_MARK, ChatTarget
from locales.languages import resolve
from locales.say import Say, speak
from market.address import mark_unreachable, meet_in_group, register
from market.person import Caller
from market.refusal import LinkUnknown, Refusal
from storage.processed_update import DuplicateUpdate
from storage.store import DATABASE_AWAY

log = structlog.get_logger()

LINK_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The start payloads that Telegram allows."""

Answered = asyncio.Future[None] | None
"""Is done when the reply to an update is sent."""


class UpdateDispatcher:
    """Passes each update to its handler. The intake calls it for one update of a person at a time."""

    def __init__(self, services: Services, routes: Routes, replies: ReplySender, now: Now) -> None:
        self._services, self._routes, self._replies, self._now = services, routes, replies, now
        self._handlers: dict[str, Callable[[Any, int], Awaitable[Answered]]] = {
            "callback_query": self.on_callback,
            "message": self.on_message,
            "edited_message": self.on_message,
            "my_chat_member": self.on_membership,
            "pre_checkout_query": self.on_pre_checkout,
            "inline_query": self.on_inline_query,
        }

    @property
    def update_kinds(self) -> tuple[str, ...]:
        """Return the kinds of updates that are handled."""
        return (*self._handlers,)

    async def handle(self, update: Update) -> Answered:
        """Handle an update, by its kind; return when its reply is sent, or None where there is none."""
        for kind, responder in self._handlers.items():
            event = getattr(update, kind)
            if event is not None:
                return await responder(event, update.update_id)
        return None

    async def on_message(self, message: Message, update: int) -> Answered:
        """Handle a new or edited message. A payment is recorded whoever sent it, before anything else.

        One without a human sender is ignored, and so is a card that somebody sent by an inline query.
        """
        if message.successful_payment:
            await record_until_stored(self._services.store, message, self._now)
        person = message.from_user
        if person is None or person.is_bot or message.sender_chat is not None or message.via_bot:
            return None
        if message.chat.type != "private":
            return await self._in_group(message, person, update)
        responder = partial(_respond_to, source_of(message), self._text_responder(message))
        can_repeat = message.text is not None and message.text.startswith("/")
        return await self._respond(
            person, update, ChatTarget(chat=message.chat.id), responder, can_repeat=can_repeat
        )

    async def on_callback(self, query: CallbackQuery, update: int) -> Answered:
        """Handle a callback, of a message of any age. In a group the reply is an alert."""
        message = query.message
        if message is not None and message.chat.type != "private":
            say = speak(resolve(query.from_user.language_code))
            alert = Toast(say.plain("To do that, open Lorong in a private chat."), alert=True)
            return self._send(
                query.from_user.id, self._replies.reply(ChatTarget(chat=message.chat.id), alert, query.id)
            )
        data = query.data or ""
        send_below = data.startswith(BELOW_MARK)
        location = (
            ChatTarget(chat=query.from_user.id) if send_below else location_of(message, query.from_user.id)
        )
        run = partial(answer_tap, data=data.removeprefix(BELOW_MARK), routes=self._routes)
        responder = partial(_respond_to_button, answered_words(message), run)
        return await self._respond(query.from_user, update, location, responder, query=query.id)

    async def on_membership(self, my_chat_member: ChatMemberUpdated, _: int) -> Answered:
        """Record that a person has blocked or unblocked the bot: no notification waits for somebody unreachable."""
        person = my_chat_member.from_user
        if my_chat_member.chat.type != "private":
            return None
        if my_chat_member.new_chat_member.status == "kicked":
            await self._services.store.write(mark_unreachable, person.id, self._now())
        else:
            await self._register(person, resolve(person.language_code))
        return None

    async def on_pre_checkout(self, query: PreCheckoutQuery, _: int) -> Answered:
        """Answer the check before a payment within ten seconds, whatever happens, and without waiting for other updates of its person."""
        error_message = await check_pre_checkout(self._services, query, self._now())
        await query.answer(ok=not error_message, error_message=error_message or None)
        return None

    async def on_inline_query(self, query: InlineQuery, update: int) -> Answered:
        """Answer an inline query, from any chat and from anybody. Who asked is not stored."""
        try:
            person = await self._services.known(query.from_user.id)
            chosen = person is not None and person.language_chosen
            language = person.language if person and chosen else resolve(query.from_user.language_code)
            cards = await find_cards(self._services, speak(language), query.query, self._now())
        except Exception:
            log.exception("an inline query failed", update=update)
            return None
        return self._send(query.from_user.id, self._replies.answer_inline(query.id, cards))

    async def only_reads(self, update: RawUpdate) -> bool:
        """Return whether handling an update changes nothing: a handler that only reads, for a person of whom nothing is to be noted."""
        if update.kind == "inline_query":
            return True
        if not update.is_private or self._handler_of(update) not in READ_ONLY:
            return False
        try:
            person = await self._services.known(update.sender)
        except DATABASE_AWAY:
            return False
        if person is None or person.pending_prompt or person.follows:
            return False
        speaks = person.language_chosen or person.language == resolve(update.language_code or None)
        return person.reachable and person.has_written and speaks

    def _handler_of(self, update: RawUpdate) -> CallbackHandler | None:
        """Return who handles a tap or a command; None for anything else."""
        words = update.body.get("data" if update.kind == "callback_query" else "text")
        if not isinstance(words, str):
            return None
        if update.kind == "callback_query":
            kind = Callback.known.get(words.removeprefix(BELOW_MARK).partition(":")[0])
            return self._routes.callbacks.get(kind) if kind else None
        if update.kind != "message" or not words.startswith("/"):
            return None
        name, arguments = _command_in(words)
        if name == "start" and arguments:
            return self._routes.links.get(arguments.partition("_")[0])
        return self._routes.commands.get(name)

    async def acknowledge(self, update: RawUpdate) -> None:
        """Answer a tap in whose place another is handled."""
        await self._replies.reply(ChatTarget(chat=update.sender), Toast(""), str(update.body.get("id")))

    async def apologise_for_flood(self, update: RawUpdate) -> None:
        """Tell a person that what they sent now was not read."""
        say = speak(resolve(update.language_code))
        await self._apologise(
            update,
            say.plain("That was too much at once: we did not read the last part. Please send it again."),
        )

    async def apologise_for_outage(self, update: RawUpdate) -> None:
        """Tell a person that what they sent is safe and is answered later."""
        say = speak(resolve(update.language_code))
        await self._apologise(
            update,
            say.plain(
                "We have a problem at the moment. Your message is safe, and we answer as soon as we can."
            ),
        )

    async def apologise_for_timeout(self, update: RawUpdate) -> None:
        """Tell a person that nobody knows what became of what they sent."""
        say = speak(resolve(update.language_code))
        await self._apologise(update, _unclear(say))

    async def apologise_for_set_aside(self, update: RawUpdate) -> None:
        """Tell a person that what they sent is not handled any more: processes ended while they handled it."""
        say = speak(resolve(update.language_code))
        if not update.is_private:
            return
        if update.carries_file:
            text = say(
                "We could not open the file that you sent. Please send a screenshot of it, or another file."
            )
        else:
            text = say(
                "We could not answer something that you sent, and have stopped trying. "
                "Please do it another way, or ask the organisers: /support"
            )
        await self._replies.send(update.sender, Screen(text=text))

    async def _apologise(self, update: RawUpdate, words: str) -> None:
        """Answer without the database: a tap by an alert, a message by a message. In a group nothing is said."""
        if update.kind == "callback_query":
            alert = Toast(words, alert=True)
            await self._replies.reply(ChatTarget(chat=update.sender), alert, str(update.body.get("id")))
        elif update.is_private:
            await self._replies.send(update.sender, Screen(text=escape(words)))

    async def _context(self, person: User, update: int, message: int | None) -> HandlerContext:
        language_guess = resolve(person.language_code)
        person_row = await self._services.known(person.id)
        if (
            person_row is None
            or not person_row.reachable
            or (not person_row.language_chosen and person_row.language != language_guess)
        ):
            person_id = await self._register(person, language_guess)
        else:
            person_id = person_row.id
        return self._context_of(person, person_row, person_id, update, message=message)

    def _context_of(
        self, person: User, person_row: Caller | None, person_id: int, update: int, message: int | None = None
    ) -> HandlerContext:
        """Return the context of a person who is stored; `person_row` is their record as it was before the update."""
        language_guess = resolve(person.language_code)
        language = person_row.language if person_row and person_row.language_chosen else language_guess
        chosen = person_row is not None and person_row.language_chosen
        return HandlerContext(
            services=self._services,
            person=person_id,
            is_admin=person_row.is_admin if person_row else self._services.admins.name(person.id),
            known=partial(self._services.known, person.id),
            say=speak(language),
            chosen=chosen,
            new=person_row is None or not person_row.has_written,
            now=self._now(),
            update=update,
            open_prompt=parse_prompt(person_row.pending_prompt) if person_row else None,
            message=message,
        )

    async def _register(self, person: User, language_guess: str) -> int:
        """Store who writes and return our id of them."""
        return await self._services.store.write(
            register, person.id, first_name=person.first_name, language=language_guess, now=self._now()
        )

    async def _respond(
        self,
        person: User,
        update: int,
        location: ChatTarget,
        responder: Responder,
        query: str | None = None,
        can_repeat: bool = True,
    ) -> Answered:
        """Make the reply and start to send it. `can_repeat`: it can be made anew later; the answer to a question cannot be given twice."""
        make = partial(self._reply_to, person, update, location.message, responder=responder)
        reply = await make()
        return self._send(
            person.id, self._replies.reply(location, reply, query, make if can_repeat else None)
        )

    def _send(self, person: int, sending: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start to send a reply. Whoever has blocked the bot is not sent anything until they write again."""

        async def send() -> None:
            try:
                await sending
            except TelegramAPIError as error:
                if classify(error).kind is not FailureKind.UNREACHABLE:
                    raise
                await self._services.store.write(mark_unreachable, person, self._now())

        return asyncio.create_task(send())

    async def _reply_to(self, person: User, update: int, message: int | None, responder: Responder) -> Reply:
        say = speak(resolve(person.language_code))
        try:
            ctx = await self._context(person, update, message)
            say = ctx.say
            reply = await answer_safely(ctx, responder, self._routes)
        except Exception:
            log.exception("an update failed", person=person.id, update=update)
            return Toast(_unclear(say), alert=True)
        self._services.numbered_lists.note(ctx.person, reply)
        return reply

    def _text_responder(self, message: Message) -> Responder:
        if message.text is None:
            return partial(self._answer_attachment, message=message)
        if message.text.startswith("/"):
            return self._command_responder(message.text)
        return partial(
            answer_text,
            words=message.text,
            routes=self._routes,
            origin=origin_of(message, self._services.username, self._now),
        )

    async def _answer_attachment(self, ctx: HandlerContext, message: Message) -> Reply:
        """Handle what is no text; where it is refused as an answer, lead back to the question."""
        try:
            reply = await self._on_attachment(ctx, message)
        except Refusal as refusal:
            if ctx.pending_prompt is None or type(refusal) in LEADS_TO:
                raise
            return await refused(ctx, self._routes, refusal)
        return await finish_answer(ctx, self._routes, reply) if isinstance(reply, Done) else reply

    async def _on_attachment(self, ctx: HandlerContext, message: Message) -> Answer:
        """Handle a photo, a file, a location, a voice note or a payment; anything else is no answer to what was asked, or not supported."""
        reply: Answer | None = None
        if message.successful_payment:
            return await answer_payment(ctx, message, message.successful_payment)
        if message.photo:
            largest = message.photo[-1]
            photo = IncomingPhoto(
                file_id=largest.file_id,
                size=largest.file_size or 0,
                caption=message.caption or "",
                album=message.media_group_id or "",
                origin=origin_of(message, self._services.username, self._now),
            )
            reply = await first_reply(self._routes.photos, ctx, photo)
        elif message.document and not message.animation:
            document = message.document
            file = IncomingFile(
                file_id=document.file_id,
                size=document.file_size or 0,
                mime=document.mime_type or "",
                album=message.media_group_id or "",
            )
            reply = await first_reply(self._routes.files, ctx, file)
        elif message.location:
            coordinates = message.location
            reply = await first_reply(
                self._routes.locations, ctx, coordinates.latitude, coordinates.longitude
            )
        elif message.voice or message.audio or message.video_note:
            reply = await first_reply(self._routes.voices, ctx)
        is_file = message.document and not message.animation
        unasked = unasked_file if is_file else unreadable_message
        return reply or await self._no_answer(ctx) or await unasked(ctx)

    async def _no_answer(self, ctx: HandlerContext) -> Answer | None:
        """Reply to what cannot answer the question that is open, if that has words for it."""
        prompt = ctx.pending_prompt
        handler = self._routes.no_answers.get(type(prompt)) if prompt else None
        return await handler(ctx, prompt) if handler else None

    def _command_responder(self, words: str) -> Responder:
        name, arguments = _command_in(words)
        if name == "start" and arguments:
            return self._link_responder(arguments)
        return partial(self._run_command, name=name, words=arguments)

    async def _run_command(self, ctx: HandlerContext, name: str, words: str) -> Reply:
        """Run a command's handler. Any command ends a pending prompt, also one that does not exist."""
        if ctx.pending_prompt and name != "cancel":
            await ctx.clear_prompt()
        if name not in self._routes.commands:
            return await answer_command(
                ctx, f"{name} {words}".strip(), self._routes
            ) or await unknown_command(ctx, name)
        return await self._routes.commands[name](ctx, words)

    def _link_responder(self, payload: str) -> Responder:
        prefix, _, code = payload.partition("_")
        if prefix not in self._routes.links or not LINK_PAYLOAD.fullmatch(code):
            return partial(raise_refusal, refusal=LinkUnknown())
        return partial(self._open_link, handler=self._routes.links[prefix], code=code)

    async def _open_link(self, ctx: HandlerContext, handler: Handler, code: str) -> Reply:
        """Run a link's handler. A link ends a pending prompt, as a command does."""
        if ctx.pending_prompt:
            await ctx.clear_prompt()
        return await handler(ctx, code)

    async def _in_group(self, message: Message, person: User, update: int) -> Answered:
        """Reply to a command in a group with a link to the private chat, and to a live booking in the private chat: nothing personal is sent to a group."""
        if message.text and read_live(message.text):
            return await self._booked_live_in_group(message, person, update)
        if not (
            message.text
            and message.text.startswith("/")
            and is_own_command(message.text, self._routes.commands, self._services.username)
        ):
            return None
        screen = in_private(speak(resolve(person.language_code)), self._services.username)
        return self._send(person.id, self._replies.send(message.chat.id, screen))

    async def _booked_live_in_group(self, message: Message, person: User, update: int) -> Answered:
        """Book live what was written in a group. The answer comes in the private chat; somebody who has none reads one in the group, once a booking."""
        known = await self._services.known(person.id)
        if known is not None and known.reachable:
            responder = self._text_responder(message)
            return await self._respond(person, update, ChatTarget(chat=person.id), responder)
        try:
            met = await self._services.store.write(
                meet_in_group, person.id, person.first_name, resolve(person.language_code), now=self._now()
            )
            ctx = self._context_of(person, known, met, update)
            moment = by_our_clock(sent_at(message), self._now)
            screen = await live_booked_in_group(ctx, message.text or "", moment, person.first_name)
        except (Refusal, DuplicateUpdate):
            return None
        return self._send(person.id, self._replies.send(message.chat.id, screen)) if screen else None


def _command_in(words: str) -> tuple[str, str]:
    """Return the name of a command, without the bot's, and what follows it."""
    command, arguments = [*words[1:].split(maxsplit=1), "", ""][:2]
    return command.partition("@")[0].lower(), arguments.strip()


async def _respond_to(source: SourceMessage, responder: Responder, ctx: HandlerContext) -> Reply:
    """Make the reply to a person's own message."""
    return await responder(replace(ctx, source=source))


async def _respond_to_button(words: str, responder: Responder, ctx: HandlerContext) -> Reply:
    """Make the reply to a button, whose message answers these words."""
    return await responder(replace(ctx, answered_words=words))


def _unclear(say: Say) -> str:
    """Return an apology that claims nothing about what was changed: an error can come after the change."""
    return say.plain("Sorry, that did not work. Please check how things stand before you try again.")
