"""How a drop stands and by which rule it is given, in a sentence or two."""

from markupsafe import Markup

from handlers.deposit.words import asked_of_each
from handlers.draw.words import closed_words, so_far
from locales.formats import clock, day, moment
from locales.say import Say
from locales.units import counted
from locales.words import quoted
from market.draw.state import closing
from market.drop.facts import DropFacts
from market.drop.status import Status

REASON = 300
DONE = (Status.CANCELLED, Status.CLOSED, Status.OVER)
"""Nobody joins any more, so no rule is told."""


def standing(say: Say, drop: DropFacts, stands: Status) -> Markup:
    """How it stands now, in one sentence or two."""
    zone, unit = drop.alley.zone, drop.offered[0].unit if drop.offered else "piece"
    match stands:
        case Status.UPCOMING:
            return say(
                "Opens {opens}. {units}.",
                opens=moment(say, drop.opens_at, zone),
                units=counted(say, unit, drop.quantity),
            )
        case Status.FREE:
            return say("{free} of {count} left.", free=drop.free, count=drop.quantity)
        case Status.FULL:
            if not drop.waiting:
                return say(
                    "All taken: {count}. Any that become available go to the waitlist.", count=drop.quantity
                )
            return say(
                "All taken: {count}; {waiting} more wanted. Any that become available go to the waitlist first.",
                count=drop.quantity,
                waiting=drop.waiting,
            )
        case Status.LAST:
            spare = sum(drop.spare(line) for line in drop.offered if line.waiting)
            return say(
                "Last two hours: {free} available. The first person on the waitlist to tap gets it.",
                free=spare,
            )
        case Status.DRAW:
            early = say(
                "{units}. Enter until {closes}, draw at {draws}. Entering early gives no advantage.",
                units=counted(say, unit, drop.quantity),
                closes=moment(say, closing(drop) or drop.starts_at, zone),
                draws=clock(say, drop.draws_at or drop.starts_at, zone),
            )
            return say.sentences(early, *so_far(say, drop))
        case Status.DRAWN:
            return closed_words(say, drop, drop.draws) or say(
                "Entries closed {closes}; the draw is at {draws}.",
                closes=moment(say, closing(drop) or drop.starts_at, zone),
                draws=clock(say, drop.draws_at or drop.starts_at, zone),
            )
        case Status.POT:
            drawn = say(
                "{units}. Join before {until} to be in the draw.",
                units=counted(say, unit, drop.quantity),
                until=moment(say, drop.pot_until or drop.opens_at, zone),
            )
            return say.sentences(drawn, *so_far(say, drop))
        case Status.AWAITED:
            behind = say("If you join now, you come after everyone in the draw.")
            return say.sentences(closed_words(say, drop, drop.draws) or "", behind)
        case Status.PAUSED:
            return say("The stall has paused this. Numbers and holds are safe.")
        case Status.CLOSED:
            return say(
                "The waitlist closed {closed}.", closed=moment(say, drop.closes_at or drop.ends_at, zone)
            )
        case Status.CANCELLED:
            return say(
                "Cancelled {at}: “{reason}”.",
                at=moment(say, drop.cancelled_at or drop.starts_at, zone),
                reason=quoted(drop.reason, REASON),
            )
        case Status.OVER:
            return say("This has ended. It was on {day}.", day=day(say, drop.starts_at, zone))


def rule(say: Say, drop: DropFacts) -> Markup:
    """Who gets it and how many, as stated before anyone joins."""
    most = say.many("Limit: {count} per person.", "Limit: {count} per person.", drop.per_person)
    return say.sentences(_by(say, drop, most), asked_of_each(say, drop) if drop.deposit else "")


def _by(say: Say, drop: DropFacts, most: Markup) -> Markup:
    match drop.policy:
        case "draw":
            who = say(
                "Given by draw. Entry is free; if you are drawn, you can buy at the normal price. {most}",
                most=most,
            )
        case "pot":
            who = say(
                "Everyone who joins in the first minutes enters a draw. After that: first come, first served. {most}",
                most=most,
            )
        case _:
            who = say("First come, first served. {most}", most=most)
    return say.sentences(who, *_chances(say, drop), *_parties(say, drop))


def _chances(say: Say, drop: DropFacts) -> list[Markup]:
    if drop.weighing != "patience":
        return []
    return [
        say("You get one more chance for each earlier draw here that gave you nothing, at most 4 in all.")
    ]


def _parties(say: Say, drop: DropFacts) -> list[Markup]:
    """What becomes of a party that does not fit; where each gets one, there is none."""
    if drop.per_person == 1:
        return []
    if drop.fitting == "split":
        return [
            say(
                "If too few are left for you, you can take those and wait for the rest, if you agreed to that."
            )
        ]
    if drop.fitting == "strict" or not drop.skips:
        return [say("If too few are left for the next person, everyone waits until there are enough.")]
    return [
        say.many(
            "If too few are left for you, someone who wants fewer may go first, once.",
            "If too few are left for you, people who want fewer may go first, up to {count} times.",
            drop.skips,
        )
    ]
