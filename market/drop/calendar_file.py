"""A drop as an entry of a calendar: moved and cancelled drops update the entry that a calendar already has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from locales.say import Say
from market.calendar_entry import CalendarEntry, EntryStatus, entry_file, plain_line
from market.drop.facts import DropFacts
from storage.drop import DropState

ALARM_BEFORE = timedelta(hours=2)
NAME, WORDS = 80, 300


@dataclass(frozen=True, kw_only=True)
class SlotHours:
    """An item with hours of its own, which has an entry of its own."""

    id: int
    name: str
    starts_at: datetime
    ends_at: datetime


def calendar_file(say: Say, drop: DropFacts, username: str, *, item: int = 0) -> bytes:
    """Returns the file of a drop, or of its slot `item`; `username` is the bot's, which is in the link and in the entry's lasting name."""
    slots = [
        SlotHours(id=each.id, name=each.name, starts_at=each.starts_at, ends_at=each.ends_at)
        for each in drop.items
        if each.id == item and each.starts_at and each.ends_at
    ]
    return entry_file(drop_entry(say, drop, username, slot=slots[0] if slots else None))


def drop_entry(say: Say, drop: DropFacts, username: str, *, slot: SlotHours | None = None) -> CalendarEntry:
    """Returns the entry of a drop, or of one of its slots; the same wherever a calendar has it from."""
    link, summary = f"https://t.me/{username}?start=d_{drop.code}", _summary(drop, slot)
    words = f"{plain_line(drop.stall.name, NAME)}\n{plain_line(drop.words, WORDS)}\n{link}"
    return CalendarEntry(
        uid=f"drop-{drop.code}{f'-{slot.id}' if slot else ''}@{username}.t.me",
        sequence=drop.revision,
        changed_at=drop.revised_at or drop.created_at or drop.opens_at,
        starts_at=slot.starts_at if slot else drop.starts_at,
        ends_at=slot.ends_at if slot else drop.ends_at,
        zone=drop.alley.zone,
        summary=summary,
        description=words.replace("\n\n", "\n"),
        location=f"{plain_line(drop.alley.name, NAME)}, {plain_line(drop.alley.city, NAME)}",
        geo=(drop.alley.latitude, drop.alley.longitude),
        url=link,
        status=EntryStatus.CANCELLED if drop.state == DropState.CANCELLED else EntryStatus.CONFIRMED,
        alarm_before=ALARM_BEFORE,
        alarm=say.plain("In two hours: {drop}", drop=summary),
    )


def _summary(drop: DropFacts, slot: SlotHours | None) -> str:
    name = plain_line(drop.name, NAME)
    return name if slot is None or slot.name == drop.name else f"{name}, {plain_line(slot.name, NAME)}"
