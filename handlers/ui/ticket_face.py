"""The content of the picture of a ticket, as values."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from market.ticket.signed_ticket import TicketContent
from storage.ticket import TicketKind


class FaceState(StrEnum):
    """LIVE and PARTLY carry a QR, DONE a dimmed one under a stamp, VOID none."""

    LIVE = "live"
    PARTLY = "partly"
    DONE = "done"
    VOID = "void"


@dataclass(frozen=True, kw_only=True)
class TicketFace:
    """The picture of a ticket: its state and its words, in the reader's language.

    `title` is the item, or what comes back for packaging; `lines` are the stall and the time. `stamp` is the word across a ticket
    that is over, `at` the line below it; of one that is partly collected, `at` says how much. `content` is what its QR says.
    """

    kind: TicketKind
    state: FaceState
    language: str
    word: str
    quantity: str
    title: str
    lines: tuple[str, ...]
    content: TicketContent
    motif: str
    seed: int
    stamp: str = ""
    at: str = ""

    @property
    def code(self) -> str:
        return self.content.code

    @property
    def key(self) -> str:
        """The key under which the picture is kept: the same only for the same ticket, state, words and language."""
        return f"ticket:{hashlib.sha256(repr(self).encode()).hexdigest()[:48]}"
