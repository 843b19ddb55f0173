"""What is seen of one's own: a place in a line, a hold, a claim, and the question how many."""

from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from handlers.drop.callbacks import ShowDrop
from handlers.drop.views import ALLEY, DROP, STALL, plate_of
from handlers.drop.where import Where
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Picture, Screen
from handlers.waitlist.callbacks import JoinWaitlist
from handlers.waitlist.steps import LINE, claim_steps, claimed_words, hold_steps, place_words, steps
from locales.formats import day, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts, LineFacts
from market.drop.planned import Wanted
from market.waitlist.standing import ClaimFacts, HoldFacts, Waiting

LARGEST_PARTY = 6
ANYWHERE = Where(Wanted("all"))
"""Where the card leads back to that was opened from a letter."""


def entry_card(say: Say, drop: DropFacts, line: LineFacts, own: Waiting, where: Where) -> Screen:
    """A place in a line, and what will happen without one's doing anything."""
    waits = say(
        "When it is your turn you get a message here and at least 30 minutes to answer, more if the drop is days away. "
        "Until then there is nothing you need to do."
    )
    parts = (_what(say, drop, line), place_words(say, drop, own), waits)
    return Screen(
        Markup("\n").join(parts),
        packed(*steps(say, drop, own, where.code), [_card(say, drop, where, say.label("Back"))]),
        _picture(drop),
    )


def party_choice(say: Say, drop: DropFacts, line: LineFacts, own: Waiting | None, where: Where) -> Screen:
    """How many; what the drop does not allow keeps its button, which says so."""
    free = say.many("{count} is free now.", "{count} are free now.", line.free)
    parts = [_what(say, drop, line), free + " " + say("For how many?")]
    if own and own.number:
        parts.append(
            say(
                "You wait as number {number}, for {party}. Fewer keep that number; more take the end of the line.",
                number=own.number,
                party=own.party,
            )
        )
    parties = range(1, LARGEST_PARTY + 1)
    return Screen(
        Markup("\n").join(parts),
        packed(
            [_party(say, drop, line, party, where) for party in parties if party <= drop.per_person],
            [_party(say, drop, line, party, where) for party in parties if party > drop.per_person],
            [_card(say, drop, where, say.label("Back"))],
        ),
        _picture(drop),
    )


def _party(say: Say, drop: DropFacts, line: LineFacts, party: int, where: Where) -> Button:
    fits = party <= drop.per_person
    label = say.label("For {count}", count=party) if fits else say.label("{count}: over", count=party)
    return Button(label, JoinWaitlist(line=line.id, party=party, where=where.code))


def hold_card(say: Say, hold: HoldFacts, where: Where) -> Screen:
    """A hold that runs, or how it ended; one that was kept is shown by its claim."""
    drop = hold.drop
    if hold.state == "live":
        return Screen(_held(say, hold), _held_rows(say, hold, where), _picture(drop))
    return Screen(
        Markup("\n").join((_ended(say, hold), _what(say, drop, hold.line))),
        packed(
            [_again(say, hold, where)] if hold.state in ("expired", "declined") else [],
            [_card(say, drop, where, say.label("Drop card"))],
        ),
        _picture(drop),
    )


def held_letter(say: Say, hold: HoldFacts) -> Screen:
    """Kept, so its times are absolute."""
    return Screen(_held(say, hold), _held_rows(say, hold, ANYWHERE))


def ended_letter(say: Say, hold: HoldFacts) -> Screen:
    text = Markup("\n").join((_ended(say, hold), _what(say, hold.drop, hold.line)))
    card = _card(say, hold.drop, ANYWHERE, say.label("Drop card"))
    return Screen(text, packed([_again(say, hold, ANYWHERE)], [card]))


def _held(say: Say, hold: HoldFacts) -> Markup:
    return _held_until(say, hold.drop, hold.line, hold.units, hold.until)


