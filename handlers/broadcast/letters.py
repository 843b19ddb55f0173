"""An announcement in words: in the preview, the test, the letters and their corrections alike."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from handlers.settings.callbacks import StopNews
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Picture, Screen
from handlers.ui.wish import Wish
from locales.say import Say, speak
from locales.words import name
from market.broadcast.audience import PROMOTIONAL
from market.broadcast.letters import CORRECTED, NOTICE, RECALLED, leaving
from market.broadcast.trying import TEST
from market.broadcast.wording import Announcement, Link, announcement_of, chosen
from market.refusal import NothingWritten
from storage.store import Store

Facts = Mapping[str, Any]


def announcement(say: Say, announced: Announcement, username: str, stop: Wish | None = None) -> Screen:
    """In the words chosen for this reader: text, whatever was typed. Raises NothingWritten where there are none for them.

    One that is promotional ends with the way to stop such news, or, only looked at, with what `stop` does. Its buttons
    are links to the bot of this name.
    """
    language = chosen(announced.words, say.language)
    if not language:
        raise NothingWritten
    return Screen(
        escape(announced.words[language]),
        packed(
            *([_button(link, username)] for link in announced.buttons),
            _stop(say, announced, stop or StopNews()),
        ),
        Picture(announced.picture) if announced.picture else None,
    )


def _button(link: Link, username: str) -> Button:
    return Button(narrow(name(link.name, 64)), url=f"https://t.me/{username}?start={link.payload}")


def _stop(say: Say, announced: Announcement, stop: Wish) -> list[Button]:
    if announced.kind != PROMOTIONAL:
        return []
    return [Button(say.label("Stop promotions"), stop, below=True)]


async def announced(say: Say, store: Store, facts: Facts) -> Screen:
    """In the words as they are now. Raises BroadcastPaused, BroadcastStopped: it does not leave."""
    return announcement(say, await store.read(leaving, facts["broadcast"]), facts["username"])


async def announced_anew(say: Say, store: Store, facts: Facts) -> Screen:
    """In place of what its reader has."""
    return announcement(say, await store.read(announcement_of, facts["broadcast"]), facts["username"])


async def tried(say: Say, store: Store, facts: Facts) -> Screen:
    """To its author, in one of the languages it is written in."""
    return await announced(speak(facts["language"]), store, facts)


async def taken_back(say: Say, store: Store, facts: Facts) -> Screen:
    """Nothing is left to say."""
    return Screen(Markup())


NOTICES = {NOTICE: announced, CORRECTED: announced_anew, RECALLED: taken_back, TEST: tried}
