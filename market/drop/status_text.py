"""The status of a drop and its policy, in a sentence or two."""

from datetime import datetime
from typing import Literal, assert_never

from markupsafe import Markup

from locales.formats import format_datetime, format_day, format_time
from locales.say import Say
from locales.units import ItemUnit, format_units
from locales.user_text import REASON, quoted
from market.drop.amounts import format_amount
from market.drop.draw_state import closing, planned_result
from market.drop.draw_text import closed_text, entries_text
from market.drop.facts import DropFacts
from market.drop.status import Status
from storage.drop import DropPolicy, DropState, Weighing
from storage.stop import StopKind

FINISHED = (Status.CANCELLED, Status.CLOSED, Status.OVER)
"""Joining is over, so the policy is not shown."""


def status_text(say: Say, drop: DropFacts, drop_status: Status) -> Markup:
    """Returns the present status in one sentence or two."""
    match drop_status:
        case Status.UPCOMING:
            opens = format_datetime(say, drop.opens_at, drop.alley.zone)
            return say("Opens {opens}. {units}.", opens=opens, units=_offered_units(say, drop))
        case Status.FREE if len(drop.offered) == 1 and 0 < drop.free < drop.most_each(drop.offered[0]):
            return say.many("Only {count} is left.", "Only {count} are left.", drop.free)
        case Status.FREE:
            return Markup()
        case Status.FULL | Status.WAITLIST_FULL | Status.LAST:
            return _taken_text(say, drop, drop_status)
        case Status.DRAW | Status.DRAWN | Status.POT | Status.AWAITED:
            return _chance_text(say, drop, drop_status)
        case Status.STOPPED:
            return stop_text(say, drop.stop_kind, drop.stop_until, drop.alley.zone)
        case Status.PAUSED | Status.CLOSED | Status.CANCELLED | Status.OVER:
            return _stopped_text(say, drop, drop_status)
        case _:
            assert_never(drop_status)


def stop_text(say: Say, kind: StopKind | None, until: datetime | None, zone: str) -> Markup:
    """Returns that the organisers have stopped a market day, by this kind of stop until this moment; nothing where they have not."""
    if kind is None or until is None:
        return Markup()
    if kind is StopKind.CALLED_OFF:
        return say("Called off by the organisers.")
    return say(
        "The market waits for the rain until {until}. Your place is safe.",
        until=format_time(say, until, zone),
    )


def _taken_text(
    say: Say, drop: DropFacts, drop_status: Literal[Status.FULL, Status.WAITLIST_FULL, Status.LAST]
) -> Markup:
    """Returns what is said where all units are taken, or all but the last."""
    match drop_status:
        case Status.FULL if not drop.waiting:
            return say.many(
                "It is taken. You would be next.",
                "All {count} are taken. You would be next.",
                drop.quantity,
            )
        case Status.FULL:
            return say(
                "Taken: {count}. On the waitlist: {waiting}. Join it, and we message you when it is your turn.",
                count=drop.quantity,
                waiting=drop.waiting,
            )
        case Status.WAITLIST_FULL:
            taken = say.many("It is taken.", "All {count} are taken.", drop.quantity)
            full = say("The waitlist is full.") if drop.waitlist_limit else say("There is no waitlist.")
            return say.sentences(taken, full)
        case Status.LAST:
            spare = sum(drop.spare(item) for item in drop.offered if item.waiting)
            return say(
                "Last two hours: {free} available. The first person on the waitlist to tap gets it.",
                free=spare,
            )
        case _:
            assert_never(drop_status)


def _chance_text(
    say: Say, drop: DropFacts, drop_status: Literal[Status.DRAW, Status.DRAWN, Status.POT, Status.AWAITED]
) -> Markup:
    """Returns what is said of a draw, or of the first minutes in which all have the same chance."""
    zone, closes_at = drop.alley.zone, closing(drop)
    closes = format_datetime(say, closes_at or drop.starts_at, zone)
    draws = _time_after(say, planned_result(drop) or drop.starts_at, closes_at, zone)
    match drop_status:
        case Status.DRAW:
            early = say(
                "Draw for {units}: join until {closes}, result {draws}.",
                units=_offered_units(say, drop),
                closes=closes,
                draws=draws,
            )
            return say.sentences(early, *entries_text(say, drop))
        case Status.DRAWN:
            return closed_text(say, drop, drop.draws) or say(
                "Joining ended {closes}. The result comes {draws}.", closes=closes, draws=draws
            )
        case Status.POT:
            same_chance = say(
                "All who join before {until} have the same chance. After that: first come, first served.",
                until=format_datetime(say, drop.pot_until or drop.opens_at, zone),
            )
            return say.sentences(same_chance, *entries_text(say, drop))
        case Status.AWAITED:
            position = say("If you join now, you come after everyone in the draw.")
            return say.sentences(closed_text(say, drop, drop.draws) or "", position)
        case _:
            assert_never(drop_status)


