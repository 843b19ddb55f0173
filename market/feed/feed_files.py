"""Calendar feeds as files, in the language of who reads them."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import assert_never

from locales.say import Say
from market.calendar_entry import CalendarEntry, EntryStatus, feed_file, plain_line
from market.drop.calendar_file import NAME, drop_entry
from market.feed.feed_drops import DropFeed
from market.feed.own_feed import MatterState, OwnEntry, OwnFeed, OwnMatter


def drop_feed_file(say: Say, feed: DropFeed, username: str, now: datetime) -> bytes:
    """Return the feed of an alley or a stall; `username` is the bot's."""
    entries = [drop_entry(say, drop, username) for drop in feed.drops]
    return feed_file(plain_line(feed.name, NAME), feed.zone, entries, now)


def own_feed_file(say: Say, feed: OwnFeed, username: str, *, zone: str, now: datetime) -> bytes:
    """Return the feed of a person; `username` is the bot's, `zone` the market's."""
    entries = [_own_entry(say, each, username) for each in feed.entries]
    return feed_file(say.plain("My market bookings"), feed.zone or zone, entries, now)


def _own_entry(say: Say, facts: OwnEntry, username: str) -> CalendarEntry:
    entry = drop_entry(say, facts.drop, username, slot=facts.slot)
    changed_at = max(entry.changed_at, *(matter.changed_at for matter in facts.matters))
    if entry.status is EntryStatus.CANCELLED:
        cancelled = say.plain("This drop was cancelled.")
        return replace(entry, changed_at=changed_at, description=f"{cancelled}\n{entry.description}")
    booked = any(matter.state is MatterState.BOOKED for matter in facts.matters)
    names = [entry.summary if facts.slot else plain_line(each.item, NAME) for each in facts.matters]
    words = map(partial(_matter_text, say), facts.matters, names)
    return replace(
        entry,
        changed_at=changed_at,
        description="\n".join((*words, entry.description)),
        status=EntryStatus.CONFIRMED if booked else EntryStatus.TENTATIVE,
    )


def _matter_text(say: Say, matter: OwnMatter, item: str) -> str:
    units = matter.units
    match matter.state:
        case MatterState.BOOKED:
            return say.plain("Booked: {units} × {item}", units=units, item=item)
        case MatterState.HELD:
            return say.plain("Held for you, please confirm: {units} × {item}", units=units, item=item)
        case MatterState.IN_DRAW:
            return say.plain("In the draw: {units} × {item}", units=units, item=item)
        case _:
            assert_never(matter.state)
