"""What a person has on a drop, in words, and the steps they may take: parts of the drop's card and of their own cards."""

from collections.abc import Iterator

from markupsafe import Markup

from handlers.deposit.callbacks import ShowDeposit
from handlers.deposit.words import amount, held_words
from handlers.draw.words import own_draw_step, place_in_draw
from handlers.drop.lines import called
from handlers.gift.callbacks import GiveHold
from handlers.mine.callbacks import ShowWhy
from handlers.ticket.callbacks import ShowClaimTicket
from handlers.ui.screen import Button
from handlers.waitlist.callbacks import (
    AskParty,
    AskSlot,
    ConfirmClaim,
    DeclineHold,
    KeepHold,
    LeaveWaitlist,
    ReleaseClaim,
)
from handlers.waitlist.hours import other_hours
from handlers.waitlist.taking import call_words, take_steps
from locales.formats import moment
from locales.say import Say
from locales.units import counted
from market.drop.facts import DropFacts, LineFacts
from market.waitlist.standing import Claimed, Held, Own, Standing, Waiting

Buttons = list[Button]


def own_words(
    say: Say, drop: DropFacts, own: Standing, calling: frozenset[int] = frozenset()
) -> list[Markup]:
    """A sentence for each thing of theirs, after its line's name where there are several; `calling`: the lines whose first tap has what is free."""
    lines = {line.id: line for line in drop.lines}
    return [
        _named(say, drop, lines[each.line], _words(say, drop, lines[each.line], each, calling))
        for each in own.all
    ]


def _named(say: Say, drop: DropFacts, line: LineFacts, words: Markup) -> Markup:
    if len(drop.offered) == 1:
        return words
    return say("{line}: {stands}", line=called(say, drop, line), stands=words)


def _words(say: Say, drop: DropFacts, line: LineFacts, own: Own, calling: frozenset[int]) -> Markup:
    match own:
        case Held() if own.deposit == "said" or drop.deposit_of(line):
            return held_words(say, drop, line, own)
        case Held():
            return say(
                "{units} held for you until {until}.",
                units=counted(say, line.unit, own.units),
                until=moment(say, own.until, drop.alley.zone),
            )
        case Claimed():
            return claimed_words(say, drop, line, own)
        case Waiting() if line.id in calling:
            return say.sentences(place_words(say, drop, own), call_words(say, drop, own))
        case Waiting():
            return place_words(say, drop, own)


def claimed_words(say: Say, drop: DropFacts, line: LineFacts, own: Claimed) -> Markup:
    units = counted(say, line.unit, own.units)
    if own.collected >= own.units:
        return say("Collected: {units}.", units=units)
    if own.collected:
        return say("Collected {count} of {units}.", count=own.collected, units=units)
    price = amount(say, drop, own.to_pay)
    if own.paid:
        paid = amount(say, drop, own.paid)
        return say(
            "Confirmed: {units}. Pay {price} at the stall, after your {deposit} deposit.",
            units=units,
            price=price,
            deposit=paid,
        )
    return say("Confirmed: {units}. Pay {price} at the stall.", units=units, price=price)


def coming_words(say: Say) -> Markup:
    return say("You said that you are coming.")


def place_words(say: Say, drop: DropFacts, own: Waiting) -> Markup:
    """A number and how many are ahead at most; never a count that could go up."""
    if (drawn := place_in_draw(say, drop, own)) is not None:
        return drawn
    if own.number is None:
        lot = drop.draws_at or drop.pot_until or drop.starts_at
        return say(
            "You have entered, for {party}. The draw is {at}.",
            party=own.party,
            at=moment(say, lot, drop.alley.zone),
        )
    facts = {"number": own.number, "party": own.party}
    if not own.ahead:
        return say("You are number {number}, for {party}. You are next.", **facts)
    if not own.turned:
        return say(
            "You are number {number}, for {party}: at most {ahead} ahead of you.", ahead=own.ahead, **facts
        )
    words = say(
        "You are number {number}, for {party}. Numbers up to {turned} have had their turn. At most {ahead} ahead of you.",
        turned=own.turned,
        ahead=own.ahead,
        **facts,
    )
    if not own.skipped:
        return words
    passed = say.many(
        "Someone who wanted fewer went first, 1 of at most {most} times.",
        "Someone who wanted fewer went first, {count} of at most {most} times.",
        own.skipped,
        most=drop.skips,
    )
    return say.sentences(words, passed)


def own_steps(
    say: Say, drop: DropFacts, own: Standing, at: str, calling: frozenset[int] = frozenset()
) -> Iterator[Buttons]:
    for each in own.all:
        yield from steps(say, drop, each, at, calling)


def steps(
    say: Say, drop: DropFacts, own: Own, at: str, calling: frozenset[int] = frozenset()
) -> list[Buttons]:
    """The main step first, what hurts never beside it."""
    match own:
        case Held():
            asks = any(drop.deposit_of(line) for line in drop.lines if line.id == own.line)
            return hold_steps(say, own.id, own.units, at, asks or bool(own.deposit))
        case Claimed():
            return claim_steps(say, drop, own, at)
        case Waiting() if own.line in calling:
            return take_steps(say, drop, own, at)
        case Waiting():
            draw = own_draw_step(say, drop, own, at)
            why = Button(say.label("Why the wait?"), ShowWhy(), style="" if draw else "primary")
            return [
                [draw] if draw else [],
                [why] if own.number or not draw else [],
                [
                    Button(say.label("Change quantity"), AskParty(line=own.line, where=at)),
                    Button(say.label("Leave waitlist"), LeaveWaitlist(line=own.line, where=at)),
                ],
            ]


def hold_steps(say: Say, hold: int, units: int, at: str, deposit: bool = False) -> list[Buttons]:
    """`deposit`: it is kept by paying one."""
    after = [
        [Button(say.label("Decline"), DeclineHold(hold=hold, where=at))],
        [Button(say.label("Give to a friend"), GiveHold(hold=hold, where=at), below=True)],
    ]
    if deposit:
        pay = Button(say.label("Pay the deposit"), ShowDeposit(hold=hold, where=at), style="primary")
        return [[pay], *after]
    keep = Button(
        say.label("Confirm {count}", count=units), KeepHold(hold=hold, units=units, where=at), style="success"
    )
    one = Button(say.label("Confirm only 1"), KeepHold(hold=hold, units=1, where=at))
    return [[keep], [one] if units > 1 else [], *after]


def claim_steps(say: Say, drop: DropFacts, own: Claimed, at: str) -> list[Buttons]:
    ticket = Button(say.label("Show ticket"), ShowClaimTicket(claim=own.id), style="primary", below=True)
    if own.collected:
        return [[ticket]]
    coming = Button(say.label("I am coming"), ConfirmClaim(claim=own.id, where=at))
    hour = Button(say.label("Another time"), AskSlot(claim=own.id, where=at))
    return [
        [ticket],
        [coming] if drop.moved_from and not own.coming else [],
        [hour] if other_hours(drop, own.line) else [],
        [Button(say.label("Cannot come"), ReleaseClaim(claim=own.id, where=at))],
    ]
