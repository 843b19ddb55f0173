"""What must be true of one drop at every commit, and between two of them; asked of the rows alone, by none of the market's own decisions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from storage.drop import Drop, Line, Part
from storage.letter import Letter
from storage.waitlist import Claim, Entry, Hold

LAST_CALL = timedelta(hours=2)
STANDS = ("claimed", "collected")
AFTER = {
    "waiting": {"held", "claimed", "left", "closed"},
    "held": {"claimed", "declined", "expired", "closed"},
}
"""What may become of an entry by one change; whatever else it is, it stays."""

LATER = AFTER | {"waiting": AFTER["waiting"] | AFTER["held"]}
"""By any number of changes."""

Rows = dict[int, Row[Any]]


@dataclass(frozen=True)
class Seen:
    """All rows of one drop in one snapshot; `told` is who has a letter that units are free, by line."""

    drop: Row[Any]
    lines: Rows
    needs: dict[int, dict[int, int]]
    entries: Rows
    holds: Rows
    claims: Rows
    told: dict[int, set[int]]

    def spare(self, line: int) -> int:
        row = self.lines[line]
        return int(row.quantity - row.claimed - row.held)

    def free(self, line: int) -> int:
        return min(self.spare(part) // units for part, units in self.needs[line].items())

    def most(self, line: int) -> int:
        return min(self.lines[part].quantity // units for part, units in self.needs[line].items())

    def short(self, entry: Row[Any]) -> set[int]:
        needs = self.needs[entry.line_id].items()
        return {part for part, units in needs if self.spare(part) < entry.party * units}

    def waiting(self, line: int) -> list[Row[Any]]:
        """In the order of numbers; who has none yet is left out."""
        rows = [one for one in self.entries.values() if one.line_id == line and one.state == "waiting"]
        return sorted((one for one in rows if one.number), key=lambda one: int(one.number))

    def cut_off(self, line: int) -> datetime:
        return self.lines[line].starts_at or self.drop.ends_at  # type: ignore[no-any-return]

    def gives(self, line: int, now: datetime) -> bool:
        opened = self.drop.opens_at <= now < self.cut_off(line)
        return opened and self.drop.state == "published" and self.drop.hidden_at is None

    def calls(self, line: int, now: datetime) -> bool:
        return now >= self.cut_off(line) - LAST_CALL

    @property
    def live(self) -> list[Row[Any]]:
        return [one for one in self.holds.values() if one.state == "live"]

    @property
    def standing(self) -> list[Row[Any]]:
        return [one for one in self.claims.values() if one.state in STANDS]


def look(session: Session, drop: int) -> Seen:
    """Rows as they are stored, whatever the session has of them."""
    session.flush()

    def rows(table: Any, condition: Any) -> list[Row[Any]]:
        columns = [getattr(table, name).label(name) for name in table.model_fields]
        return list(session.connection().execute(select(*columns).where(condition)))

    lines = {one.id: one for one in rows(Line, col(Line.drop_id) == drop)}
    needs: dict[int, dict[int, int]] = {line: {line: 1} for line in lines}
    for part in rows(Part, col(Part.bundle_id).in_(lines)):
        needs[part.bundle_id][part.line_id] = part.units
    told: dict[int, set[int]] = {line: set() for line in lines}
    about = [f"drop:{drop}/line:{line}/free" for line in lines]
    for letter in rows(Letter, col(Letter.about).in_(about)):
        told[letter.facts["line"]].add(letter.person_id)
    of = {
        table: {one.id: one for one in rows(table, col(table.line_id).in_(lines))}
        for table in (Entry, Hold, Claim)
    }  # type: ignore[attr-defined]
    [row] = rows(Drop, col(Drop.id) == drop)
    return Seen(row, lines, needs, of[Entry], of[Hold], of[Claim], told)


def check(seen: Seen, now: datetime) -> None:
    """What holds at every commit, `now` being the moment of it."""
    for line in seen.lines:
        _counts_equal_rows(seen, line)
    _places_are_one_each(seen)
    _units_are_one_persons(seen)
    _nobody_has_more_than_the_limit(seen, now)
    _parted_are_those_who_agreed(seen)
    for line in seen.lines:
        _nobody_waits_for_what_is_free(seen, line, now)


def _counts_equal_rows(seen: Seen, line: int) -> None:
    row = seen.lines[line]

    def units(of: list[Row[Any]]) -> int:
        return sum(one.units * seen.needs[one.line_id].get(line, 0) for one in of)

    assert 0 <= row.claimed + row.held <= row.quantity, "oversold"
    assert row.held == units(seen.live), "held"
    assert row.claimed == units(seen.standing), "claimed"
    parties = (one.party for one in seen.entries.values() if (one.line_id, one.state) == (line, "waiting"))
    assert row.waiting == sum(parties), "waiting"


def _places_are_one_each(seen: Seen) -> None:
    entries = [one for one in seen.entries.values() if one.number]
    assert most_often((one.line_id, one.number, one.rest) for one in entries) <= 1, "a number given twice"
    waits = [one for one in seen.entries.values() if one.state == "waiting"]
    assert most_often((one.line_id, one.person_id) for one in waits) <= 1, "two places for one person"
    assert all(seen.lines[one.line_id].next_number > one.number for one in entries)


def _units_are_one_persons(seen: Seen) -> None:
    assert most_often((one.line_id, one.person_id) for one in seen.live) <= 1, "two holds for one person"
    held = Counter(one.id for one in seen.entries.values() if one.state == "held")
    assert held == Counter(one.entry_id for one in seen.live), "each place that is held has one hold"
    for claim in seen.claims.values():
        hold = seen.holds[claim.hold_id]
        assert (hold.state, hold.person_id) == ("claimed", claim.person_id)
        assert claim.units <= hold.units
    assert most_often(one.hold_id for one in seen.claims.values()) <= 1, "one hold claimed twice"


def _nobody_has_more_than_the_limit(seen: Seen, now: datetime) -> None:
    """A hold that has run out is nobody's, whether or not it was swept; while the drop is paused none does."""
    runs = [one for one in seen.live if one.until > now or seen.drop.state == "paused"]
    had: Counter[int] = Counter()
    for one in [*runs, *seen.standing]:
        had[one.person_id] += one.units
    assert max(had.values(), default=0) <= seen.drop.per_person, "more than the limit a person"


