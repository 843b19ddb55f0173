"""The status of a drop and its policy, in a sentence or two."""

from typing import assert_never

from markupsafe import Markup

from handlers.drop.amounts import format_amount
from handlers.drop.draw_text import closed_text, entries_text
from locales.formats import format_datetime, format_day, format_time
from locales.say import Say
from locales.units import ItemUnit, format_units
from locales.user_text import quoted
from market.drop.draw_state import closing
from market.drop.facts import DropFacts
from market.drop.status import Status
from storage.drop import DropPolicy, Fitting, Weighing

REASON = 300
FINISHED = (Status.CANCELLED, Status.CLOSED, Status.OVER)
"""Joining is over, so the policy is not shown."""


def status_text(say: Say, drop: DropFacts, drop_status: Status) -> Markup:
    """Returns the present status in one sentence or two."""
    zone, unit = drop.alley.zone, drop.offered[0].unit if drop.offered else ItemUnit.PIECE
    match drop_status:
        case Status.UPCOMING:
            return say(
                "Opens {opens}. {units}.",
                opens=format_datetime(say, drop.opens_at, zone),
                units=format_units(say, unit, drop.quantity),
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
            spare = sum(drop.spare(item) for item in drop.offered if item.waiting)
            return say(
                "Last two hours: {free} available. The first person on the waitlist to tap gets it.",
                free=spare,
            )
        case Status.DRAW:
            early = say(
                "{units}. Enter until {closes}, draw at {draws}. Entering early gives no advantage.",
                units=format_units(say, unit, drop.quantity),
                closes=format_datetime(say, closing(drop) or drop.starts_at, zone),
                draws=format_time(say, drop.draws_at or drop.starts_at, zone),
            )
            return say.sentences(early, *entries_text(say, drop))
        case Status.DRAWN:
            return closed_text(say, drop, drop.draws) or say(
                "Entries closed {closes}; the draw is at {draws}.",
                closes=format_datetime(say, closing(drop) or drop.starts_at, zone),
                draws=format_time(say, drop.draws_at or drop.starts_at, zone),
            )
        case Status.POT:
            drawn = say(
                "{units}. Join before {until} to be in the draw.",
                units=format_units(say, unit, drop.quantity),
                until=format_datetime(say, drop.pot_until or drop.opens_at, zone),
            )
            return say.sentences(drawn, *entries_text(say, drop))
        case Status.AWAITED:
            position = say("If you join now, you come after everyone in the draw.")
            return say.sentences(closed_text(say, drop, drop.draws) or "", position)
        case Status.PAUSED:
            return say("The stall has paused this. Numbers and holds are safe.")
        case Status.CLOSED:
            return say(
                "The waitlist closed {closed}.",
                closed=format_datetime(say, drop.closes_at or drop.ends_at, zone),
            )
        case Status.CANCELLED:
            return say(
                "Cancelled {at}: “{reason}”.",
                at=format_datetime(say, drop.cancelled_at or drop.starts_at, zone),
                reason=quoted(drop.reason, REASON),
            )
        case Status.OVER:
            return say("This has ended. It was on {day}.", day=format_day(say, drop.starts_at, zone))


def rule_text(say: Say, drop: DropFacts) -> Markup:
    """Returns the policy and the limit, as stated before anyone joins."""
    limit_text = say.many("Limit: {count} per person.", "Limit: {count} per person.", drop.per_person)
    return say.sentences(
        _policy_text(say, drop, limit_text), _deposit_text(say, drop) if drop.deposit else ""
    )


def _deposit_text(say: Say, drop: DropFacts) -> Markup:
    """Returns the deposit terms."""
    zone = drop.alley.zone
    return say(
        "Deposit to confirm: {deposit} each, fully refundable until {until}.",
        deposit=format_amount(say, drop, drop.deposit),
        until=format_datetime(say, drop.refund_until or drop.starts_at, zone),
    )


def _policy_text(say: Say, drop: DropFacts, limit_text: Markup) -> Markup:
    match drop.policy:
        case DropPolicy.DRAW:
            policy = say(
                "Given by draw. Entry is free; if you are drawn, you can buy at the normal price. {limit_text}",
                limit_text=limit_text,
            )
        case DropPolicy.POT:
            policy = say(
                "Everyone who joins in the first minutes enters a draw. After that: first come, first served. {limit_text}",
                limit_text=limit_text,
            )
        case DropPolicy.QUEUE:
            policy = say("First come, first served. {limit_text}", limit_text=limit_text)
        case _:
            assert_never(drop.policy)
    return say.sentences(policy, *_weighing_text(say, drop), *_fitting_text(say, drop))


def _weighing_text(say: Say, drop: DropFacts) -> list[Markup]:
    if drop.weighing != Weighing.PATIENCE:
        return []
    return [
        say("You get one more chance for each earlier draw here that gave you nothing, at most 4 in all.")
    ]


def _fitting_text(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns what happens to a request for more units than are left; nothing if everyone gets one."""
    if drop.per_person == 1:
        return []
    if drop.fitting == Fitting.SPLIT:
        return [
            say(
                "If too few are left for you, you can take those and wait for the rest, if you agreed to that."
            )
        ]
    if drop.fitting == Fitting.STRICT or not drop.skips:
        return [say("If too few are left for the next person, everyone waits until there are enough.")]
    return [
        say.many(
            "If too few are left for you, someone who wants fewer may go first, once.",
            "If too few are left for you, people who want fewer may go first, up to {count} times.",
            drop.skips,
        )
    ]
