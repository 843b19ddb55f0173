"""The reception: who wrote or tapped, what they wish, which handler answers, and one kind answer whatever happens."""

import re
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from aiogram import Dispatcher
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InaccessibleMessage,
    Message,
    PreCheckoutQuery,
    Update,
    User,
)

from bot.answering import Answers
from bot.clock import Now
from bot.faces import Faces
from bot.turns import Turns
from handlers.group.views import in_private
from handlers.help.routes import unknown_command
from handlers.start.callbacks import ShowStart
from handlers.start.routes import free_text, not_text, welcome
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, Shown, Toast
from handlers.ui.showing import Place
from handlers.ui.tap import House, Tap
from handlers.ui.wish import Wish, read_wish
from locales.languages import resolve
from locales.refusals import sentence
from locales.say import speak
from market.person import lose, meet
from market.refusal import LinkUnknown, Refusal, TooLong
from storage.seen import Repeated

log = structlog.get_logger()

LONGEST = 200
"""Signs of free text that are looked at: more is not a search."""

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link carry."""

Answering = Callable[[Tap], Awaitable[Reply]]


class Reception:
    """Gives each update to its handler, one at a time for each person."""

    def __init__(self, house: House, routes: Routes, answers: Answers, now: Now) -> None:
        self._house, self._routes, self._answers, self._now = house, routes, answers, now
        self._turns, self._faces = Turns(), Faces(house.store)

    def dispatcher(self) -> Dispatcher:
        """One handler for each kind of update: which feature answers is looked up by name."""
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.message.register(self.written)
        dispatcher.edited_message.register(self.written)
        dispatcher.callback_query.register(self.tapped)
        dispatcher.my_chat_member.register(self.joined_or_left)
        dispatcher.pre_checkout_query.register(self.paying)
        return dispatcher

    async def written(self, message: Message, event_update: Update) -> None:
        """A message, or one that was changed. Without a human sender it is nobody's wish."""
        person = message.from_user
        if person is None or person.is_bot or message.sender_chat is not None:
            return
        if message.chat.type != "private":
            await self._in_group(message, person)
            return
        await self._answer(person, event_update.update_id, Place(message.chat.id), self._typed(message))

    async def tapped(self, query: CallbackQuery, event_update: Update) -> None:
        """A button, however old; in a group the answer is an alert."""
        message = query.message
        if message is not None and message.chat.type != "private":
            say = speak(resolve(query.from_user.language_code))
            alert = Toast(say.plain("Open Lorong in your own chat for that."), alert=True)
            await self._answers.answer(Place(message.chat.id), alert, query.id)
            return
        place = _place(message, query.from_user.id)
        wished = partial(self._wished, data=query.data or "")
        await self._answer(query.from_user, event_update.update_id, place, wished, query.id)

    async def joined_or_left(self, my_chat_member: ChatMemberUpdated) -> None:
        """Blocking and unblocking: letters wait for nobody who cannot be reached."""
        person = my_chat_member.from_user
        if my_chat_member.chat.type != "private":
            return
        if my_chat_member.new_chat_member.status == "kicked":
            await self._house.store.write(lose, person.id, self._now())
        else:
            await self._meet(person, resolve(person.language_code))

    async def paying(self, query: PreCheckoutQuery) -> None:
        """Nothing is sold here, so no invoice is ours; never behind another update of its person."""
        say = speak(resolve(query.from_user.language_code))
        await query.answer(
            ok=False, error_message=say.plain("Lorong takes no payments here. Nothing was charged.")
        )

    async def _tap(self, person: User, update: int) -> Tap:
        guess = resolve(person.language_code)
        known = await self._faces.of(person.id)
        if known is None or not known.reachable or (not known.chosen and known.language != guess):
            await self._meet(person, guess)
        language = known.language if known and known.chosen else guess
        chosen = known is not None and known.chosen
        return Tap(self._house, person.id, speak(language), chosen, known is None, self._now(), update)

    async def _meet(self, person: User, guess: str) -> None:
        await self._house.store.write(meet, person.id, person.first_name, guess, self._now())

    async def _answer(
        self, person: User, update: int, place: Place, answering: Answering, query: str | None = None
    ) -> None:
        async with self._turns.of(person.id):
            reply = await self._reply(person, update, answering)
            try:
                await self._answers.answer(place, reply, query)
            except TelegramForbiddenError:
                await self._house.store.write(lose, person.id, self._now())

    async def _reply(self, person: User, update: int, answering: Answering) -> Reply:
        say = speak(resolve(person.language_code))
        try:
            tap = await self._tap(person, update)
            say = tap.say
            return await self._served(tap, answering)
        except Exception:
            log.exception("a wish was not answered", person=person.id, update=update)
            return Toast(
                say.plain(
                    "Sorry, Lorong could not do that just now, and nothing was changed. Try again in a minute."
                ),
                alert=True,
            )

    async def _served(self, tap: Tap, answering: Answering) -> Reply:
        try:
            return await answering(tap)
        except Refusal as refusal:
            return await self._refused(tap, refusal, ShowStart())

    async def _wished(self, tap: Tap, data: str) -> Reply:
        wish = read_wish(data)
        try:
            return await self._routes.wishes[type(wish)](tap, wish)
        except Repeated:
            return await self._present(tap, wish)
        except Refusal as refusal:
            return await self._refused(tap, refusal, wish.instead() or ShowStart())

    async def _refused(self, tap: Tap, refusal: Refusal, instead: Wish) -> Shown:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        screen = await self._screen(tap, instead)
        return Shown(screen, toast=note.unescape(), note=note)

    async def _present(self, tap: Tap, wish: Wish) -> Screen:
        return await self._screen(tap, wish.instead() or ShowStart())

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
        words = message.text
        if words is None:
            return not_text
        if words.startswith("/"):
            return self._commanded(words)
        if len(words) > LONGEST:
            return partial(_refuse, refusal=TooLong(len(words), LONGEST))
        return partial(free_text, words=words)

    def _commanded(self, words: str) -> Answering:
        command, rest = [*words[1:].split(maxsplit=1), "", ""][:2]
        name = command.partition("@")[0].lower()
        if name == "start" and rest:
            return self._linked(rest.strip())
        if name not in self._routes.commands:
            return partial(unknown_command, name=name)
        return partial(self._routes.commands[name], words=rest.strip())

    def _linked(self, payload: str) -> Answering:
        prefix, _, code = payload.partition("_")
        if prefix not in self._routes.links or not PAYLOAD.fullmatch(code):
            return partial(_refuse, refusal=LinkUnknown())
        return partial(self._routes.links[prefix], code=code)

    async def _in_group(self, message: Message, person: User) -> None:
        """One line and the way to one's own chat: nothing personal is ever sent to a group."""
        if message.text and message.text.startswith("/") and self._meant(message.text):
            await self._answers.say(
                message.chat.id, in_private(speak(resolve(person.language_code)), self._house.username)
            )

    def _meant(self, words: str) -> bool:
        command, _, username = (
            words[1:].split(maxsplit=1)[0].partition("@") if words[1:].strip() else ("", "", "")
        )
        return command.lower() in self._routes.commands and username.lower() in (
            "",
            self._house.username.lower(),
        )


async def _refuse(tap: Tap, refusal: Refusal) -> Reply:
    raise refusal


def _place(message: Message | InaccessibleMessage | None, person: int) -> Place:
    if message is None or isinstance(message, InaccessibleMessage):
        return Place(person)
    return Place(message.chat.id, message.message_id, bool(message.photo))