def _stopped_text(
    say: Say,
    drop: DropFacts,
    drop_status: Literal[Status.PAUSED, Status.CLOSED, Status.CANCELLED, Status.OVER],
) -> Markup:
    """Returns why nobody can join now."""
    zone = drop.alley.zone
    match drop_status:
        case Status.PAUSED:
            return say("The stall has paused this. Numbers and holds are safe.")
        case Status.CLOSED:
            return say(
                "The waitlist closed {closed}.",
                closed=format_datetime(say, drop.closes_at or drop.ends_at, zone),
            )
        case Status.CANCELLED if drop.stop_kind:
            return stop_text(say, drop.stop_kind, drop.stop_until, drop.alley.zone)
        case Status.CANCELLED:
            at = format_datetime(say, drop.cancelled_at or drop.starts_at, zone)
            if not drop.reason:
                return say("The drop was cancelled {at}.", at=at)
            return say("Cancelled {at}: “{reason}”.", at=at, reason=quoted(drop.reason, REASON))
        case Status.OVER:
            return say("This has ended. It was on {day}.", day=format_day(say, drop.starts_at, zone))
        case _:
            assert_never(drop_status)


def moved_row(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns from when to when a drop was moved; nothing for one that was not, or is cancelled."""
    if drop.moved_from is None or drop.state == DropState.CANCELLED:
        return []
    zone = drop.alley.zone
    return [
        say(
            "Moved to {now} (was {was}).",
            now=format_datetime(say, drop.starts_at, zone),
            was=format_datetime(say, drop.moved_from, zone),
        )
    ]


def _offered_units(say: Say, drop: DropFacts) -> Markup:
    unit = drop.offered[0].unit if drop.offered else ItemUnit.PIECE
    return format_units(say, unit, drop.quantity)


def _time_after(say: Say, shown_at: datetime, named_at: datetime | None, zone: str) -> str:
    """Returns a time of day, with its date if that is another than that of `named_at`."""
    same_day = named_at is not None and format_day(say, shown_at, zone) == format_day(say, named_at, zone)
    return format_time(say, shown_at, zone) if same_day else format_datetime(say, shown_at, zone)


def short_rule_text(say: Say, drop: DropFacts, drop_status: Status) -> Markup:
    """Returns what a card says of the policy beside its status: how it is given out, the limit, the deposit."""
    if drop_status in FINISHED or drop_status is Status.PAUSED:
        return Markup()
    deposit = _deposit_text(say, drop) if drop.deposit else ""
    return say.sentences(*_short_policy(say, drop, drop_status), limit_text(say, drop), deposit)


def _short_policy(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    if drop_status is Status.FREE or (drop_status is Status.UPCOMING and drop.policy == DropPolicy.QUEUE):
        return [say("First come, first served.")]
    if drop_status is not Status.UPCOMING:
        return []
    if drop.policy == DropPolicy.DRAW:
        return [say("Given by draw: joining early gives no advantage.")]
    return [say("Everyone who joins in the first minutes has the same chance.")]


def limit_text(say: Say, drop: DropFacts) -> Markup:
    """Returns how many units of an item one person may have."""
    return say.many("Limit: {count} each.", "Limit: {count} each.", drop.limit_each)


def waitlist_limit_text(say: Say, drop: DropFacts) -> Markup:
    """Returns how many units of an item may wait."""
    if drop.waitlist_limit is None:
        return say("Any number can wait.")
    if not drop.waitlist_limit:
        return say("There is no waitlist.")
    return say.many(
        "You can wait for at most {count}.", "You can wait for at most {count}.", drop.waitlist_limit
    )


def rule_text(say: Say, drop: DropFacts) -> Markup:
    """Returns the policy in full, as Details state it."""
    return say.sentences(
        _policy_text(say, drop, limit_text(say, drop)),
        waitlist_limit_text(say, drop) if drop.waitlist_limit is not None else "",
        _deposit_text(say, drop) if drop.deposit else "",
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
                "Given by draw. Joining costs nothing; if you are drawn, you can buy at the normal price. {limit_text}",
                limit_text=limit_text,
            )
        case DropPolicy.POT:
            policy = say(
                "Everyone who joins in the first minutes is in a draw. After that: first come, first served. {limit_text}",
                limit_text=limit_text,
            )
        case DropPolicy.QUEUE:
            policy = say("First come, first served. {limit_text}", limit_text=limit_text)
        case _:
            assert_never(drop.policy)
    return say.sentences(policy, *_weighing_text(say, drop))


def _weighing_text(say: Say, drop: DropFacts) -> list[Markup]:
    if drop.weighing != Weighing.PATIENCE:
        return []
    return [
        say("For each earlier draw here in which you got nothing, you get one more chance, at most 4 in all.")
    ]
