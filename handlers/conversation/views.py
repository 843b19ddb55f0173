"""Answers to texts that are no stock, no code and no search with a result."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.drop import ShowDrop, ShowDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.privacy import ShowPrivacy
from handlers.callbacks.settings import ShowSettings
from handlers.callbacks.stall import OpenStall
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowPickupTicket
from handlers.drop.short_name import short_name
from handlers.support.views import send_words_button
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button, Row, Screen
from locales.access_words import access_text
from locales.formats import day_hours, format_date, format_number
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.access import AccessFacts
from market.alley import AlleyName
from market.drop.planned_drops import DropFilter, DropPeriod, Planned
from market.waitlist.position import ActiveBooking, MyItem
from storage.drop import DropState

QUOTE, MOST = 40, 6
NAME_WIDTH = 24
EVERYWHERE = ListLocation(DropFilter(DropPeriod.ALL))
EVERYTHING = ShowDrops(back_to=EVERYWHERE.code)


def hello(say: Say, today: str, drops_today: int, drops_weekend: int, alleys: int) -> Screen:
    """Greets back and says what is on; `today` is the day as in a `DropFilter`."""
    weekend = (
        say(
            "This weekend: {drops} in {alleys}.",
            drops=say.many("{count} drop", "{count} drops", drops_weekend),
            alleys=say.many("{count} alley", "{count} alleys", alleys),
        )
        if drops_weekend
        else say("Nothing this weekend yet.")
    )
    on_today = (
        say.many("Today: {count} drop.", "Today: {count} drops.", drops_today)
        if drops_today
        else say("Nothing today.")
    )
    now = Button(
        label=say.label("Today, {count}", count=drops_today),
        callback=ShowDrops(back_to=ListLocation(DropFilter(today)).code),
        style="primary",
    )
    later = Button(
        label=say.label("Weekend, {count}", count=drops_weekend),
        callback=ShowDrops(back_to=ListLocation().code),
    )
    hint = say("You can also write a word, such as kuih.")
    return Screen(
        text=say.sentences(say("Hello."), on_today, weekend, hint),
        rows=layout_buttons(
            [*([now] if drops_today else []), *([later] if drops_weekend else [])],
            [Button(label=say.label("My items"), callback=ShowMyItems())],
        ),
    )


def alley_card(
    say: Say,
    alley: AlleyName,
    drops_weekend: int,
    ahead: Sequence[Planned],
    *,
    access: Sequence[AccessFacts],
) -> Screen:
    """Shows an alley: what is on there, from when until when next, what is known of coming there, and the way to it."""
    drops = len(ahead)
    name = Markup("<b>{}</b>").format(sanitize_name(alley.name, ALLEY))
    head = say("{first}, {second}", first=name, second=alley.city)
    on = (
        say.many(
            "{count} drop ahead, {weekend} this weekend.",
            "{count} drops ahead, {weekend} this weekend.",
            drops,
            weekend=format_number(say, drops_weekend),
        )
        if drops
        else say("Nothing planned yet.")
    )

    def to_drops(label: str, period: str) -> Button:
        return Button(
            label=label, callback=ShowDrops(back_to=ListLocation(DropFilter(period, alley.id)).code)
        )

    weekend = [to_drops(say.label("Weekend, {count}", count=drops_weekend), DropPeriod.WEEKEND)]
    everything = [to_drops(say.label("All drops, {count}", count=drops), DropPeriod.ALL)]
    return Screen(
        text=Markup("\n").join(
            (
                head,
                on,
                *_next_hours(say, ahead),
                *(access_text(say, fact.kind, fact.answer, fact.words) for fact in access),
            )
        ),
        rows=layout_buttons(
            [*(weekend if drops_weekend else []), *(everything if drops else [])],
            [
                Button(label=say.label("Directions"), callback=SendVenue(alley=alley.id), below=True),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def _next_hours(say: Say, ahead: Sequence[Planned]) -> list[Markup]:
    """Returns from when until when there is something on the next day with a drop; nothing where no day has one."""
    open_drops = [drop for drop in ahead if drop.state != DropState.CANCELLED]
    if not open_drops:
        return []
    same_day = [drop for drop in open_drops if drop.day == open_drops[0].day]
    starts_at, ends_at = min(drop.starts_at for drop in same_day), max(drop.ends_at for drop in same_day)
    return [say("Next: {hours}.", hours=day_hours(say, starts_at, ends_at, open_drops[0].zone))]


def which_booking(say: Say, own_items: Sequence[MyItem]) -> Screen:
    """Asks which of their bookings somebody wants to give up, and says how."""
    bookings = [(one, one.entry) for one in own_items if isinstance(one.entry, ActiveBooking)]
    if own_items and not bookings:
        return Screen(
            text=say("You have nothing booked. To leave a waitlist or decline a hold, open it in My items."),
            rows=_my_items_or_drops(say),
        )
    if not bookings:
        return Screen(
            text=say("You have nothing booked, so there is nothing to cancel."),
            rows=_my_items_or_drops(say),
        )
    release = say.label("I can't come")
    return Screen(
        text=say("Which booking? Open it, then tap “{button}”.", button=release),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=short_name(say, one.drop, one.item, LABEL_WIDTHS[1]),
                        callback=ShowPickupTicket(booking=booking.id),
                        below=True,
                    )
                ]
                for one, booking in bookings[:MOST]
            ),
            [Button(label=say.label("My items"), callback=ShowMyItems())],
        ),
    )


def no_deposits(say: Say) -> Screen:
    return Screen(
        text=say("You have paid no deposit here. About anything else, the organisers can answer."),
        rows=layout_buttons(
            [send_words_button(say)],
            [Button(label=say.label("My items"), callback=ShowMyItems())],
        ),
    )


def stopping(say: Say) -> Screen:
    """Says how somebody gets fewer messages, or is forgotten."""
    return Screen(
        text=say(
            "You decide what we send. Turn reminders and promotions off in Settings, or delete your data. To hear nothing at all, block this chat in Telegram."
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("Settings"), callback=ShowSettings(), style="primary"),
                Button(label=say.label("My data"), callback=ShowPrivacy()),
            ],
            [Button(label=say.label("My items"), callback=ShowMyItems())],
        ),
    )


def thanked(say: Say) -> Screen:
    """Answers thanks."""
    return Screen(text=say("You are welcome."), rows=_my_items_or_drops(say))


def typed_button(say: Say) -> Screen:
    """Answers a button's word that was typed, while nothing was asked."""
    return Screen(text=say("Tap the button below the message that you mean."), rows=_my_items_or_drops(say))


