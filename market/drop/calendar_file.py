"""A drop as a calendar file: moved and cancelled drops update the entry that a calendar already has."""

from datetime import datetime, timedelta

from locales.say import Say
from market.calendar_entry import CalendarEntry, entry_file, plain_line
from market.drop.facts import DropFacts, ItemFacts
from storage.drop import DropState

ALARM_BEFORE = timedelta(hours=2)
NAME, WORDS = 80, 300


def calendar_file(say: Say, drop: DropFacts, username: str, *, item: int = 0) -> bytes:
    """Returns the file of a drop, or of its slot `item`; `username` is the bot's, which is in the link and in the entry's lasting name."""
    slot = next((each for each in drop.items if each.id == item and each.starts_at), None)
    link, summary = f"https://t.me/{username}?start=d_{drop.code}", _summary(drop, slot)
    starts_at, ends_at = _hours(drop, slot)
    words = f"{plain_line(drop.stall.name, NAME)}\n{plain_line(drop.words, WORDS)}\n{link}"
    entry = CalendarEntry(
        uid=f"drop-{drop.code}{f'-{slot.id}' if slot else ''}@{username}.t.me",
        sequence=drop.revision,
        changed_at=drop.revised_at or drop.created_at or drop.opens_at,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=drop.alley.zone,
        summary=summary,
        description=words.replace("\n\n", "\n"),
        location=f"{plain_line(drop.alley.name, NAME)}, {plain_line(drop.alley.city, NAME)}",
        geo=(drop.alley.latitude, drop.alley.longitude),
        url=link,
        is_cancelled=drop.state == DropState.CANCELLED,
        alarm_before=ALARM_BEFORE,
        alarm=say.plain("In two hours: {drop}", drop=summary),
    )
    return entry_file(entry)


def _hours(drop: DropFacts, slot: ItemFacts | None) -> tuple[datetime, datetime]:
    if slot is None or slot.starts_at is None or slot.ends_at is None:
        return drop.starts_at, drop.ends_at
    return slot.starts_at, slot.ends_at


def _summary(drop: DropFacts, slot: ItemFacts | None) -> str:
    name = plain_line(drop.name, NAME)
    return name if slot is None or slot.name == drop.name else f"{name}, {plain_line(slot.name, NAME)}"
