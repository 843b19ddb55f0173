"""How a broadcast stands: what its author follows, and what they read at last."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from market.acting import Acting, must_organise
from market.broadcast.counting import WAITING, Fates, Seen, look, read_counts, waiting
from market.broadcast.letters import CORRECTED, NOTICE, RECALLED, are_kept
from market.broadcast.scheduling import beginning
from market.refusal import BroadcastGone
from storage.broadcast import Broadcast
from storage.drop import Drop
from storage.person import Person


@dataclass(frozen=True)
class Progress:
    """`fates` counts its announcements by what became of them; `queued`, `paused` and `sending` are still to come. `message` is where its author follows it.

    `asleep` of them wait until their readers rest no more, the last until `awake_at`. `pace`: letters a second of late.
    `due_at` is when it is to begin; None: when `drop` goes on. `corrected` and `recalled` count edits and deletions in the same way.
    `behind`: it has something to do by itself.
    """

    id: int
    author: int | None
    language: str
    state: str
    total: int
    fates: Fates
    message: int | None
    started_at: datetime | None
    ended_at: datetime | None
    reason: str = ""
    due_at: datetime | None = None
    drop: str = ""
    asleep: int = 0
    awake_at: datetime | None = None
    pace: float = 0.0
    corrected: Fates = field(default_factory=dict)
    recalled_at: datetime | None = None
    recalled: Fates = field(default_factory=dict)
    kept: bool = True
    behind: bool = False

    def of(self, *fates: str) -> int:
        return sum(self.fates.get(fate, 0) for fate in fates)

    @property
    def done(self) -> int:
        return sum(self.fates.values()) - self.of(*WAITING)

    @property
    def busy(self) -> bool:
        """Something is still to come: letters, edits or deletions."""
        return any(waiting(fates) for fates in (self.fates, self.corrected, self.recalled))

    @property
    def ended(self) -> bool:
        return self.state in ("sent", "stopped") and not self.busy


def progress(session: Session, broadcast: int, now: datetime) -> Progress:
    """Raises BroadcastGone: there is none, or it is a draft."""
    row = session.get(Broadcast, broadcast, populate_existing=True)
    if row is None or row.state == "draft":
        raise BroadcastGone
    author = session.get(Person, row.author_id) if row.author_id else None
    drop = session.get(Drop, row.drop_id) if row.drop_id else None
    when = beginning(session, row, now) if row.state == "scheduled" else None
    seen = read_counts(row.counts) if row.told_at else look(session, row, now)
    fates = seen.fates[NOTICE]
    return Progress(
        broadcast,
        row.author_id,
        author.language if author else "en",
        row.state,
        sum(fates.values()) if row.ended_at else row.total,
        fates,
        row.message_id,
        row.started_at,
        row.ended_at,
        row.reason,
        when.at if when else None,
        drop.name if drop else "",
        seen.asleep,
        seen.awake_at,
        seen.pace,
        seen.fates[CORRECTED],
        row.recalled_at,
        seen.fates[RECALLED],
        are_kept(row, now),
        when.stirs(now) if when else _behind(row, seen),
    )


def followed(session: Session, acting: Acting, broadcast: int, now: datetime) -> Progress | None:
    """As `progress`, for an organiser; None: it is a draft. Raises NotOrganiser, BroadcastGone."""
    must_organise(session, acting)
    row = session.get(Broadcast, broadcast)
    return None if row is not None and row.state == "draft" else progress(session, broadcast, now)


def counts(found: Progress) -> dict[str, int]:
    """As they are kept on the row when all is done."""
    named = ((NOTICE, found.fates), (CORRECTED, found.corrected), (RECALLED, found.recalled))
    return {f"{notice} {fate}": count for notice, fates in named for fate, count in fates.items()}


def _behind(row: Broadcast, seen: Seen) -> bool:
    """Whether its letters are not all where its state wants them."""
    fates = seen.fates[NOTICE]
    queued, paused = fates.get("queued", 0), fates.get("paused", 0)
    match row.state:
        case "sending":
            return row.reached is not None or paused > 0 or not waiting(fates)
        case "paused":
            return queued > 0 or seen.refused > 0 or (row.reached is None and not waiting(fates))
        case _:
            return row.state == "stopped" and queued + paused > 0
