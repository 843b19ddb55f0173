"""The screens of last-minute offers: what a vendor started, what is offered, and who is told."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.last_minute_offer import (
    PickLastMinuteAlert,
    ShowLastMinuteAlert,
    StopLastMinuteAlert,
    TakeLastMinuteOffer,
)
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.settings import ShowQuietHours, ShowSettings
from handlers.settings.views import quiet_hours_text
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from handlers.ui.told_count import told_count
from locales.formats import format_time
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.alley import AlleyName
from market.drop.amounts import format_amount
from market.drop.item_text import full_name
from market.drop.planned_drops import DropFilter, DropPeriod
from market.last_minute_offer.alert import AlertChoice
from market.last_minute_offer.offer import LastMinuteOfferFacts
from market.quiet_hours import QuietHours

EXAMPLE = "last minute 6 kuih RM4 1.5kg"
PAGE = 6


def last_minute_offer_started(say: Say, offer: LastMinuteOfferFacts, recipients: int) -> Screen:
    """Shows the vendor what is offered now, and how many people are told."""
    text = say(
        "{count} × {item} for {price} until {until}, instead of {usual}.",
        count=offer.left,
        item=full_name(say, offer.drop, offer.item),
        price=format_amount(say, offer.drop, offer.price),
        until=format_time(say, offer.ends_at, offer.drop.alley.zone),
        usual=format_amount(say, offer.drop, offer.item.price),
    )
    people = told_count(say, recipients) if recipients else say("There is nobody to tell tonight.")
    return Screen(
        text=say.sentences(text, people),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def last_minute_offer_format(say: Say) -> Screen:
    """Says how a last-minute offer is written."""
    return Screen(
        text=say(
            "Write how many are left, what, and the lower price, like: <code>{example}</code>. The weight may be left out.",
            example=EXAMPLE,
        ),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def which_last_minute_item(say: Say) -> Screen:
    """Says that nothing, or too much, on sale has the name."""
    return Screen(
        text=say(
            "We could not tell what to offer. Write its full name, like: <code>{example}</code>",
            example=EXAMPLE,
        ),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def last_minute_offer_message(say: Say, offer: LastMinuteOfferFacts) -> Screen:
    """The message to whoever asked to hear of last-minute offers."""
    drop = offer.drop
    price = format_amount(say, drop, offer.price)
    text = say(
        "Left at {stall}, {alley}: {count} × {item} for {price} instead of {usual}, until {until}.",
        stall=sanitize_name(drop.stall.name, STALL),
        alley=sanitize_name(drop.alley.name, ALLEY),
        count=offer.left,
        item=full_name(say, drop, offer.item),
        price=price,
        usual=format_amount(say, drop, offer.item.price),
        until=format_time(say, offer.ends_at, drop.alley.zone),
    )
    shown = ShowDrop(drop=drop.id, back_to=ListLocation(DropFilter(DropPeriod.ALL)).code)
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Take 1 for {price}", price=price),
                    callback=TakeLastMinuteOffer(offer=offer.id, units=1),
                    style="primary",
                    below=True,
                )
            ],
            [
                Button(label=say.label("View drop"), callback=shown, below=True),
                Button(label=say.label("Stop these"), callback=StopLastMinuteAlert(), below=True),
            ],
        ),
    )


def alert_page(
    say: Say, choice: AlertChoice, alleys: Sequence[AlleyName], page: int, *, quiet_hours: QuietHours
) -> Screen:
    """Shows of which last-minute offers a person hears, the quiet hours in which they hear of none, and the alleys to choose from."""
    part = page_of(alleys, page, PAGE)
    named = next((alley.name for alley in alleys if alley.id == choice.alley), "")
    if not choice.on:
        now = say("You get no last-minute offers.")
    elif choice.alley is None:
        now = say("You get last-minute offers from all alleys.")
    else:
        now = say("You get last-minute offers from {alley}.", alley=sanitize_name(named, ALLEY))
    lines = (
        say(
            "In the last half hour a stall may offer what is left for less. We tell you once a night at most, and never in your quiet hours."
        ),
        quiet_hours_text(say, quiet_hours),
        now,
        *page_text(say, part.number, part.pages),
    )
    groups = (
        [Button(label=say.label("All alleys"), callback=PickLastMinuteAlert(alley=0))],
        *(
            [
                Button(
                    label=shorten_label(sanitize_name(alley.name, ALLEY)),
                    callback=PickLastMinuteAlert(alley=alley.id),
                )
            ]
            for alley in part.shown
        ),
        *pager(say, part.number, part.pages, lambda other: ShowLastMinuteAlert(page=other)),
        [Button(label=say.label("Stop these"), callback=StopLastMinuteAlert())] if choice.on else [],
        [Button(label=say.label("Quiet hours"), callback=ShowQuietHours())],
        [Button(label=say.label("Back"), callback=ShowSettings())],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )
