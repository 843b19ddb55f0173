"""The days that a stall wishes in a draw of its alley's places, and what it got."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.place_draw import SetPlaceWish, ShowPlaceWishes, WithdrawPlaceWishes
from handlers.callbacks.stall import ShowMyStall
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime, format_list_and, format_number
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.place_draw.outcome_words import outcome_text
from market.place_draw.wishes import StallWishes, WishDay
from storage.place_draw import PlaceDrawState, PlaceOutcome


def place_wishes(say: Say, wishes: StallWishes, public_url: str = "") -> Screen:
    """Shows the newest draw of a stall's alley: its days to tick while it is open, later what the stall got.

    `public_url` is the address of the market's pages, "" for none.
    """
    heading = say("<b>Places in {alley}</b>", alley=sanitize_name(wishes.alley, ALLEY))
    is_open = wishes.state is PlaceDrawState.OPEN
    file = Button(label=say.label("Proof file"), url=f"{public_url}/places/{wishes.name}.json")
    is_published = wishes.state in (PlaceDrawState.CLOSED, PlaceDrawState.DRAWN, PlaceDrawState.PLACED)
    withdraw = Button(
        label=say.label("Withdraw all"), callback=WithdrawPlaceWishes(stall=wishes.stall, draw=wishes.draw)
    )
    return Screen(
        text=Markup("\n").join((heading, *_state_lines(say, wishes))),
        rows=layout_buttons(
            [_day_button(say, wishes, day) for day in wishes.days] if is_open else [],
            [withdraw] if is_open and wishes.is_wishing else [],
            [file] if is_published and public_url else [],
            [Button(label=say.label("Back"), callback=ShowMyStall())],
        ),
    )


def draw_opened(say: Say, wishes: StallWishes) -> Screen:
    """Tells a stall that a draw of the places of its alley is open."""
    text = say(
        "<b>{stall}</b>: the places in {alley} are drawn for {first} to {last}. Choose your days until {at}.",
        stall=sanitize_name(wishes.stall_name, STALL),
        alley=sanitize_name(wishes.alley, ALLEY),
        first=format_date(say, wishes.days[0].day),
        last=format_date(say, wishes.days[-1].day),
        at=_closing(say, wishes),
    )
    return _message(say, text, wishes, say.label("Choose days"))


def draw_result(say: Say, wishes: StallWishes) -> Screen:
    """Tells a stall what it got in a draw, or that it was called off."""
    heading = say(
        "<b>{stall}</b>: draw of places in {alley}",
        stall=sanitize_name(wishes.stall_name, STALL),
        alley=sanitize_name(wishes.alley, ALLEY),
    )
    return _message(
        say, Markup("\n").join((heading, *_state_lines(say, wishes))), wishes, say.label("Places")
    )


def _message(say: Say, text: Markup, wishes: StallWishes, label: str) -> Screen:
    button = Button(label=label, callback=ShowPlaceWishes(stall=wishes.stall), below=True)
    return Screen(text=text, rows=layout_buttons([button]))


def _state_lines(say: Say, wishes: StallWishes) -> list[Markup]:
    match wishes.state:
        case PlaceDrawState.OPEN:
            return _open_lines(say, wishes)
        case PlaceDrawState.CLOSED | PlaceDrawState.DRAWN if wishes.is_wishing:
            days = format_list_and(say, [format_date(say, day.day) for day in wishes.days if day.is_wished])
            return [
                say("The draw is closed. You asked for {days}. The result comes in a few minutes.", days=days)
            ]
        case PlaceDrawState.CLOSED | PlaceDrawState.DRAWN:
            return [say("The draw is closed, and you asked for no day.")]
        case PlaceDrawState.CALLED_OFF if wishes.is_wishing:
            return [say("The organisers called this draw off. Nothing of it counts.")]
        case PlaceDrawState.PLACED if wishes.is_wishing:
            return _result_lines(say, wishes)
        case PlaceDrawState.PLACED | PlaceDrawState.CALLED_OFF | None:
            return [say("No draw of places is open. We write to you when organisers open one.")]
        case _:
            assert_never(wishes.state)


def _open_lines(say: Say, wishes: StallWishes) -> list[Markup]:
    missing = [format_date(say, day.day) for day in wishes.days if day.is_wished and not day.is_published]
    return [
        say(
            "Tap the days you ask for until {at}. Then public chance orders the stalls of each day, and each gets the first place left.",
            at=_closing(say, wishes),
        ),
        say.many(
            "Each of your days has {count} chance; one more for each draw lost in a row, at most 4.",
            "Each of your days has {count} chances; one more for each draw lost in a row, at most 4.",
            wishes.weight,
        ),
        *([_missing_text(say, format_list_and(say, missing))] if missing else []),
    ]


def _missing_text(say: Say, days: str) -> Markup:
    return say(
        "You have nothing published for {days}. Publish it before the draw: a stall without is passed over.",
        days=days,
    )


def _result_lines(say: Say, wishes: StallWishes) -> list[Markup]:
    lost = [say("Next time each of your days has one chance more, up to 4.")] if wishes.has_lost else []
    return [*(_result_line(say, day) for day in wishes.days if day.is_wished), *lost]


def _result_line(say: Say, wish: WishDay) -> Markup:
    """Returns "Sat 12 Dec: place A3. You came 2 of 9."."""
    day = format_date(say, wish.day)
    if wish.outcome is None:
        return say("{day}: not drawn", day=day)
    if wish.outcome is not PlaceOutcome.PLACED:
        return say("{day}: {reason}", day=day, reason=outcome_text(say, wish.outcome))
    return say(
        "{day}: place {code}, number {number} of {count}",
        day=day,
        code=wish.place,
        number=format_number(say, wish.number or 0),
        count=format_number(say, wish.wishes),
    )


def _day_button(say: Say, wishes: StallWishes, wish: WishDay) -> Button:
    mark = "☑" if wish.is_wished else "☐"
    callback = SetPlaceWish(
        stall=wishes.stall, draw=wishes.draw, day=day_number(wish.day), wished=int(not wish.is_wished)
    )
    return Button(label=f"{mark} {format_date(say, wish.day)}", callback=callback)


def _closing(say: Say, wishes: StallWishes) -> str:
    assert wishes.closes_at is not None, "a draw closes"
    return format_datetime(say, wishes.closes_at, wishes.zone)
