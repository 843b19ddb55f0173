"""What is seen of one's own: a place in a line, a hold, a claim."""

from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from handlers.deposit.words import asked_words, sum_of
from handlers.deposit.words import state as deposit_state
from handlers.drop.callbacks import ShowDrop
from handlers.drop.lines import LINE, of_drop, with_parts
from handlers.drop.views import ALLEY, DROP, STALL, picture_of
from handlers.drop.where import Where
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import JoinWaitlist
from handlers.waitlist.steps import claim_steps, claimed_words, coming_words, hold_steps, place_words, steps
from handlers.waitlist.taking import call_words
from locales.formats import day, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts, LineFacts
from market.drop.planned import Wanted
from market.waitlist.standing import ClaimFacts, HoldFacts, Waiting

ANYWHERE = Where(Wanted("all"))
"""Where the card leads back to that was opened from a letter."""


def entry_card(
    say: Say, drop: DropFacts, line: LineFacts, own: Waiting, where: Where, now: datetime
) -> Screen:
    """A place in a line, and what will happen without one's doing anything."""
    waits = say(
        "When it is your turn, we message you here. You get at least 30 minutes to answer, more if the drop is days away. Until then there is nothing to do."
    )
    fewer = say("If fewer become available, you get those and stay on the waitlist for the rest.")
    called = drop.calling(now)
    parts = [what(say, drop, line), place_words(say, drop, own)]
    parts.append(call_words(say, drop, own) if own.line in called else waits)
    if own.split and own.party > 1 and own.line not in called:
        parts.append(fewer)
    return Screen(
        Markup("\n").join(parts),
        packed(*steps(say, drop, own, where.code, called), [card_step(say, drop, where, say.label("Back"))]),
        picture_of(drop),
    )


def hold_card(say: Say, hold: HoldFacts, where: Where) -> Screen:
    """A hold that runs, or how it ended; one that was kept is shown by its claim."""
    drop = hold.drop
    if hold.state == "live":
        return Screen(_held(say, hold), _held_rows(say, hold, where), picture_of(drop))
    return Screen(
        Markup("\n").join((_ended(say, hold), what(say, drop, hold.line))),
        packed(
            [_again(say, hold, where)] if hold.state in ("expired", "declined") else [],
            [card_step(say, drop, where, say.label("Details"))],
        ),
        picture_of(drop),
    )


def held_letter(say: Say, hold: HoldFacts) -> Screen:
    """Kept, so its times are absolute."""
    return Screen(_held(say, hold), _held_rows(say, hold, ANYWHERE))


def ended_letter(say: Say, hold: HoldFacts) -> Screen:
    text = Markup("\n").join((_ended(say, hold), what(say, hold.drop, hold.line)))
    card = card_step(say, hold.drop, ANYWHERE, say.label("Details"))
    return Screen(text, packed([_again(say, hold, ANYWHERE)], [card]))


def _held(say: Say, hold: HoldFacts) -> Markup:
    drop, line = hold.drop, hold.line
    if hold.deposit_each:
        price = money(say, hold.units * line.price, drop.alley.currency, drop.alley.territory)
        held = say("Held for you: {units} × {line}.", units=hold.units, line=with_parts(say, drop, line))
        return Markup("\n").join((held, place(say, drop, line), asked_words(say, hold, price)))
    return Markup("\n").join([_held_until(say, drop, line, hold.units, hold.until), *_rest(say, hold.rest)])


@lru_cache(maxsize=1024)
def _held_until(say: Say, drop: DropFacts, line: LineFacts, units: int, until: datetime) -> Markup:
    """Kept, for where many join at one time their holds end alike."""
    held = say("Held for you: {units} × {line}.", units=units, line=with_parts(say, drop, line))
    price = money(say, units * line.price, drop.alley.currency, drop.alley.territory)
    keep = say(
        "Confirm by {until} ({city} time), or it goes to the next person.",
        until=moment(say, until, drop.alley.zone),
        city=drop.alley.city,
    )
    parts = [held, place(say, drop, line), say("{price}, paid at the stall.", price=price), keep]
    return Markup("\n").join(parts)


def _rest(say: Say, waits: int) -> list[Markup]:
    """What a parted party still waits for."""
    return (
        [
            say.many(
                "You stay on the waitlist for {count} more.",
                "You stay on the waitlist for {count} more.",
                waits,
            )
        ]
        if waits
        else []
    )


