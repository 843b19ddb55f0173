"""The messages of a broadcast: its text in the preview, the test, the delivery and the correction."""

from markupsafe import Markup, escape

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import StopPromotions
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen, ScreenPicture
from handlers.ui.telegram_calls import ApiCall, delete_call, edit_call
from locales.say import Say, speak
from locales.user_text import sanitize_name
from market.broadcast.broadcast_notifications import announcement_to_send
from market.broadcast.notifications import (
    BroadcastAuthorGone,
    BroadcastCorrection,
    BroadcastMessage,
    BroadcastRecall,
    BroadcastTest,
    ChangeOfMessage,
)
from market.broadcast.refusals import NothingWritten
from market.broadcast.wording import Announcement, ButtonLink, announcement_of, language_for
from storage.broadcast import BroadcastKind


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
        label=shorten_label(sanitize_name(link.name, 64)), url=f"https://t.me/{username}?start={link.payload}"
    )


def _stop_button(say: Say, announcement_message: Announcement, stop: Callback) -> list[Button]:
    if announcement_message.kind != BroadcastKind.PROMOTIONAL:
        return []
    return [Button(label=say.label("Stop promotions"), callback=stop, below=True)]


@messages.view(BroadcastMessage, label=lambda say: say.plain("a broadcast"))
async def broadcast_message(say: Say, context: RenderContext, payload: BroadcastMessage) -> Screen:
    """In the wording as it is now. Raises BroadcastPaused, BroadcastStopped: it is not sent then."""
    return announcement(
        say, await context.read(announcement_to_send, payload.broadcast_id), context.bot_username
    )


def edit_message(chat: int, payload: ChangeOfMessage, screen: Screen) -> ApiCall:
    """The call that edits the message that the person has."""
    return edit_call(chat, payload.message_id, screen)


def delete_message(chat: int, payload: ChangeOfMessage, screen: Screen) -> ApiCall:
    """The call that deletes the message that the person has."""
    return delete_call(chat, payload.message_id)


@messages.view(BroadcastCorrection, label=lambda say: say.plain("a broadcast corrected"), call=edit_message)
async def broadcast_correction(say: Say, context: RenderContext, payload: BroadcastCorrection) -> Screen:
    """In place of what its reader has."""
    return announcement(say, await context.read(announcement_of, payload.broadcast_id), context.bot_username)


@messages.view(BroadcastRecall, label=lambda say: say.plain("a broadcast recalled"), call=delete_message)
async def broadcast_recall(say: Say, context: RenderContext, payload: BroadcastRecall) -> Screen:
    """Empty: the message is deleted."""
    return Screen(text=Markup())


@messages.view(BroadcastAuthorGone, label=lambda say: say.plain("a broadcast stopped"))
async def broadcast_author_gone(say: Say, context: RenderContext, payload: BroadcastAuthorGone) -> Screen:
    """To the other organisers, with the beginning of its text."""
    found = await context.read(announcement_of, payload.broadcast_id)
    words = found.words.get(language_for(found.words, say.language) or "", "")
    return Screen(
        text=say(
            "A scheduled broadcast was stopped, because its author is no longer an organiser: “{words}”. To send it, write it again at /broadcast.",
            words=sanitize_name(words, 80),
        )
    )


@messages.view(BroadcastTest, label=lambda say: say.plain("a test broadcast"))
async def broadcast_test(say: Say, context: RenderContext, payload: BroadcastTest) -> Screen:
    """To its author, in one of the languages in which it is written."""
    found = await context.read(announcement_to_send, payload.broadcast_id)
    return announcement(speak(payload.language), found, context.bot_username)