def nothing_found(
    say: Say, words: str, *, asks: bool = False, organises: bool = False, sells: bool = False
) -> Screen:
    """Says that nothing has the words, or answers them, and who can; an organiser is not sent to the organisers, and who `sells` may have meant the desk."""
    quote = sanitize_name(words, QUOTE)
    nothing = (
        say("We have no answer to “{words}”.", words=quote)
        if asks
        else say("We found nothing for “{words}”.", words=quote)
    )
    everything = Button(label=say.label("All drops"), callback=EVERYTHING)
    desk = [Button(label=say.label("Desk"), callback=ShowDesk())] if sells else []
    if organises:
        manage = Button(label=say.label("Manage market"), callback=ShowAdmin())
        return Screen(text=nothing, rows=layout_buttons([everything, *desk], [manage]))
    return Screen(
        text=say.sentences(nothing, say("Try other words, or ask the organisers.")),
        rows=layout_buttons(
            [send_words_button(say)],
            [everything, *desk],
        ),
    )


def too_long(say: Say) -> Screen:
    """Answers a text that is too long to look for anything."""
    return Screen(
        text=say("That is too long to look up here. Shall we send it to the organisers?"),
        rows=layout_buttons(
            [send_words_button(say)], [Button(label=say.label("All drops"), callback=EVERYTHING)]
        ),
    )


def other_drops(say: Say, drops: Sequence[Planned]) -> list[list[Button]]:
    """Returns a row for each of some drops, with its day."""
    return [[_drop_button(say, drop)] for drop in drops]


def _drop_button(say: Say, drop: Planned) -> Button:
    label = f"{format_date(say, drop.day)} · {sanitize_name(drop.name, NAME_WIDTH)}"
    return Button(label=shorten_label(label), callback=ShowDrop(drop=drop.id, back_to=EVERYWHERE.code))


def answering(screen: Screen, ctx: HandlerContext) -> Screen:
    """Returns a screen as a reply to what the person wrote, so that its button can send it to the organisers."""
    return replace(screen, answers=ctx.source.id) if ctx.source else screen


def said(say: Say, sentence: Markup, back: Callback | None = None) -> Screen:
    """Shows one sentence, such as why what was written was not done, with the way `back` to what was asked."""
    question = [Button(label=say.label("Back"), callback=back, style="primary")] if back else []
    start = [Button(label=say.label("Start"), callback=ShowStart())]
    return Screen(text=sentence, rows=layout_buttons(question, start))


def stall_rows(say: Say) -> tuple[Row, ...]:
    """Returns the button for somebody who writes a stock line and has no stall."""
    return layout_buttons([Button(label=say.label("Open a stall"), callback=OpenStall())])


def _my_items_or_drops(say: Say) -> tuple[Row, ...]:
    return layout_buttons(
        [
            Button(label=say.label("My items"), callback=ShowMyItems()),
            Button(label=say.label("All drops"), callback=EVERYTHING),
        ]
    )
