"""A visit as a calendar file: a move and a cancelled visit update the entry that a calendar already has."""

from datetime import timedelta

from locales.say import Say
from market.calendar_entry import CalendarEntry, EntryStatus, entry_file, plain_line
from market.showroom.visit import VisitFacts
from storage.showroom import VisitState

ALARM_BEFORE = timedelta(hours=1)
NAME = 80
GONE = (VisitState.CANCELLED, VisitState.ENDED)


def visit_file(say: Say, visit: VisitFacts, username: str) -> bytes:
    """Return the file of a visit; `username` is the bot's, which is in the link and in the entry's lasting name."""
    stall, link = plain_line(visit.stall_name, NAME), showroom_link(username, visit.code)
    summary = say.plain("Showroom: {stall}", stall=stall)
    entry = CalendarEntry(
        uid=f"visit-{visit.id}@{username}.t.me",
        sequence=visit.revision,
        changed_at=visit.revised_at,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        zone=visit.zone,
        summary=summary,
        description=f"{stall}\n{link}",
        location=f"{plain_line(visit.alley, NAME)}, {plain_line(visit.city, NAME)}",
        geo=(visit.latitude, visit.longitude),
        url=link,
        status=EntryStatus.CANCELLED if visit.state in GONE else EntryStatus.CONFIRMED,
        alarm_before=ALARM_BEFORE,
        alarm=say.plain("In an hour: {visit}", visit=summary),
    )
    return entry_file(entry)


def showroom_link(username: str, code: str) -> str:
    """Return the link that opens the showroom of the stall with a code."""
    return f"https://t.me/{username}?start=e_{code}"
