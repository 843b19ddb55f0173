"""The reception: who wrote or tapped, what they wish, which handler answers, and one kind answer whatever happens."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    Message,
    PreCheckoutQuery,
    Update,
    User,
)

from bot.answering import Answers
from bot.clock import Now
from bot.paying import payment_of, question_before
from bot.places import first_answer, meant, place_of, refuse
from bot.turns import Turns
from handlers.deposit.payments import payment_came
from handlers.group.views import in_private
from handlers.help.routes import unknown_command
from handlers.start.callbacks import ShowStart
from handlers.start.routes import free_text, not_text, welcome
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, Shown, Toast
from handlers.ui.showing import BELOW, Place
from handlers.ui.tap import House, Photo, Tap
from handlers.ui.wish import Wish, read_wish
from locales.languages import resolve
from locales.refusals import sentence
from locales.say import speak
from market.person import lose, meet
from market.refusal import LinkUnknown, Refusal
from storage.seen import Repeated

log = structlog.get_logger()

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link carry."""

Answering = Callable[[Tap], Awaitable[Reply]]


class Reception:
    """Gives each update to its handler, one at a time for each person."""

    def __init__(self, house: House, routes: Routes, answers: Answers, now: Now) -> None:
        self._house, self._routes, self._answers, self._now = house, routes, answers, now
        self._turns = Turns()
        self._kinds: dict[str, Callable[[Any, int], Awaitable[None]]] = {
            "callback_query": self.tapped,
            "message": self.written,
            "edited_message": self.written,
            "my_chat_member": self.joined_or_left,
            "pre_checkout_query": self.paying,
        }

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of updates that are answered."""
        return (*self._kinds,)

    async def handle(self, update: Update) -> None:
        """By its kind; which feature answers is looked up by name."""
        for kind, answering in self._kinds.items():
            event = getattr(update, kind)
            if event is not None:
                await answering(event, update.update_id)

    async def written(self, message: Message, update: int) -> None:
        """A message, or one that was changed. Without a human sender it is nobody's wish."""
        person = message.from_user
        if person is None or person.is_bot or message.sender_chat is not None:
            return
        if message.chat.type != "private":
            await self._in_group(message, person)
            return
        await self._answer(person, update, Place(message.chat.id), self._typed(message))

    async def tapped(self, query: CallbackQuery, update: int) -> None:
        """A button, however old; in a group the answer is an alert."""
        message = query.message
        if message is not None and message.chat.type != "private":
            say = speak(resolve(query.from_user.language_code))
            alert = Toast(say.plain("To do that, open Lorong in a private chat."), alert=True)
            await self._answers.answer(Place(message.chat.id), alert, query.id)
            return
        data = query.data or ""
        below = data.startswith(BELOW)
        place = Place(query.from_user.id) if below else place_of(message, query.from_user.id)
        wished = partial(self._wished, data=data.removeprefix(BELOW))
        await self._answer(query.from_user, update, place, wished, query.id)

    async def joined_or_left(self, my_chat_member: ChatMemberUpdated, _: int) -> None:
        """Blocking and unblocking: letters wait for nobody who cannot be reached."""
        person = my_chat_member.from_user
        if my_chat_member.chat.type != "private":
            return
        if my_chat_member.new_chat_member.status == "kicked":
            await self._house.store.write(lose, person.id, self._now())
        else:
            await self._meet(person, resolve(person.language_code))

    async def paying(self, query: PreCheckoutQuery, _: int) -> None:
        """The question before a payment: never behind another update of its person, and answered within ten seconds whatever happens."""
        why = await question_before(self._house, query, self._now())
        await query.answer(ok=not why, error_message=why or None)

    async def _tap(self, person: User, update: int, message: int | None) -> Tap:
        guess = resolve(person.language_code)
        known = await self._house.known(person.id)
        if known is None or not known.reachable or (not known.chosen and known.language != guess):
            await self._meet(person, guess)
        language = known.language if known and known.chosen else guess
        chosen = known is not None and known.chosen
        expects = known.expects if known else ""
        return Tap(
            self._house,
            person.id,
            speak(language),
            chosen,
            known is None,
            self._now(),
            update,
            expects,
            message,
        )

    async def _meet(self, person: User, guess: str) -> None:
        await self._house.store.write(meet, person.id, person.first_name, guess, self._now())

    async def _answer(
        self, person: User, update: int, place: Place, answering: Answering, query: str | None = None
    ) -> None:
        async with self._turns.of(person.id):
            reply = await self._reply(person, update, place.message, answering)
            try:
                await self._answers.answer(place, reply, query)
            except TelegramForbiddenError:
                await self._house.store.write(lose, person.id, self._now())

    async def _reply(self, person: User, update: int, message: int | None, answering: Answering) -> Reply:
        say = speak(resolve(person.language_code))
        try:
            tap = await self._tap(person, update, message)
            say = tap.say
            return await self._served(tap, answering)
        except Exception:
            log.exception("a wish was not answered", person=person.id, update=update)
            return Toast(
                say.plain("Sorry, that did not work. Nothing was changed. Try again in a minute."),
                alert=True,
            )

    async def _served(self, tap: Tap, answering: Answering) -> Reply:
        try:
            return await answering(tap)
        except Repeated:
            note = tap.say("Already done. Here is how it looks now.")
            return Shown(await welcome(tap), note=note)
        except Refusal as refusal:
            return await self._refused(tap, refusal, ShowStart())

    async def _wished(self, tap: Tap, data: str) -> Reply:
        """Any button ends the question that is open, as any command does."""
        wish = read_wish(data)
        if tap.expects:
            await tap.ask("")
        try:
            return await self._routes.wishes[type(wish)](tap, wish)
        except Repeated:
            return await self._screen(tap, wish.instead() or ShowStart())
        except Refusal as refusal:
            return await self._refused(tap, refusal, wish.instead() or ShowStart())

    async def _refused(self, tap: Tap, refusal: Refusal, instead: Wish) -> Shown:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        screen = await self._screen(tap, instead)
        return Shown(screen, toast=note.unescape(), note=note)

    async def _screen(self, tap: Tap, wish: Wish) -> Screen:
        """How things are now; the start where even that is gone."""
        try:
            reply = await self._routes.wishes[type(wish)](tap, wish)
        except Refusal:
            return await welcome(tap)
        assert isinstance(reply, Screen), (
            f"{type(wish).__name__} stands in for other wishes and so shows a screen"
        )
        return reply

    def _typed(self, message: Message) -> Answering:
        if message.text is None:
            return partial(self._sent, message=message)
        if message.text.startswith("/"):
            return self._commanded(message.text)
        return partial(self._spoken, words=message.text)

    async def _spoken(self, tap: Tap, words: str) -> Reply:
        """The answer to an open question, or whatever the guesses make of it."""
        question, _, about = tap.expects.partition(":")
        if question in self._routes.answers:
            return await self._routes.answers[question](tap, words, about)
        return await first_answer(self._routes.words, tap, words) or await free_text(tap, words)

    async def _sent(self, tap: Tap, message: Message) -> Reply:
        """A photo, a place, a payment; nothing else is read."""
        reply = None
        if message.successful_payment:
            return await payment_came(tap, payment_of(message.successful_payment))
        if message.photo:
            largest = message.photo[-1]
            photo = Photo(largest.file_id, largest.file_size or 0, message.caption or "")
            reply = await first_answer(self._routes.photos, tap, photo)
        elif message.location:
            at = message.location
            reply = await first_answer(self._routes.locations, tap, at.latitude, at.longitude)
        return reply or await not_text(tap)

    def _commanded(self, words: str) -> Answering:
        command, rest = [*words[1:].split(maxsplit=1), "", ""][:2]
        name = command.partition("@")[0].lower()
        if name == "start" and rest:
            return self._linked(rest.strip())
        if name not in self._routes.commands:
            return partial(unknown_command, name=name)
        return partial(self._ordered, name=name, words=rest.strip())

    async def _ordered(self, tap: Tap, name: str, words: str) -> Reply:
        """Any command ends the question that is open."""
        if tap.expects and name != "cancel":
            await tap.ask("")
        return await self._routes.commands[name](tap, words)

    def _linked(self, payload: str) -> Answering:
        prefix, _, code = payload.partition("_")
        if prefix not in self._routes.links or not PAYLOAD.fullmatch(code):
            return partial(refuse, refusal=LinkUnknown())
        return partial(self._routes.links[prefix], code=code)

    async def _in_group(self, message: Message, person: User) -> None:
        """One line and the way to one's own chat: nothing personal is ever sent to a group."""
        if (
            message.text
            and message.text.startswith("/")
            and meant(message.text, self._routes.commands, self._house.username)
        ):
            await self._answers.say(
                message.chat.id, in_private(speak(resolve(person.language_code)), self._house.username)
            )
