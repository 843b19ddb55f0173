"""All that is one's own, what needs an answer first; and why nothing moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.deposit.callbacks import ShowDeposit, ShowMyDeposits
from handlers.deposit.words import STALL, amount
from handlers.drop.callbacks import ShowDrops
from handlers.drop.lines import called, of_drop
from handlers.drop.where import Where
from handlers.mine.callbacks import ShowMine, ShowPast, ShowWhy
from handlers.start.callbacks import ShowStart
from handlers.ticket.callbacks import ShowClaimTicket, ShowTickets
from handlers.ui.rows import labelled, packed, turning
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import KeepHold, ShowEntry, ShowHold
from handlers.waitlist.causes import cause_words
from handlers.waitlist.steps import place_words
from handlers.waitlist.taking import call_words, take_step
from handlers.waitlist.views import ANYWHERE
from locales.formats import moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.waitlist.standing import Claimed, Held, Mine, Waiting
from market.waitlist.why import Reason, Why

PAGE = 5
AT = ANYWHERE.code


def mine_list(say: Say, everything: Sequence[Mine], page: int, now: datetime) -> Screen:
    """A page of it; beyond the last page, the last."""
    if not everything:
        weekend = Button(say.label("This weekend"), ShowDrops(where=Where().code), style="primary")
        more = [Button(say.label("Tickets"), ShowTickets()), Button(say.label("History"), ShowPast())]
        return Screen(
            say("Nothing here yet. Join a drop to start."),
            packed([weekend], more, [Button(say.label("Back"), ShowStart())]),
        )
    pages = -(-len(everything) // PAGE)
    page = min(max(page, 1), pages)
    shown = everything[(page - 1) * PAGE : page * PAGE]
    return Screen(
        Markup("\n").join(_row(say, one, now) for one in shown),
        packed(
            *([_step(say, one, now)] for one in shown),
            turning(say, page, pages, lambda other: ShowMine(page=other)),
            [Button(say.label("Tickets"), ShowTickets()), Button(say.label("History"), ShowPast())],
            [Button(say.label("Deposits"), ShowMyDeposits())] if _asked_ahead(everything) else [],
            [Button(say.label("Why the wait?"), ShowWhy())],
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def _asked_ahead(everything: Sequence[Mine]) -> bool:
    """Whether any of it has a deposit."""
    return any(
        one.own.paid if isinstance(one.own, Claimed) else isinstance(one.own, Held) and one.own.deposit
        for one in everything
    )


def _row(say: Say, one: Mine, now: datetime) -> Markup:
    zone, line = one.drop.alley.zone, called(say, one.drop, one.line)
    start = moment(say, one.line.starts_at or one.drop.starts_at, zone)
    match one.own:
        case Held() if one.own.deposit == "said":
            stall = name(one.drop.stall.name, STALL)
            return say(
                "Waiting for {stall} to confirm the deposit: {units} × {line}",
                stall=stall,
                units=one.own.units,
                line=line,
            )
        case Held() if one.drop.deposit_of(one.line):
            return say(
                "Deposit {deposit} to pay: {units} × {line}, held until {until}",
                deposit=amount(say, one.drop, one.own.units * one.drop.deposit_of(one.line)),
                units=one.own.units,
                line=line,
                until=moment(say, one.own.until, zone),
            )
        case Held():
            until = moment(say, one.own.until, zone)
            return say(
                "Confirm now: {units} × {line}, held until {until}",
                units=one.own.units,
                line=line,
                until=until,
            )
        case Claimed():
            units = counted(say, one.line.unit, one.own.units)
            if one.own.collected >= one.own.units:
                return say("Collected: {line}, {start}, {units}", line=line, start=start, units=units)
            return say("Confirmed: {line}, {start}, {units}", line=line, start=start, units=units)
        case Waiting() if one.own.line in one.drop.calling(now):
            return say("Available now: {line}. {call}", line=line, call=call_words(say, one.drop, one.own))
        case Waiting():
            return say("Waiting: {line}. {place}", line=line, place=place_words(say, one.drop, one.own))


def _step(say: Say, one: Mine, now: datetime) -> Button:
    match one.own:
        case Held() if one.own.deposit or one.drop.deposit_of(one.line):
            return Button(
                _beside(say, say.label("Deposit"), one),
                ShowDeposit(hold=one.own.id, where=AT),
                style="primary",
            )
        case Held():
            keep = say.label("Confirm {count}", count=one.own.units)
            wish = KeepHold(hold=one.own.id, units=one.own.units, where=AT)
            return Button(_beside(say, keep, one), wish, style="success")
        case Claimed():
            return Button(
                _beside(say, say.label("Ticket"), one), ShowClaimTicket(claim=one.own.id), below=True
            )
        case Waiting() if one.own.line in one.drop.calling(now):
            take = take_step(say, one.drop, one.own, AT)
            return replace(take, label=_beside(say, take.label, one))
        case Waiting():
            return Button(_beside(say, say.label("My position"), one), ShowEntry(line=one.own.line, where=AT))


def _beside(say: Say, label: str, one: Mine) -> str:
    return labelled(say, label, called(say, one.drop, one.line))


def home_words(say: Say, everything: Sequence[Mine]) -> list[Markup]:
    """The next step first: what is held, the next claim, how many lines one waits in."""
    words = []
    for one in everything:
        if isinstance(one.own, Held):
            words.append(
                say(
                    "Held for you until {until}: {units} × {line}, {price}.",
                    until=moment(say, one.own.until, one.drop.alley.zone),
                    units=one.own.units,
                    line=called(say, one.drop, one.line),
                    price=money(
                        say,
                        one.own.units * one.line.price,
                        one.drop.alley.currency,
                        one.drop.alley.territory,
                    ),
                )
            )
            break
    claims = [one for one in everything if isinstance(one.own, Claimed)]
    if claims:
        drop, line = claims[0].drop, claims[0].line
        words.append(
            say(
                "Next: {line}, {start}, confirmed.",
                line=of_drop(say, drop, line, called(say, drop, line)),
                start=moment(say, line.starts_at or drop.starts_at, drop.alley.zone),
            )
        )
    waits = sum(isinstance(one.own, Waiting) for one in everything)
    if waits:
        words.append(say.many("You are on {count} waitlist.", "You are on {count} waitlists.", waits))
    return words


def home_steps(say: Say, everything: Sequence[Mine]) -> list[list[Button]]:
    if not everything:
        return []
    held = next((one for one in everything if isinstance(one.own, Held)), None)
    answer = (
        [
            Button(
                _beside(say, say.label("Answer"), held), ShowHold(hold=held.own.id, where=AT), style="primary"
            )
        ]
        if held and isinstance(held.own, Held)
        else []
    )
    return [answer, [Button(say.label("My list"), ShowMine()), Button(say.label("Tickets"), ShowTickets())]]


def why_list(say: Say, reasons: Sequence[Why], held: Mine | None) -> Screen:
    back = [Button(say.label("Back"), ShowMine())]
    rows = [_why(say, one) for one in reasons] or [say("You are not on any waitlist.")]
    answer = (
        [
            Button(
                _beside(say, say.label("Answer"), held), ShowHold(hold=held.own.id, where=AT), style="primary"
            )
        ]
        if held and isinstance(held.own, Held)
        else []
    )
    return Screen(Markup("\n").join(rows), packed(answer, back))


def _why(say: Say, one: Why) -> Markup:
    line = called(say, one.mine.drop, one.mine.line)
    reason = cause_words(say, one.cause, one.mine.drop.alley.zone)
    if one.cause.reason in (Reason.HOLD, Reason.CLAIMED):
        reason = say.sentences(reason, _before(say, one))
    if not one.waiting.number:
        return say("{line}: {reason}", line=line, reason=reason)
    return say("{line}, number {number}: {reason}", line=line, number=one.waiting.number, reason=reason)


def _before(say: Say, one: Why) -> Markup:
    if not one.waiting.ahead:
        return say("Then it is your turn.")
    return say.many(
        "At most {count} person is ahead of you.",
        "At most {count} people are ahead of you.",
        one.waiting.ahead,
    )
