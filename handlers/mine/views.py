"""All that is one's own, what needs an answer first; and why nothing moves."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.drop.callbacks import ShowDrops
from handlers.drop.where import Where
from handlers.mine.callbacks import ShowMine, ShowWhy
from handlers.start.callbacks import ShowStart
from handlers.ticket.callbacks import ShowClaimTicket, ShowTickets
from handlers.ui.rows import UNITS, narrow, packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import KeepHold, ShowEntry, ShowHold
from handlers.waitlist.causes import cause_words
from handlers.waitlist.steps import LINE, place_words
from handlers.waitlist.views import ANYWHERE
from locales.formats import moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name, width
from market.waitlist.standing import Claimed, Held, Mine, Waiting
from market.waitlist.why import Reason, Why

PAGE = 5
AT = ANYWHERE.code


def mine_list(say: Say, everything: Sequence[Mine], page: int) -> Screen:
    """A page of it; beyond the last page, the last."""
    if not everything:
        weekend = Button(say.label("This weekend"), ShowDrops(where=Where().code), style="primary")
        more = [Button(say.label("Tickets"), ShowTickets())]
        return Screen(
            say("Nothing of yours yet."), packed([weekend], more, [Button(say.label("Back"), ShowStart())])
        )
    pages = -(-len(everything) // PAGE)
    page = min(max(page, 1), pages)
    shown = everything[(page - 1) * PAGE : page * PAGE]
    turning = [
        Button(label, ShowMine(page=other))
        for label, other in ((say.label("Previous"), page - 1), (say.label("Next"), page + 1))
        if 1 <= other <= pages
    ]
    return Screen(
        Markup("\n").join(_row(say, one) for one in shown),
        packed(
            *([_step(say, one)] for one in shown),
            turning,
            [Button(say.label("Tickets"), ShowTickets()), Button(say.label("Why no move"), ShowWhy())],
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def _row(say: Say, one: Mine) -> Markup:
    zone, line = one.drop.alley.zone, name(one.line.name, LINE)
    start = moment(say, one.line.starts_at or one.drop.starts_at, zone)
    match one.own:
        case Held():
            until = moment(say, one.own.until, zone)
            return say(
                "Answer now: {units} × {line}, held until {until}",
                units=one.own.units,
                line=line,
                until=until,
            )
        case Claimed():
            units = counted(say, one.line.unit, one.own.units)
            if one.own.collected >= one.own.units:
                return say("Collected: {line}, {start}, {units}", line=line, start=start, units=units)
            return say("Claimed: {line}, {start}, {units}", line=line, start=start, units=units)
        case Waiting():
            return say("Waiting: {line}. {place}", line=line, place=place_words(say, one.drop, one.own))


def _step(say: Say, one: Mine) -> Button:
    match one.own:
        case Held():
            keep = say.label("Keep {count}", count=one.own.units)
            wish = KeepHold(hold=one.own.id, units=one.own.units, where=AT)
            return Button(_beside(keep, one), wish, style="success")
        case Claimed():
            return Button(_beside(say.label("Ticket"), one), ShowClaimTicket(claim=one.own.id), below=True)
        case Waiting():
            return Button(_beside(say.label("My place"), one), ShowEntry(line=one.own.line, where=AT))


def _beside(label: str, one: Mine) -> str:
    return f"{label}: {narrow(name(one.line.name, LINE), UNITS[1] - width(label) - 2)}"


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
                    line=name(one.line.name, LINE),
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
        words.append(
            say(
                "Next: {line}, {start}, claimed.",
                line=name(claims[0].line.name, LINE),
                start=moment(
                    say, claims[0].line.starts_at or claims[0].drop.starts_at, claims[0].drop.alley.zone
                ),
            )
        )
    waits = sum(isinstance(one.own, Waiting) for one in everything)
    if waits:
        words.append(say.many("You wait in {count} waitlist.", "You wait in {count} waitlists.", waits))
    return words


def home_steps(say: Say, everything: Sequence[Mine]) -> list[list[Button]]:
    if not everything:
        return []
    held = next((one for one in everything if isinstance(one.own, Held)), None)
    answer = (
        [Button(_beside(say.label("Answer"), held), ShowHold(hold=held.own.id, where=AT), style="primary")]
        if held and isinstance(held.own, Held)
        else []
    )
    return [answer, [Button(say.label("Mine"), ShowMine()), Button(say.label("Tickets"), ShowTickets())]]


def why_list(say: Say, reasons: Sequence[Why], held: Mine | None) -> Screen:
    back = [Button(say.label("Back"), ShowMine())]
    rows = [_why(say, one) for one in reasons] or [say("You wait in no line.")]
    answer = (
        [Button(_beside(say.label("Answer"), held), ShowHold(hold=held.own.id, where=AT), style="primary")]
        if held and isinstance(held.own, Held)
        else []
    )
    return Screen(Markup("\n").join(rows), packed(answer, back))


def _why(say: Say, one: Why) -> Markup:
    line = name(one.mine.line.name, LINE)
    reason = cause_words(say, one.cause, one.mine.drop.alley.zone)
    if one.cause.reason in (Reason.HOLD, Reason.CLAIMED):
        reason += _before(say, one)
    if not one.waiting.number:
        return say("{line}: {reason}", line=line, reason=reason)
    return say("{line}, number {number}: {reason}", line=line, number=one.waiting.number, reason=reason)


def _before(say: Say, one: Why) -> Markup:
    if not one.waiting.ahead:
        return " " + say("Then it is your turn.")
    return " " + say.many(
        "At most {count} is before you.", "At most {count} are before you.", one.waiting.ahead
    )
