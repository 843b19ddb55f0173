"""The content of a message about a roster, as the short text under which it is remembered: "roster", "shift 12", "changed 12 taken"."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from handlers.ui.screen import Shown
from market.drop.facts import DropFacts
from storage.shown import ShownKind


class RosterForm(StrEnum):
    """The kinds of messages about a roster.

    Pages: a roster, its places, one place; and one whose helper the stall has just put down or taken off. The others are notifications.
    """

    ROSTER = "roster"
    PLACES = "places"
    SHIFT = "shift"
    ASSIGNED = "assigned"
    OFF = "off"
    OPEN = "open"
    AGAIN = "again"
    EMPTY = "empty"
    CHANGED = "changed"
    OFFERED = "offered"
    ASKED = "asked"
    NEAR = "near"


def shown_roster(
    drop: DropFacts, kind: RosterForm, details: Sequence[int | str] = (), *, until: datetime | None = None
) -> Shown:
    """Returns that a screen shows something of the roster of a drop, by itself true until then; with an item, as what changes the drop marks it."""
    item = drop.items[0].id if drop.items else None
    form = " ".join(map(str, (kind, *details)))
    return Shown(kind=ShownKind.ROSTER, subject=drop.id, item=item, form=form, until=until)
