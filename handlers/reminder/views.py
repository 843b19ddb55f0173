"""What a shopper is reminded of. It is kept, so its times are absolute."""

from datetime import datetime

from handlers.alley.callbacks import ShowAlley
from handlers.drop.views import ALLEY, DROP, STALL
from handlers.ticket.callbacks import ShowClaimTicket, ShowReturns, ShowTicket
from handlers.ticket.views import amount
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen, Style
from handlers.waitlist.callbacks import ConfirmClaim, ReleaseClaim
from handlers.waitlist.steps import coming_words, hold_steps
from handlers.waitlist.views import ANYWHERE
from locales.formats import clock, day, day_hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts
from market.ticket.facts import TicketFacts
from market.waitlist.standing import ClaimFacts, HoldFacts

WHERE = ANYWHERE.code


def claim_near(say: Say, claim: ClaimFacts) -> Screen:
    """Three days and a day before. Who has said that they are coming is not asked again."""
    drop, own = claim.drop, claim.claimed
    text = say(
        "{drop}, {stall}: {when}, {alley} ({city} time).",
        drop=name(drop.name, DROP),
        stall=name(drop.stall.name, STALL),
        when=_when(say, claim),
        alley=name(drop.alley.name, ALLEY),
        city=drop.alley.city,
    )
    price = money(say, own.units * own.price, drop.alley.currency, drop.alley.territory)
    units = counted(say, claim.line.unit, own.units)
    others = [_release(say, claim), _directions(say, drop)]
    if own.coming:
        known = say.sentences(say("{units}, {price}.", units=units, price=price), coming_words(say))
        return Screen(text + "\n" + known, packed([_ticket(say, claim, "primary")], others))
    asked = say("{units}, {price}. Are you coming?", units=units, price=price)
    coming = Button(say.label("I am coming"), ConfirmClaim(claim=own.id, where=WHERE), style="primary")
    return Screen(text + "\n" + asked, packed([coming], others, [_ticket(say, claim)]))


def claim_soon(say: Say, claim: ClaimFacts) -> Screen:
    """Two hours before, to who is coming."""
    drop, zone = claim.drop, claim.drop.alley.zone
    text = say(
        "{drop}, {alley}, {when}: {units}, yours until {end}.",
        drop=name(drop.name, DROP),
        alley=name(drop.alley.name, ALLEY),
        when=moment(say, _start(claim), zone),
        units=counted(say, claim.line.unit, claim.claimed.units),
        end=clock(say, claim.line.ends_at or drop.ends_at, zone),
    )
    return Screen(
        text, packed([_ticket(say, claim, "primary")], [_release(say, claim), _directions(say, drop)])
    )


def hold_half_gone(say: Say, hold: HoldFacts) -> Screen:
    drop = hold.drop
    text = say(
        "Still held for you until {until}: {units} × {line}, {price}. Tap once to tell the stall.",
        until=moment(say, hold.until, drop.alley.zone),
        units=hold.units,
        line=name(hold.line.name, DROP),
        price=money(say, hold.units * hold.line.price, drop.alley.currency, drop.alley.territory),
    )
    return Screen(text, packed(*hold_steps(say, hold.id, hold.units, WHERE, bool(hold.deposit_each))))


def loan_due(say: Say, ticket: TicketFacts) -> Screen:
    """The day before packaging is due."""
    text = say(
        "To return: {units} from {stall}, by {by}.",
        units=counted(say, ticket.unit, ticket.left),
        stall=name(ticket.stall_name, STALL),
        by=day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
    )
    back = say(
        "You get {deposit} back when you return it, at any stall of this market.",
        deposit=amount(say, ticket, ticket.left * ticket.deposit),
    )
    show = Button(say.label("Returns ticket"), ShowTicket(ticket=ticket.id), style="primary", below=True)
    return Screen(
        text + "\n" + back, packed([show], [Button(say.label("My returns"), ShowReturns(), below=True)])
    )


def _start(claim: ClaimFacts) -> datetime:
    return claim.line.starts_at or claim.drop.starts_at


def _when(say: Say, claim: ClaimFacts) -> str:
    """A slot's hour, or the drop's hours."""
    drop, zone = claim.drop, claim.drop.alley.zone
    if claim.line.starts_at:
        return moment(say, claim.line.starts_at, zone)
    return day_hours(say, drop.starts_at, drop.ends_at, zone)


def _release(say: Say, claim: ClaimFacts) -> Button:
    return Button(say.label("Cannot come"), ReleaseClaim(claim=claim.claimed.id, where=WHERE))


def _directions(say: Say, drop: DropFacts) -> Button:
    return Button(say.label("Directions"), ShowAlley(alley=drop.alley.id), below=True)


def _ticket(say: Say, claim: ClaimFacts, style: Style = "") -> Button:
    shown = ShowClaimTicket(claim=claim.claimed.id)
    return Button(say.label("Show ticket"), shown, style=style, below=True)
