"""The content of a message about a roster, as the short text under which it is remembered: "roster", "shift 12", "changed 12 taken"."""

from collections.abc import Sequence
from datetime import datetime

from handlers.ui.screen import Shown
from market.drop.facts import DropFacts
from storage.shown import ShownKind

ROSTER, PLACES, SHIFT, ASSIGNED, OFF = "roster", "places", "shift", "assigned", "off"
"""Pages: a roster, its places, one place; and one whose helper the stall has just put down or taken off."""
OPEN, AGAIN, EMPTY, CHANGED, OFFERED, ASKED, NEAR = (
    "open",
    "again",
    "empty",
    "changed",
    "offered",
    "asked",
    "near",
)
"""Messages."""


def shown_roster(
    drop: DropFacts, kind: str, details: Sequence[int | str] = (), *, until: datetime | None = None
) -> Shown:
    """Returns that a screen shows something of the roster of a drop, by itself true until then; with an item, as what changes the drop marks it."""
    item = drop.items[0].id if drop.items else None
    form = " ".join(map(str, (kind, *details)))
    return Shown(kind=ShownKind.ROSTER, subject=drop.id, item=item, form=form, until=until)
