"""What the giver and the friend see of a gift. A link is shown once, for it is not kept."""

from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from handlers.drop.callbacks import ShowDrop, ShowDrops
from handlers.drop.lines import LINE
from handlers.drop.where import Where
from handlers.gift.callbacks import TakeGift
from handlers.ticket.callbacks import ShowClaimTicket
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import KeepHold
from handlers.waitlist.views import ANYWHERE, place
from locales.formats import moment, money
from locales.say import Say
from locales.words import name
from market.waitlist.gift import GiftFacts
from market.waitlist.standing import HoldFacts

SHARE = "https://t.me/share/url"


def given_hold(say: Say, hold: HoldFacts, link: str, until: datetime, where: Where) -> Screen:
    """To the giver; until the friend takes it they may still keep it."""
    keep = KeepHold(hold=hold.id, units=hold.units, where=where.code)
    return _given(say, link, until, hold.drop.alley.zone, Button(say.label("Keep it myself"), keep))


def given_ticket(say: Say, claim: int, link: str, until: datetime, zone: str) -> Screen:
    return _given(
        say, link, until, zone, Button(say.label("Back to the ticket"), ShowClaimTicket(claim=claim))
    )


def _given(say: Say, link: str, until: datetime, zone: str, back: Button) -> Screen:
    send = say(
        "Send this link to one friend. It works once and ends {until}. Until your friend accepts, it stays yours.",
        until=moment(say, until, zone),
    )
    share = Button(say.label("Share"), url=f"{SHARE}?{urlencode({'url': link})}")
    return Screen(
        Markup("\n").join((send, Markup("{}").format(link))),
        packed([Button(say.label("Copy link"), copy=link), share], [back]),
    )


def gift_offered(say: Say, gift: GiftFacts, code: str) -> Screen:
    """To the friend: what, where, when, for how much and until when."""
    alley = gift.drop.alley
    offers = say("A friend gives you: {units} × {line}.", units=gift.units, line=name(gift.line.name, LINE))
    price = say(
        "{price}, paid at the stall.",
        price=money(say, gift.units * gift.price, alley.currency, alley.territory),
    )
    return Screen(
        Markup("\n").join((offers, place(say, gift.drop, gift.line), price, _until(say, gift))),
        packed(
            [Button(say.label("Accept"), TakeGift(code=code), style="success")],
            [Button(say.label("No, thank you"), ShowDrops(where=Where().code))],
        ),
    )


def _until(say: Say, gift: GiftFacts) -> Markup:
    zone = gift.drop.alley.zone
    take = say(
        "Accept it by {until} ({city} time).", until=moment(say, gift.until, zone), city=gift.drop.alley.city
    )
    if gift.keep_by is None:
        return take
    return say.sentences(
        take, say("Then it is held for you until {until}.", until=moment(say, gift.keep_by, zone))
    )


def gift_taken(say: Say, gift: GiftFacts) -> Screen:
    """The letter to the giver."""
    text = say(
        "Your friend has accepted: {units} × {line}.", units=gift.units, line=name(gift.line.name, LINE)
    )
    card = Button(say.label("Details"), ShowDrop(drop=gift.drop.id, where=ANYWHERE.code), below=True)
    return Screen(Markup("\n").join((text, place(say, gift.drop, gift.line))), packed([card]))
