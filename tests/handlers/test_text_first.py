"""A screen whose picture comes later: its text at once, in the message that was tapped, and then the picture in the same message."""

from markupsafe import Markup

from handlers.ui.screen import Screen, ScreenPicture
from handlers.ui.telegram_calls import ChatTarget, calls_to_show, picture_call

CHAT, MESSAGE = 1, 7
TICKET = Screen(text=Markup("A ticket"), picture=ScreenPicture(key="qr"), picture_later=True)
SHOWN = Screen(text=Markup("A ticket"), picture=ScreenPicture(key="qr"))


def test_a_text_is_edited_and_then_gets_its_picture() -> None:
    (call,) = calls_to_show(ChatTarget(chat=CHAT, message=MESSAGE, has_picture=False), TICKET)
    assert (call.method, call.params["message_id"], call.params["text"]) == (
        "editMessageText",
        MESSAGE,
        "A ticket",
    )
    assert (call.picture, call.followed_by) == (None, SHOWN)


def test_below_a_picture_the_text_is_its_caption_until_the_other_picture_is_drawn() -> None:
    (call,) = calls_to_show(ChatTarget(chat=CHAT, message=MESSAGE, has_picture=True), TICKET)
    assert (call.method, call.params["caption"]) == ("editMessageCaption", "A ticket")
    assert (call.picture, call.followed_by) == (None, SHOWN)


def test_what_cannot_be_edited_is_answered_by_one_new_message() -> None:
    for target in (ChatTarget(chat=CHAT), ChatTarget(chat=CHAT, message=MESSAGE, has_picture=None)):
        (call,) = calls_to_show(target, TICKET)
        assert (call.method, call.followed_by) == ("sendMessage", SHOWN)


def test_the_picture_goes_into_the_message_that_has_the_text() -> None:
    call = picture_call(CHAT, MESSAGE, SHOWN)
    assert (call.method, call.params["message_id"], call.params["media"]["caption"]) == (
        "editMessageMedia",
        MESSAGE,
        "A ticket",
    )
    assert call.picture == SHOWN.picture
