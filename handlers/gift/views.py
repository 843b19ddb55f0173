"""A gift as the giver and the friend see it. The link is shown once, since it is not stored."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop, ShowDrops
from handlers.callbacks.gift import AcceptGift
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.ticket import ShowPickupTicket
from handlers.callbacks.waitlist import ConfirmHold
from handlers.ui.button_layout import layout_buttons
from handlers.ui.link_buttons import link_buttons
from handlers.ui.screen import Button, Screen, Shown
from handlers.waitlist.views import ANYWHERE, place_and_time
from locales.formats import format_datetime
from locales.say import Say
from market.drop.amounts import total_text
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import full_name
from market.waitlist.gift import GiftFacts, GiftOffer, OfferedGift
from storage.gift import GiftState
from storage.shown import ShownKind


@dataclass(frozen=True, kw_only=True)
class GiftLink:
    """A gift as its giver sends it: what and how many, by which link, until when."""

    drop: DropFacts
    item: ItemFacts
    units: int
    link: str
    until: datetime


def hold_gift_page(say: Say, gift: GiftLink, hold: int, back_to: ListLocation) -> Screen:
    """Shows the link to the giver; until the friend accepts, the giver can still confirm the hold."""
    confirm = ConfirmHold(hold=hold, units=gift.units, back_to=back_to.code)
    return _gift_page(say, gift, Button(label=say.label("Keep it myself"), callback=confirm))


def ticket_gift_page(say: Say, gift: GiftLink, booking: int) -> Screen:
    back = Button(label=say.label("Back to the ticket"), callback=ShowPickupTicket(booking=booking))
    return _gift_page(say, gift, back)


def _gift_page(say: Say, gift: GiftLink, back: Button) -> Screen:
    send = say(
        "Send this link to one friend. It works once and expires {until}. Until your friend accepts, it stays yours.",
        until=format_datetime(say, gift.until, gift.drop.alley.zone),
    )
    return Screen(
        text=Markup("\n").join((send, Markup("{}").format(gift.link))),
        rows=layout_buttons(link_buttons(say, gift.link, _words(say, gift)), [back]),
    )


def _words(say: Say, gift: GiftLink) -> str:
    """Returns the words with which the link is sent."""
    # text: sent with a link to a friend, who opens the link below it
    return say.plain(
        "For you: {units} × {item}, {when}. Open the link and accept it by {until}.",
        units=gift.units,
        item=full_name(say, gift.drop, gift.item),
        when=format_datetime(say, gift.item.starts_at or gift.drop.starts_at, gift.drop.alley.zone),
        until=format_datetime(say, gift.until, gift.drop.alley.zone),
    )


def gift_shown(offer: GiftOffer, item: int) -> Shown:
    """Returns what a message with a gift link shows."""
    return Shown(kind=ShownKind.GIFT, subject=offer.gift, item=item, until=offer.until)


def gift_link_ended(say: Say, gift: OfferedGift) -> Screen:
    """Shows the giver what became of a link that no longer works."""
    if gift.state is not GiftState.TAKEN:
        return Screen(text=say("This gift link no longer works."))
    at = format_datetime(say, gift.ended_at or gift.until, gift.zone)
    return Screen(text=say("Your friend accepted {at}. This link no longer works.", at=at))


def gift_offered(say: Say, gift: GiftFacts, code: str) -> Screen:
    """Shows the friend what, where, when, the price and the deadline."""
    offers = say(
        "A friend gives you: {units} × {item}.",
        units=gift.units,
        item=full_name(say, gift.drop, gift.item),
    )
    price = total_text(say, gift.drop, gift.units * gift.price, gift.units * gift.item.loan_deposit)
    return Screen(
        text=Markup("\n").join((offers, place_and_time(say, gift.drop, gift.item), price, _until(say, gift))),
        rows=layout_buttons(
            [
                Button(label=say.label("Accept"), callback=AcceptGift(code=code), style="success"),
                Button(label=say.label("No, thank you"), callback=ShowDrops(back_to=ListLocation().code)),
            ],
        ),
    )


def _until(say: Say, gift: GiftFacts) -> Markup:
    zone = gift.drop.alley.zone
    take = say(
        "Accept it by {until} ({city} time).",
        until=format_datetime(say, gift.until, zone),
        city=gift.drop.alley.city,
    )
    if gift.confirm_by is None:
        return take
    return say.sentences(
        take, say("Then it is held for you until {until}.", until=format_datetime(say, gift.confirm_by, zone))
    )


def gift_accepted_message(say: Say, gift: GiftFacts) -> Screen:
    """Tells the giver that the friend has accepted."""
    text = say(
        "Your friend has accepted: {units} × {item}.",
        units=gift.units,
        item=full_name(say, gift.drop, gift.item),
    )
    card = Button(
        label=say.label("Details"), callback=ShowDrop(drop=gift.drop.id, back_to=ANYWHERE.code), below=True
    )
    return Screen(
        text=Markup("\n").join((text, place_and_time(say, gift.drop, gift.item))), rows=layout_buttons([card])
    )
