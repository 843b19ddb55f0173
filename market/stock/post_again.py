"""A drop that is over, posted again on another day with the quantities that its numbers suggest."""

from dataclasses import replace
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session

from market.actor import Actor, Right, require_right
from market.drop.facts import DropFacts
from market.drop.own_drop import own_drop
from market.forecast.week import SuggestedItem, suggested_items
from market.person import lock_unblocked_person
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
    set_policy(again, facts.policy, now)
    again.name, again.alley_id = facts.name, facts.alley.id
    again.fitting, again.skips = facts.fitting, facts.skips
    again.starts_at, again.ends_at = hours.starts_at, hours.ends_at