def _parted_are_those_who_agreed(seen: Seen) -> None:
    """Each rest has the number of a party that agreed."""
    by = {(one.line_id, one.number, one.rest): one for one in seen.entries.values()}
    for one in (one for one in seen.entries.values() if one.rest):
        first = by[one.line_id, one.number, one.rest - 1]
        assert first.split
        assert first.state != "waiting"
        assert seen.drop.fitting == "split"


def _nobody_waits_for_what_is_free(seen: Seen, line: int, now: datetime) -> None:
    """Unless it is too little for them, or what they need is kept back for a party that was passed over as often as may be."""
    if not seen.gives(line, now) or seen.calls(line, now):
        return
    parts = seen.drop.fitting == "split"
    for entry in seen.waiting(line):
        fits = entry.party <= seen.free(line) or (parts and entry.split and seen.free(line) > 0)
        if fits:
            assert _kept_back(seen, entry), f"number {entry.number} waits for what is free"


def _kept_back(seen: Seen, entry: Row[Any]) -> bool:
    allowed = 0 if seen.drop.fitting == "strict" else seen.drop.skips
    for line in seen.lines:
        for other in seen.waiting(line):
            first = other.number < entry.number if line == entry.line_id else True
            lacks = seen.short(other) & set(seen.needs[entry.line_id])
            if first and lacks and other.party <= seen.most(line) and other.skipped >= allowed:
                return True
    return False


def follow(seen: Seen, before: Seen, becomes: Mapping[str, set[str]] = AFTER) -> None:
    """Numbers stay, nobody goes backwards, and what has ended stays as it ended."""
    for known, was in before.entries.items():
        now = seen.entries[known]
        assert was.number in (None, now.number), "a number changed"
        may = {was.state} | becomes.get(was.state, set())
        assert now.state in may, f"{was.state}, and then {now.state}"
        assert now.skipped >= was.skipped
        assert (now.line_id, now.rest, now.joined_at) == (was.line_id, was.rest, was.joined_at)
        assert now.party <= was.party or now.state != "waiting", "a bigger party keeps no number"
    for line in seen.lines:
        assert turned(seen, line) >= turned(before, line)
    for rows, old, runs in (
        (seen.holds, before.holds, ("live",)),
        (seen.claims, before.claims, ("claimed",)),
    ):
        for known, was in old.items():
            if was.state not in runs:
                assert (rows[known].state, rows[known].ended_at) == (was.state, was.ended_at), "ended twice"


def turned(seen: Seen, line: int) -> int:
    waiting = seen.waiting(line)
    return int(waiting[0].number) - 1 if waiting else int(seen.lines[line].next_number) - 1


def passings(seen: Seen, before: Seen) -> Iterator[int]:
    """Each entry that waits, as often as units that it lacks went to a later one; one larger than all there is does not count.

    Of another line that shares a part, only what surely passed it: it would lack the part even if none of this commit's units had been given.
    """
    given = list(_given(seen, before))
    for known, was in before.entries.items():
        one = seen.entries[known]
        waits = (was.state, one.state) == ("waiting", "waiting") and one.number
        if not waits or one.party > min(before.most(one.line_id), seen.most(one.line_id)):
            continue
        lacks = _surely_lacks(seen, one, given)
        for entry, _ in given:
            same = entry.line_id == one.line_id and entry.number > one.number
            later = (entry.joined_at, entry.id) > (one.joined_at, one.id)
            other = entry.line_id != one.line_id and later and lacks & {*seen.needs[entry.line_id]}
            if same or (other and seen.drop.policy == "queue"):
                yield known


def _given(seen: Seen, before: Seen) -> Iterator[tuple[Row[Any], int]]:
    """To which entry how many units more."""
    for hold in seen.holds.values():
        was = before.holds.get(hold.id)
        more = hold.units - (was.units if was else 0)
        if more > 0:
            yield seen.entries[hold.entry_id], more


def _surely_lacks(seen: Seen, one: Row[Any], given: list[tuple[Row[Any], int]]) -> set[int]:
    def had(line: int) -> int:
        went = (units * seen.needs[entry.line_id].get(line, 0) for entry, units in given)
        return seen.spare(line) + sum(went)

    return {line for line, units in seen.needs[one.line_id].items() if had(line) < one.party * units}


def most_often(things: Any) -> int:
    return max(Counter(things).values(), default=0)
