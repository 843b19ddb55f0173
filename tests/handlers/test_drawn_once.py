"""The same facts in the same language are rendered once for everybody, and so is what is sent of a screen."""

from dataclasses import replace

from handlers.callbacks.list_location import ListLocation
from handlers.start.views import DropCounts, HomeFacts, welcome
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ChatTarget, calls_to_show, drawing_digest, send_call
from handlers.waitlist.card_views import drop_card
from locales.say import speak
from market.drop.planned_drops import DropPeriod
from market.waitlist.position import ActiveBooking, Position
from tests.market.samples import DAY, DROP, NOW

EN, MS = speak("en"), speak("ms")
HOME = HomeFacts(
    cities=(),
    drops=(DROP,),
    counts=DropCounts(everything=1, weekend=1, lists=((DropPeriod.WEEKEND, 1),)),
    today=NOW.date(),
    now=NOW,
)


def test_the_start_screen_is_the_same_for_all_who_have_nothing_of_their_own() -> None:
    assert welcome(EN, HOME) is welcome(EN, replace(HOME))
    assert welcome(MS, HOME) != welcome(EN, HOME)
    assert welcome(EN, replace(HOME, organises=True)) != welcome(EN, HOME)
    assert welcome(EN, replace(HOME, now=NOW + 30 * DAY)) != welcome(EN, HOME)


def test_the_text_of_a_card_is_the_same_for_all_who_have_booked_the_same_and_its_buttons_are_not() -> None:
    def card(booking: int, units: int = 1) -> Screen:
        booked = ActiveBooking(
            id=booking,
            item=DROP.items[0].id,
            units=units,
            price=850,
            loan_deposit=0,
            collected=0,
            coming=False,
            booked_at=NOW + booking * DAY,
        )
        position = Position(booked=(booked,))
        return drop_card(EN, DROP, ListLocation(), NOW, link="https://t.me/lorong", position=position)

    assert card(1).text is card(2).text
    assert card(1).rows != card(2).rows
    assert card(1).text != card(1, units=2).text


def test_the_buttons_of_a_screen_are_made_once_for_all_chats_and_messages() -> None:
    screen = welcome(EN, HOME)
    one, other = send_call(1, screen), send_call(2, screen)
    [edited] = calls_to_show(ChatTarget(chat=3, message=7, has_picture=True), screen)
    assert (one.params["chat_id"], other.params["chat_id"], edited.params["chat_id"]) == (1, 2, 3)
    buttons = one.params["reply_markup"]
    assert buttons is other.params["reply_markup"]
    assert buttons is edited.params["reply_markup"]
    assert drawing_digest(screen) == drawing_digest(replace(screen)) != drawing_digest(welcome(MS, HOME))


def test_another_screen_has_buttons_of_its_own() -> None:
    screen = welcome(EN, HOME)
    send_call(1, screen)
    bare = replace(screen, rows=screen.rows[:1])
    assert len(send_call(1, bare).params["reply_markup"]["inline_keyboard"]) == 1
