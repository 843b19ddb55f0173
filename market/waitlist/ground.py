"""The ground of a decision: a line with all that is decided about it, locked, and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.drop.facts import LAST_CALL
from market.mailbox import Lane, write_letter
from storage.alley import Alley
from storage.drop import Drop, Line, Part
from storage.given import given

LARGEST = 6
"""The largest party."""

PARTS = (
    select(Part.bundle_id, Part.line_id, Part.units)
    .join(Line, col(Line.id) == col(Part.bundle_id))
    .where(col(Line.drop_id) == given("drop"))
)

DROP_OF = select(Line.drop_id).where(col(Line.id) == given("line"))
DROP, LINE = (
    select(Drop).where(col(Drop.id) == given("id")),
    select(Line).where(col(Line.id) == given("id")),
)
LOCKED_DROP, LOCKED_LINE = DROP.with_for_update(key_share=True), LINE.with_for_update(key_share=True)
ALLEY = select(Alley).where(col(Alley.id) == given("id"))

Parts = Mapping[int | None, tuple[tuple[Line, int], ...]]
"""By a bundle's id the lines it takes units of, and how many each."""


@dataclass
class Ground:
    """Locked in this sequence: drop, line. Where the drop has bundles, `lines` are all of its lines; else only this one."""

    drop: Drop
    line: Line
    alley: Alley
    lines: tuple[Line, ...] = ()
    parts: Parts = field(default_factory=dict)

    @property
    def all(self) -> list["Ground"]:
        """Each line that shares units with this one, this one too."""
        return [replace(self, line=line) for line in self.lines or (self.line,)]

    @property
    def needs(self) -> tuple[tuple[Line, int], ...]:
        """What one unit takes: one of the line, and units of its parts."""
        return ((self.line, 1), *self.parts.get(self.line.id, ()))

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(line.id or 0 for line, _ in self.needs)

    @property
    def free(self) -> int:
        """Units in nobody's hand. A hold that has run out counts until it is swept, and settling sweeps first."""
        return min(_spare(line) // units for line, units in self.needs)

    def wanted(self) -> bool:
        """Whether there is something of what it needs that a party may take or lack. A bundle of which none can be made may still lack what others take."""
        return self.free > 0 or any(0 < _spare(line) < units * LARGEST for line, units in self.needs)

    @property
    def most(self) -> int:
        """All there is."""
        return min(line.quantity // units for line, units in self.needs)

    def short_of(self, party: int) -> frozenset[int]:
        """The lines that have too little for a party."""
        return frozenset(line.id or 0 for line, units in self.needs if _spare(line) < party * units)

    def count(self, held: int = 0, claimed: int = 0) -> None:
        """Units change hands, the parts of a bundle with them."""
        for line, units in self.needs:
            line.held += held * units
            line.claimed += claimed * units

    @property
    def starts_at(self) -> datetime:
        return self.line.starts_at or self.drop.starts_at

    @property
    def cut_off(self) -> datetime:
        """A slot's start; for goods the end of collection."""
        return self.line.starts_at or self.drop.ends_at

    def gives(self, now: datetime) -> bool:
        """Whether units are given out now: not while an organiser hides the drop."""
        shown = self.drop.hidden_at is None
        return shown and self.drop.state == "published" and self.drop.opens_at <= now < self.cut_off

    def calls(self, now: datetime) -> bool:
        """Whether it is the last call, in which the first tap has what is free."""
        return now >= self.cut_off - LAST_CALL


def ground(session: Session, line: int, lock: bool = True) -> Ground | None:
    """Lock the drop and then the line, or all its lines where it has bundles; None where there is no such line. Only to look: `lock` False."""
    found = session.connection().execute(DROP_OF, {"line": line}).scalar()
    if found is None:
        return None
    drop = session.exec(LOCKED_DROP if lock else DROP, params={"id": found}).one()
    alley = session.exec(ALLEY, params={"id": drop.alley_id}).one()
    parts = session.connection().execute(PARTS, {"drop": found}).all()
    if not parts:
        return Ground(drop, session.exec(LOCKED_LINE if lock else LINE, params={"id": line}).one(), alley)
    lines = lines_of(session, found, lock)
    at = next(each for each in lines if each.id == line)
    return Ground(drop, at, alley, lines, _by_bundle(lines, parts))


def grounds(session: Session, drop: Drop, alley: Alley) -> tuple[Ground, ...]:
    """Each line of a drop that is locked already. locks: line"""
    lines = lines_of(session, drop.id or 0)
    parts = session.connection().execute(PARTS, {"drop": drop.id}).all()
    shared = {"lines": lines, "parts": _by_bundle(lines, parts)} if parts else {}
    return tuple(Ground(drop, line, alley, **shared) for line in lines)  # type: ignore[arg-type]


def lines_of(session: Session, drop: int, lock: bool = True) -> tuple[Line, ...]:
    """In the order of their ids."""
    rows = select(Line).where(col(Line.drop_id) == drop).order_by(col(Line.id))
    return tuple(session.exec(rows.with_for_update(key_share=True) if lock else rows))


def tell(
    session: Session,
    person: int | None,
    notice: str,
    at: Ground,
    now: datetime,
    *,
    late_after: datetime | None = None,
    due_at: datetime | None = None,
    lane: Lane = Lane.BOOKING,
    **facts: int | str | None,
) -> None:
    """A letter about a line's drop; nobody is told who has asked to be forgotten."""
    if person is None:
        return
    due = due_at or now
    about = "/".join([f"drop:{at.drop.id}", *(f"{name}:{fact}" for name, fact in sorted(facts.items()))])
    write_letter(
        session,
        person,
        notice,
        about=about[:64],
        facts={"drop": at.drop.id, "line": at.line.id, **facts},
        lane=lane,
        due_at=due,
        late_after=late_after or due + timedelta(days=2),
    )


def _spare(line: Line) -> int:
    return line.quantity - line.claimed - line.held


def _by_bundle(lines: tuple[Line, ...], parts: object) -> Parts:
    known = {line.id: line for line in lines}
    found: dict[int | None, tuple[tuple[Line, int], ...]] = {}
    for bundle, line, units in parts:  # type: ignore[attr-defined]
        found[bundle] = (*found.get(bundle, ()), (known[line], units))
    return found
