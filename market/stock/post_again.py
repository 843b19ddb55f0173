"""A drop that is over, or all of an evening, posted again on another day with the quantities that their numbers suggest."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.drop.facts import AlleyFacts, DropFacts
from market.drop.own_drop import own_drop
from market.forecast.refusals import NotSuggested
from market.forecast.week import WEEK, SuggestedItem, suggested_items
from market.market_day.day import day_of
from market.market_day.own_stall_day import drops_of, own_stall_day
from market.person import lock_unblocked_person
from market.refusal import WhenPassed
from market.stock.draft import prepare, publish, set_policy
from market.stock.message_of_drop import message_with_hours, on_day, posted_on
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import hours_on
from storage.beacon_kind import BeaconKind
from storage.drop import Drop


def post_again(
    session: Session, actor: Actor, drop: int, day: date, beacon: BeaconKind, now: datetime, rng: Random
) -> int:
    """Publish a drop again on a day, with the suggested quantities; return its id, or that of the drop of this name that is there already.

    Items, limit, tags, photo, alley and hours are as they were. Raises Blocked, DropUnknown, NotYourStall, NotSuggested, and as
    `publish`. locks: person, stall, drop, item
    """
    lock_unblocked_person(session, actor.person)
    facts = own_drop(session, actor, drop)
    require_right(session, actor, facts.stall.id, Right.STOCK)
    there = posted_on(session, facts.stall.id, facts.name, day)
    if there is not None:
        return there
    message = _message(facts, suggested_items(session, drop, now), day)
    again = prepare(
        session,
        actor,
        facts.stall.id,
        message,
        words=facts.words,
        picture=facts.picture,
        language=facts.language,
        now=now,
        rng=rng,
        is_kept=False,
    )
    _keep_place_and_rule(session.get_one(Drop, again), facts, day, now=now)
    publish(session, actor, again, beacon, now=now, rng=rng)
    return again


@dataclass(frozen=True, kw_only=True)
class SameAgain:
    """All of a stall day that is over, on the next day of its weekday: what would be brought, and the drops that are not posted again by one tap."""

    stall_day: int
    day: date
    alley: AlleyFacts
    drops: tuple[tuple[DropFacts, tuple[SuggestedItem, ...]], ...]
    left_out: tuple[str, ...]


def same_again(session: Session, actor: Actor, stall_day: int, now: datetime) -> SameAgain:
    """Return what is posted where a stall day is had again. Raises ButtonForged, StallUnknown, NotYourStall; NotSuggested where it is nothing."""
    row = own_stall_day(session, actor, stall_day, Right.STOCK)
    drops = drops_of(session, stall_day)
    again = [(drop, items) for drop in drops if (items := _items_again(session, drop, now))]
    if not again:
        raise NotSuggested
    alley = drops[0].alley
    weeks = max(1, (day_of(now, alley.zone) - row.day) // WEEK + 1)
    posted = {drop.id for drop, _ in again}
    return SameAgain(
        stall_day=stall_day,
        day=row.day + weeks * WEEK,
        alley=alley,
        drops=tuple(again),
        left_out=tuple(drop.name for drop in drops if drop.id not in posted),
    )


def post_stall_day_again(
    session: Session, actor: Actor, stall_day: int, day: date, beacon: BeaconKind, now: datetime, rng: Random
) -> int:
    """Publish all of a stall day that `same_again` names on a day, and return the new stall day. What is there already stays as it is.

    Raises as `same_again` and `post_again`. locks: person, stall, drop, item, stall day
    """
    lock_unblocked_person(session, actor.person)
    again = same_again(session, actor, stall_day, now)
    first = own_stall_day(session, actor, stall_day).day
    posted = [
        post_again(session, actor, drop.id, day + (drop.day - first), beacon=beacon, now=now, rng=rng)
        for drop, _ in again.drops
    ]
    return session.get_one(Drop, posted[0]).stall_day_id or 0


def _items_again(session: Session, drop: DropFacts, now: datetime) -> tuple[SuggestedItem, ...]:
    """Return what of a drop is suggested; nothing where one tap cannot post it again."""
    try:
        return suggested_items(session, drop.id, now)
    except NotSuggested:
        return ()


def _message(facts: DropFacts, items: tuple[SuggestedItem, ...], day: date) -> ParsedMessage:
    """Return the message that posts a drop on a day with other quantities."""
    message = on_day(message_with_hours(facts), day)
    whole, *lines = message.stock_lines
    counted = (replace(line, quantity=each.quantity) for line, each in zip(lines, items, strict=True))
    return replace(message, stock_lines=(whole, *counted))


def _keep_place_and_rule(again: Drop, facts: DropFacts, day: date, now: datetime) -> None:
    """Give a new drop what a draft takes over from the stall's last one, which may have been another."""
    zone = ZoneInfo(facts.alley.zone)
    start, end = (moment.astimezone(zone).time() for moment in (facts.starts_at, facts.ends_at))
    hours = hours_on(day, start, end, facts.alley.zone)
    if hours.ends_at <= now:
        raise WhenPassed(hours.starts_at, facts.alley.zone)
    set_policy(again, facts.policy, now)
    again.name, again.alley_id = facts.name, facts.alley.id
    again.fitting, again.skips = facts.fitting, facts.skips
    again.starts_at, again.ends_at = hours.starts_at, hours.ends_at
