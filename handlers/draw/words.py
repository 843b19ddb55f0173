"""A draw in a sentence, for cards and lists, and the step that leads to its page."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from markupsafe import Markup

from handlers.draw.callbacks import ShowDraw
from handlers.ui.screen import Button
from locales.formats import moment, number
from locales.say import Say
from market.draw.beacon import LOCAL, time_of
from market.drop.facts import DrawFacts, DropFacts
from market.drop.status import Status
from market.waitlist.standing import Standing, Waiting


def beacon_name(say: Say, kind: str) -> Markup:
    """Which one decides: a draw by this machine's own proves nothing of chance, and is never called by the other's name."""
    return say("this computer's own random source (test only)") if kind == LOCAL else Markup("drand quicknet")


def draw_on(drop: DropFacts, line: int) -> DrawFacts | None:
    return next((each.draw for each in drop.lines if each.id == line), None)


def so_far(say: Say, drop: DropFacts) -> list[Markup]:
    """How many are in it, while entries are open."""
    entries = sum(draw.entries for draw in drop.draws)
    return [say.many("{count} entry so far.", "{count} entries so far.", entries)] if drop.draws else []


def closed_words(say: Say, drop: DropFacts, draws: Iterable[DrawFacts]) -> Markup | None:
    """What was published when the entries closed; of several draws the round that comes last. None before it was."""
    closed = [draw for draw in draws if draw.closed_at and draw.round]
    if not closed:
        return None
    last = max(closed, key=lambda draw: draw.round or 0)
    return say(
        "Entries closed {closed}: {count}. Round {round} of {beacon} decides, due {due}.",
        closed=moment(say, last.closed_at or drop.starts_at, drop.alley.zone),
        count=number(say, sum(draw.entries for draw in closed)),
        round=number(say, last.round or 0),
        beacon=beacon_name(say, last.beacon),
        due=moment(say, due(last), drop.alley.zone),
    )


def chances_words(say: Say, drop: DropFacts) -> Iterator[Markup]:
    """How many chances who has."""
    if drop.weighing == "patience":
        yield say(
            "You get 1 chance, plus 1 for each earlier draw at this stall where you got nothing; 4 at most. Draws you left do not count."
        )
    else:
        yield say("Everyone has one chance.")


def due(draw: DrawFacts) -> datetime:
    """When the round of a closed draw is there."""
    return time_of(draw.round or 1)


def place_in_draw(say: Say, drop: DropFacts, own: Waiting) -> Markup | None:
    """How a place stands that a draw numbers or has numbered; None where it waits by a number that no draw gave."""
    draw = draw_on(drop, own.line)
    if draw is None or draw.round is None or (own.number and not own.pseudonym):
        return None
    if own.number:
        return _drawn(say, draw, own)
    at = moment(say, due(draw), drop.alley.zone)
    if own.pseudonym:
        return say(
            "You are {pseudonym}, one of {count}. Round {round} of {beacon} decides, due {due}.",
            pseudonym=own.pseudonym,
            count=number(say, draw.entries),
            round=number(say, draw.round),
            beacon=beacon_name(say, draw.beacon),
            due=at,
        )
    return say(
        "You have joined, for {party}. Your number will come after the drawn ones, due {due}.",
        party=own.party,
        due=at,
    )


def _drawn(say: Say, draw: DrawFacts, own: Waiting) -> Markup:
    gave = say(
        "The draw gave you number {number} of {count}.",
        number=number(say, own.number or 0),
        count=number(say, draw.entries),
    )
    if not own.ahead:
        return say.sentences(gave, say("You are next."))
    return say.sentences(
        gave,
        say(
            "Numbers up to {turned} have had their turn. At most {ahead} ahead of you.",
            turned=number(say, own.turned),
            ahead=number(say, own.ahead),
        ),
    )


def own_draw_step(say: Say, drop: DropFacts, own: Waiting, at: str) -> Button | None:
    """To the page of the draw that one's place hangs on."""
    draw = draw_on(drop, own.line)
    if draw is None or (own.number and not own.pseudonym):
        return None
    return Button(_label(say, draw, own), ShowDraw(line=own.line, where=at), style="primary")


def _label(say: Say, draw: DrawFacts, own: Waiting) -> str:
    if draw.drawn_at:
        return say.label("Check the draw")
    return say.label("Check my entry") if own.pseudonym else say.label("How it is drawn")


def public_draw_step(say: Say, drop: DropFacts, stands: Status, own: Standing, at: str) -> list[Button]:
    """For who has no place in it that leads there."""
    lines = [line.id for line in drop.lines if line.draw]
    if (
        not lines
        or stands is Status.CANCELLED
        or any(own_draw_step(say, drop, each, at) for each in own.waiting)
    ):
        return []
    drawn = all(draw.drawn_at for draw in drop.draws)
    label = say.label("Check the draw") if drawn else say.label("How it is drawn")
    return [Button(label, ShowDraw(line=lines[0], where=at))]