@lru_cache(maxsize=1024)
def _held_until(say: Say, drop: DropFacts, line: LineFacts, units: int, until: datetime) -> Markup:
    """Kept, for where many join at one time their holds end alike."""
    held = say("Held for you: {units} × {line}.", units=units, line=name(line.name, LINE))
    price = money(say, units * line.price, drop.alley.currency, drop.alley.territory)
    keep = say(
        "Keep it by {until} ({city} time). After that it goes to the next in line.",
        until=moment(say, until, drop.alley.zone),
        city=drop.alley.city,
    )
    return Markup("\n").join((held, _place(say, drop), say("{price}, paid at the stall.", price=price), keep))


def _held_rows(say: Say, hold: HoldFacts, where: Where) -> tuple[tuple[Button, ...], ...]:
    card = _card(say, hold.drop, where, say.label("Drop card"))
    return packed(*hold_steps(say, hold.id, hold.units, where.code), [card])


def _ended(say: Say, hold: HoldFacts) -> Markup:
    at = moment(say, hold.ended_at or hold.until, hold.drop.alley.zone)
    match hold.state:
        case "declined":
            return say("Declined {at}. Thank you for saying so.", at=at)
        case "cancelled":
            return say("This hold ended {at}: the drop was cancelled.", at=at)
        case _:
            return say("This hold ended {at}.", at=at)


def claim_card(say: Say, claim: ClaimFacts, where: Where) -> Screen:
    drop, line, own = claim.drop, claim.line, claim.claimed
    card = _card(say, drop, where, say.label("Drop card"))
    standing = claim.state in ("claimed", "collected")
    parts = [_claimed(say, claim), _place(say, drop)]
    if standing:
        parts.append(claimed_words(say, drop, line, own))
    return Screen(
        Markup("\n").join(parts),
        packed(*(claim_steps(say, drop, own, where.code) if standing else ()), [card]),
        _picture(drop),
    )


def _claimed(say: Say, claim: ClaimFacts) -> Markup:
    zone = claim.drop.alley.zone
    what: dict[str, str | int] = {"units": claim.claimed.units, "line": name(claim.line.name, LINE)}
    ended = moment(say, claim.ended_at or claim.claimed.claimed_at, zone)
    match claim.state:
        case "released":
            return say("Released {at}, thank you: {units} × {line}.", at=ended, **what)
        case "missed":
            return say("Not collected, and the drop is over: {units} × {line}.", **what)
        case "cancelled":
            return say("The drop was cancelled {at}: {units} × {line}.", at=ended, **what)
        case _:
            at = moment(say, claim.claimed.claimed_at, zone)
            return say("Claimed {at}: {units} × {line}.", at=at, **what)


def thanks(say: Say, drop: DropFacts, line: LineFacts, units: int, number: int | None) -> Markup:
    """For who frees units."""
    freed = counted(say, line.unit, units)
    if number is None:
        return say("Thank you for saying so: {units} freed.", units=freed)
    return say(
        "Thank you for saying so: {units} freed, offered to number {number}.", units=freed, number=number
    )


@lru_cache(maxsize=1024)
def _what(say: Say, drop: DropFacts, line: LineFacts) -> Markup:
    return say(
        "{line}: {drop}, {stall}, {when}, {price} each.",
        line=name(line.name, LINE),
        drop=name(drop.name, DROP),
        stall=name(drop.stall.name, STALL),
        when=moment(say, line.starts_at or drop.starts_at, drop.alley.zone),
        price=money(say, line.price, drop.alley.currency, drop.alley.territory),
    )


def _place(say: Say, drop: DropFacts) -> Markup:
    return say(
        "{stall}, {alley}, {day}, {hours}",
        stall=name(drop.stall.name, STALL),
        alley=name(drop.alley.name, ALLEY),
        day=day(say, drop.starts_at, drop.alley.zone),
        hours=hours(say, drop.starts_at, drop.ends_at, drop.alley.zone),
    )


def _again(say: Say, hold: HoldFacts, where: Where) -> Button:
    wish = JoinWaitlist(line=hold.line.id, party=hold.units, where=where.code)
    return Button(say.label("Rejoin at the end"), wish)


def _card(say: Say, drop: DropFacts, where: Where, label: str) -> Button:
    return Button(label, ShowDrop(drop=drop.id, where=where.code))


def _picture(drop: DropFacts) -> Picture:
    return Picture(drop.picture) if drop.picture else plate_of(drop)
