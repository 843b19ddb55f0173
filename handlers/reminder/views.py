"""What a reminder says. It is kept, so its times are absolute."""

from datetime import datetime

from markupsafe import Markup

from handlers.alley.callbacks import ShowAlley
from handlers.desk.callbacks import ShowDesk
from handlers.drop.callbacks import ShowDrop
from handlers.drop.views import ALLEY, DROP, STALL
from handlers.scan.callbacks import AskScan
from handlers.ticket.callbacks import ShowClaimTicket
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import ConfirmClaim, ReleaseClaim
from handlers.waitlist.steps import hold_steps
from handlers.waitlist.views import ANYWHERE
from locales.formats import clock, day, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts
from market.waitlist.standing import ClaimFacts, HoldFacts

WHERE = ANYWHERE.code


def claim_near(say: Say, claim: ClaimFacts) -> Screen:
    """The day before."""
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
    asked = say("{units}, {price}. Are you coming?", units=units, price=price)
    coming = Button(say.label("Coming"), ConfirmClaim(claim=own.id, where=WHERE), style="primary")
    return Screen(
        text + "\n" + asked,
        packed([coming], [_release(say, claim), _directions(say, drop)], [_ticket(say, claim)]),
    )


def claim_soon(say: Say, claim: ClaimFacts) -> Screen:
    """Two hours before, to who is coming."""
    drop, zone = claim.drop, claim.drop.alley.zone
    text = say(
        "{drop}, {alley}, {when}: {units}, yours until {end}.",
        drop=name(drop.name, DROP),
        alley=name(drop.alley.name, ALLEY),
        when=moment(say, _start(claim), zone),
        units=counted(say, claim.line.unit, claim.claimed.units),
        end=clock(say, drop.ends_at, zone),
    )
    return Screen(text, packed([_ticket(say, claim)], [_release(say, claim), _directions(say, drop)]))


def hold_half_gone(say: Say, hold: HoldFacts) -> Screen:
    drop = hold.drop
    text = say(
        "Still held for you until {until}: {units} × {line}, {price}. One tap tells the stall.",
        until=moment(say, hold.until, drop.alley.zone),
        units=hold.units,
        line=name(hold.line.name, DROP),
        price=money(say, hold.units * hold.line.price, drop.alley.currency, drop.alley.territory),
    )
    return Screen(text, packed(*hold_steps(say, hold.id, hold.units, WHERE, bool(hold.deposit_each))))


def vendor_day(say: Say, drop: DropFacts, what: str) -> Screen:
    """To the stall: the day before ("eve"), two hours before ("soon"), "open", "close"."""
    taken = sum(line.claimed + line.held for line in drop.lines)
    numbers = say("{taken} of {count} held or claimed.", taken=taken, count=drop.quantity)
    return Screen(
        _vendor_words(say, drop, what) + "\n" + numbers,
        packed(
            [
                Button(say.label("Desk"), ShowDesk(), style="primary"),
                Button(say.label("Scan"), AskScan()),
            ],
            [Button(say.label("Drop card"), ShowDrop(drop=drop.id, where=WHERE))],
        ),
    )


def _vendor_words(say: Say, drop: DropFacts, what: str) -> Markup:
    words = {"drop": name(drop.name, DROP), "alley": name(drop.alley.name, ALLEY)}
    zone = drop.alley.zone
    match what:
        case "eve" | "soon":
            time = f"{day(say, drop.starts_at, zone)}, {hours(say, drop.starts_at, drop.ends_at, zone)}"
            return say("Coming up: {drop}, {when}, {alley}.", when=time, **words)
        case "open":
            return say("Open now, {when}: {drop}, {alley}.", when=moment(say, drop.starts_at, zone), **words)
        case _:
            return say("Over, {when}: {drop}, {alley}.", when=moment(say, drop.ends_at, zone), **words)


def _start(claim: ClaimFacts) -> datetime:
    return claim.line.starts_at or claim.drop.starts_at


def _when(say: Say, claim: ClaimFacts) -> str:
    """A slot's hour, or the drop's hours."""
    drop, zone = claim.drop, claim.drop.alley.zone
    if claim.line.starts_at:
        return moment(say, claim.line.starts_at, zone)
    return f"{day(say, drop.starts_at, zone)}, {hours(say, drop.starts_at, drop.ends_at, zone)}"


def _release(say: Say, claim: ClaimFacts) -> Button:
    return Button(say.label("Cannot come"), ReleaseClaim(claim=claim.claimed.id, where=WHERE))


def _directions(say: Say, drop: DropFacts) -> Button:
    return Button(say.label("Directions"), ShowAlley(alley=drop.alley.id), below=True)


def _ticket(say: Say, claim: ClaimFacts) -> Button:
    return Button(say.label("Show ticket"), ShowClaimTicket(claim=claim.claimed.id), below=True)
