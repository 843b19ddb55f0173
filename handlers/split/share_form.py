"""The content of a message about shares, as it is remembered to be drawn again."""

from enum import StrEnum

from handlers.ui.screen import Shown
from market.drop.facts import DropFacts
from storage.shown import ShownKind
from storage.split import SplitRole


class ShareForm(StrEnum):
    """The page or message about the shares of a drop: the owner's page, a party's page, the message that asks a party, the one that all have agreed."""

    STALL = "stall"
    OWN = "own"
    ASKED = "asked"
    AGREED = "agreed"


def stall_shown(drop: DropFacts) -> Shown:
    """Returns what the owner's page is remembered as."""
    return _shown(drop, ShareForm.STALL)


def party_shown(drop: DropFacts, form: ShareForm, split: int, role: SplitRole) -> Shown:
    """Returns what a party's page or message is remembered as."""
    return _shown(drop, f"{form} {split} {role}")


def _shown(drop: DropFacts, form: str) -> Shown:
    item = drop.items[0].id if drop.items else None
    return Shown(kind=ShownKind.SHARES, subject=drop.id, item=item, form=form)
