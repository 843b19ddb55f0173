"""Small answers of the reception: whose guess it is, and where it is shown."""

from collections.abc import Container

from aiogram.types import InaccessibleMessage, Message

from handlers.ui.routes import Guess
from handlers.ui.screen import Reply
from handlers.ui.showing import Place
from handlers.ui.tap import Tap
from market.refusal import Refusal


async def first_answer(guesses: list[Guess], tap: Tap, *given: object) -> Reply | None:
    """What the first guess says that knows what to do with it."""
    for guess in guesses:
        if reply := await guess(tap, *given):
            return reply
    return None


async def refuse(tap: Tap, refusal: Refusal) -> Reply:
    """An answer that is a refusal."""
    raise refusal


def place_of(message: Message | InaccessibleMessage | None, person: int) -> Place:
    """Where an answer is shown: at what was tapped, or below where that cannot be seen any more."""
    if message is None or isinstance(message, InaccessibleMessage):
        return Place(person)
    return Place(message.chat.id, message.message_id, bool(message.photo))


def meant(words: str, commands: Container[str], username: str) -> bool:
    """Whether a command in a group is one of ours, and for this bot if it names one."""
    command, _, named = words[1:].split(maxsplit=1)[0].partition("@") if words[1:].strip() else ("", "", "")
    return command.lower() in commands and named.lower() in ("", username.lower())
