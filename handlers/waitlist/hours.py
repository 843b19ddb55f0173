"""Slots: what a button calls an hour, and which other hours there are."""

from handlers.drop.lines import LINE
from handlers.ui.rows import narrow
from locales.formats import clock
from locales.say import Say
from locales.words import name, width
from market.drop.facts import DropFacts, LineFacts


def other_hours(drop: DropFacts, line: int) -> tuple[LineFacts, ...]:
    """The other slots of a slot's drop; none of what is no slot."""
    slots = tuple(each for each in drop.offered if each.starts_at)
    if line not in {each.id for each in slots}:
        return ()
    return tuple(each for each in slots if each.id != line)


def hour_label(say: Say, drop: DropFacts, line: LineFacts, room: int, with_left: bool) -> str:
    """ "10:00, 3 left", "14:00, full, 2 wait"; a name of its own between, as far as there is room."""
    hour = clock(say, line.starts_at or drop.starts_at, drop.alley.zone)
    left = _left(say, line) if with_left else ""
    words = "" if line.name.strip() == hour else name(line.name, LINE)
    left_for = room - width(hour) - width(left) - 3
    called = f"{hour} {narrow(words, left_for)}" if words else hour
    return say.label("{hour}, {left}", hour=called, left=left) if left else called


def _left(say: Say, line: LineFacts) -> str:
    if line.free:
        return say.label("{count} left", count=line.free)
    if line.waiting:
        return say.label("full, {count} wait", count=line.waiting)
    return say.label("full")
