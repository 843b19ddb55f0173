"""The announcement itself: the same in the preview, the test, the notifications and their corrections."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import StopPromotions
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.say import Say, speak
from locales.user_text import sanitize_name
from market.broadcast.broadcast_notifications import ANNOUNCEMENT, CORRECTED, RECALLED, announcement_to_send
from market.broadcast.refusals import NothingWritten
from market.broadcast.sample import TEST
from market.broadcast.wording import Announcement, ButtonLink, announcement_of, language_for
from storage.broadcast import BroadcastKind
from storage.store import Store

Payload = Mapping[str, Any]


def announcement(
    say: Say, announcement_message: Announcement, username: str, stop: Callback | None = None
) -> Screen:
    """Returns the announcement in the text chosen for this reader. Raises NothingWritten if there is none.

    A promotional one ends with a button that stops promotions; a preview shows `stop` there instead. Its buttons
    link to the bot named `username`.
    """
    language = language_for(announcement_message.words, say.language)
    if not language:
        raise NothingWritten
    return Screen(
        text=escape(announcement_message.words[language]),
        rows=layout_buttons(
            *([_button(link, username)] for link in announcement_message.buttons),
            _stop_button(say, announcement_message, stop or StopPromotions()),
        ),
        picture=ScreenPicture(key=announcement_message.picture) if announcement_message.picture else None,
    )


def _button(link: ButtonLink, username: str) -> Button:
    return Button(
        label=fit_label(sanitize_name(link.name, 64)), url=f"https://t.me/{username}?start={link.payload}"
    )


def _stop_button(say: Say, announcement_message: Announcement, stop: Callback) -> list[Button]:
    if announcement_message.kind != BroadcastKind.PROMOTIONAL:
        return []
    return [Button(label=say.label("Stop promotions"), callback=stop, below=True)]


async def announcement_message(say: Say, store: Store, payload: Payload) -> Screen:
    """Returns the announcement as it is now. Raises BroadcastPaused or BroadcastStopped if it must not be sent."""
    return announcement(
        say, await store.read(announcement_to_send, payload["broadcast"]), payload["username"]
    )


async def corrected_view(say: Say, store: Store, payload: Payload) -> Screen:
    """Returns the corrected announcement that replaces the sent one."""
    return announcement(say, await store.read(announcement_of, payload["broadcast"]), payload["username"])


async def test_view(say: Say, store: Store, payload: Payload) -> Screen:
    """Returns the announcement for its author, in one of its languages."""
    return await announcement_message(speak(payload["language"]), store, payload)


async def recalled_view(say: Say, store: Store, payload: Payload) -> Screen:
    """Returns an empty screen: the message is deleted."""
    return Screen(text=Markup())


NOTIFICATION_VIEWS = {
    ANNOUNCEMENT: announcement_message,
    CORRECTED: corrected_view,
    RECALLED: recalled_view,
    TEST: test_view,
}