def _held_rows(say: Say, hold: HoldFacts, where: Where) -> tuple[tuple[Button, ...], ...]:
    card = card_step(say, hold.drop, where, say.label("Details"))
    return packed(*hold_steps(say, hold.id, hold.units, where.code, bool(hold.deposit_each)), [card])


def _ended(say: Say, hold: HoldFacts) -> Markup:
    at = moment(say, hold.ended_at or hold.until, hold.drop.alley.zone)
    match hold.state:
        case "declined":
            return say("Declined {at}. Thank you for letting us know.", at=at)
        case "cancelled":
            return say("This hold ended {at}: the drop was cancelled.", at=at)
        case _:
            return say("This hold ended {at}.", at=at)


def claim_card(say: Say, claim: ClaimFacts, where: Where) -> Screen:
    drop, line, own = claim.drop, claim.line, claim.claimed
    card = card_step(say, drop, where, say.label("Details"))
    standing = claim.state in ("claimed", "collected")
    parts = [_claimed(say, claim), place(say, drop, line)]
    if standing:
        parts.append(claimed_words(say, drop, line, own))
    if claim.state == "claimed" and own.coming and not own.collected:
        parts.append(coming_words(say))
    if claim.deposit:
        deposit = sum_of(say, claim.deposit)
        stands = deposit_state(say, claim.deposit)
        parts.append(say("Deposit {deposit}: {state}", deposit=deposit, state=stands))
    parts += _rest(say, claim.rest)
    return Screen(
        Markup("\n").join(parts),
        packed(*(claim_steps(say, drop, own, where.code) if standing else ()), [card]),
        picture_of(drop),
    )


def _claimed(say: Say, claim: ClaimFacts) -> Markup:
    zone = claim.drop.alley.zone
    what: dict[str, str | int] = {
        "units": claim.claimed.units,
        "line": of_drop(say, claim.drop, claim.line, with_parts(say, claim.drop, claim.line)),
    }
    ended = moment(say, claim.ended_at or claim.claimed.claimed_at, zone)
    match claim.state:
        case "released":
            return say("Released {at}, thank you: {units} × {line}.", at=ended, **what)
        case "missed":
            return say("Not collected by {at}: {units} × {line}.", at=ended, **what)
        case "cancelled":
            return say("The drop was cancelled {at}: {units} × {line}.", at=ended, **what)
        case _:
            at = moment(say, claim.claimed.claimed_at, zone)
            return say("Confirmed {at}: {units} × {line}.", at=at, **what)


def thanks(say: Say, drop: DropFacts, line: LineFacts, units: int, number: int | None) -> Markup:
    """For who frees units."""
    freed = counted(say, line.unit, units)
    if number is None:
        return say("Thank you for letting us know: {units} available again.", units=freed)
    return say(
        "Thank you for letting us know: {units} offered to number {number}.", units=freed, number=number
    )


@lru_cache(maxsize=1024)
def what(say: Say, drop: DropFacts, line: LineFacts) -> Markup:
    """A line with its drop, stall, hour and price."""
    where = {
        "stall": name(drop.stall.name, STALL),
        "when": moment(say, line.starts_at or drop.starts_at, drop.alley.zone),
        "price": money(say, line.price, drop.alley.currency, drop.alley.territory),
    }
    called = with_parts(say, drop, line)
    if called == name(drop.name, LINE):
        return say("{drop}, {stall}, {when}, {price} each.", drop=name(drop.name, DROP), **where)
    return say(
        "{line}: {drop}, {stall}, {when}, {price} each.", line=called, drop=name(drop.name, DROP), **where
    )


def place(say: Say, drop: DropFacts, line: LineFacts) -> Markup:
    """Which stall, where and when."""
    if line.starts_at:
        return say(
            "{stall}, {alley}, {when}",
            stall=name(drop.stall.name, STALL),
            alley=name(drop.alley.name, ALLEY),
            when=moment(say, line.starts_at, drop.alley.zone),
        )
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


def card_step(say: Say, drop: DropFacts, where: Where, label: str) -> Button:
    return Button(label, ShowDrop(drop=drop.id, where=where.code))
