"""The content of a message about a roster, as the short text under which it is remembered: "roster", "shift 12", "changed 12 taken"."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from handlers.ui.screen import Shown
from market.reminder.moments import ShiftStage
from storage.shown import ShownKind


class RosterForm(StrEnum):
    """The part of a roster that a message shows.

    Pages: a roster, its places, one place; and one whose helper the stall has just put down or taken off. The others are notifications.
    """

    ROSTER = "roster"
    PLACES = "places"
    SHIFT = "shift"
    ASSIGNED = "assigned"
    OFF = "off"
    OPEN = "open"
    AGAIN = "again"
    CHANGED = "changed"
    OFFERED = "offered"
    ASKED = "asked"


def shown_roster(
    stall_day: int, kind: RosterForm, details: Sequence[int | str] = (), *, until: datetime | None = None
) -> Shown:
    """Returns that a screen shows something of the roster of a stall day, by itself true until then."""
    form = " ".join(map(str, (kind, *details)))
    return Shown(kind=ShownKind.ROSTER, subject=stall_day, form=form, until=until)


def shown_shift_day(market_day: int, stage: ShiftStage, notification: int) -> Shown:
    """Returns that a screen reminds its reader of their shifts of a market day; "eve 12" with the id of the notification, for its buttons."""
    return Shown(kind=ShownKind.SHIFT_DAY, subject=market_day, form=f"{stage} {notification}")
