"""The invariants of one drop at every commit and between two commits, computed from the rows alone and without the market's code."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from storage.drop import Component, Drop, Item
from storage.notification import Notification
from storage.waitlist import Booking, Entry, Hold

LAST_CALL = timedelta(hours=2)
CURRENT_STATES = ("booked", "collected")
NEXT_STATES = {
    "waiting": {"held", "booked", "left", "closed"},
    "held": {"booked", "declined", "expired", "closed"},
}
"""What may become of an entry by one change; whatever else it is, it stays."""

LATER_STATES = NEXT_STATES | {
    "waiting": NEXT_STATES["waiting"] | NEXT_STATES["held"],
    "booked": {"held"} | NEXT_STATES["held"],
}
"""By any number of changes; an undone Confirm gives the hold back."""

Rows = dict[int, Row[Any]]


@dataclass(frozen=True, kw_only=True)
class DropSnapshot:
    """All rows of one drop in one snapshot; `notified` are the people notified that units are available, by item."""

    drop: Row[Any]
    items: Rows
    needs: dict[int, dict[int, int]]
    entries: Rows
    holds: Rows
    bookings: Rows
    notified: dict[int, set[int]]

    def spare(self, item: int) -> int:
        row = self.items[item]
        return int(row.quantity - row.booked - row.held)

    def free(self, item: int) -> int:
        return min(self.spare(component) // units for component, units in self.needs[item].items())

    def max_units(self, item: int) -> int:
        return min(self.items[component].quantity // units for component, units in self.needs[item].items())

    def missing_components(self, entry: Row[Any]) -> set[int]:
        needs = self.needs[entry.item_id].items()
        return {component for component, units in needs if self.spare(component) < entry.units * units}

    def waiting(self, item: int) -> list[Row[Any]]:
        """Return the waiting entries in the order of numbers; those without a number are left out."""
        rows = [one for one in self.entries.values() if one.item_id == item and one.state == "waiting"]
        return sorted((one for one in rows if one.number), key=lambda one: int(one.number))

    def cut_off(self, item: int) -> datetime:
        return self.items[item].starts_at or self.drop.ends_at  # type: ignore[no-any-return]

    def is_offering(self, item: int, now: datetime) -> bool:
        opened = self.drop.opens_at <= now < self.cut_off(item)
        return opened and self.drop.state == "published" and self.drop.stopped_at is None

    def in_last_call(self, item: int, now: datetime) -> bool:
        return now >= self.cut_off(item) - LAST_CALL

    @property
    def live(self) -> list[Row[Any]]:
        """Also what is kept for nobody until an undo is over."""
        return [one for one in self.holds.values() if one.state == "live"]

    @property
    def held(self) -> list[Row[Any]]:
        return [one for one in self.live if one.person_id is not None]

    @property
    def current_bookings(self) -> list[Row[Any]]:
        return [one for one in self.bookings.values() if one.state in CURRENT_STATES]


def take_snapshot(session: Session, drop: int) -> DropSnapshot:
    """Read the rows as they are stored, whatever the session has cached."""
    session.flush()

    def rows(table: Any, condition: Any) -> list[Row[Any]]:
        columns = [getattr(table, name).label(name) for name in table.model_fields]
        return list(session.connection().execute(select(*columns).where(condition)))

    items = {one.id: one for one in rows(Item, col(Item.drop_id) == drop)}
    needs: dict[int, dict[int, int]] = {item: {item: 1} for item in items}
    for component in rows(Component, col(Component.bundle_id).in_(items)):
        needs[component.bundle_id][component.item_id] = component.units
    notified_people: dict[int, set[int]] = {item: set() for item in items}
    about = [f"drop:{drop}/item:{item}/available" for item in items]
    for notification in rows(Notification, col(Notification.about).in_(about)):
        notified_people[notification.payload["item_id"]].add(notification.person_id)
    of = {
        table: {one.id: one for one in rows(table, col(table.item_id).in_(items))}
        for table in (Entry, Hold, Booking)
    }  # type: ignore[attr-defined]
    [row] = rows(Drop, col(Drop.id) == drop)
    return DropSnapshot(
        drop=row,
        items=items,
        needs=needs,
        entries=of[Entry],
        holds=of[Hold],
        bookings=of[Booking],
        notified=notified_people,
    )


def check_invariants(snapshot: DropSnapshot, now: datetime) -> None:
    """Check the invariants of one commit, made at `now`."""
    for item in snapshot.items:
        _counts_equal_rows(snapshot, item)
    _places_are_one_each(snapshot)
    _units_are_one_persons(snapshot)
    _nobody_has_more_than_the_limit(snapshot, now)
    _parted_are_those_who_agreed(snapshot)
    for item in snapshot.items:
        _nobody_waits_for_what_is_free(snapshot, item, now)


def _counts_equal_rows(snapshot: DropSnapshot, item: int) -> None:
    row = snapshot.items[item]

    def units(of: list[Row[Any]]) -> int:
        return sum(one.units * snapshot.needs[one.item_id].get(item, 0) for one in of)

    assert 0 <= row.booked + row.held <= row.quantity, "oversold"
    assert row.held == units(snapshot.live), "held"
    assert row.booked == units(snapshot.current_bookings), "booked"
    parties = (
        one.units for one in snapshot.entries.values() if (one.item_id, one.state) == (item, "waiting")
    )
    assert row.waiting == sum(parties), "waiting"


def _places_are_one_each(snapshot: DropSnapshot) -> None:
    entries = [one for one in snapshot.entries.values() if one.number]
    assert counts_over_one((one.item_id, one.number, one.remainder) for one in entries) <= 1, (
        "a number given twice"
    )
    waits = [one for one in snapshot.entries.values() if one.state == "waiting"]
    assert counts_over_one((one.item_id, one.person_id) for one in waits) <= 1, "two places for one person"
    assert all(snapshot.items[one.item_id].next_number > one.number for one in entries)


def _units_are_one_persons(snapshot: DropSnapshot) -> None:
    assert counts_over_one((one.item_id, one.person_id) for one in snapshot.held) <= 1, (
        "two holds for one person"
    )
    held = Counter(one.id for one in snapshot.entries.values() if one.state == "held")
    assert held == Counter(one.entry_id for one in snapshot.held), "each place that is held has one hold"
    for booking in snapshot.bookings.values():
        hold = snapshot.holds[booking.hold_id]
        assert (hold.state, hold.person_id) == ("booked", booking.person_id)
        assert booking.units <= hold.units
    assert counts_over_one(one.hold_id for one in snapshot.bookings.values()) <= 1, "one hold claimed twice"


def _nobody_has_more_than_the_limit(snapshot: DropSnapshot, now: datetime) -> None:
    """Check the limit per person. A hold that has run out does not count, swept or not; while the drop is paused none runs out."""
    had: Counter[int] = Counter()
    for one in [*_running_holds(snapshot, now), *snapshot.current_bookings]:
        had[one.person_id] += one.units
    assert max(had.values(), default=0) <= snapshot.drop.per_person, "more than the limit a person"


def _running_holds(snapshot: DropSnapshot, now: datetime) -> list[Row[Any]]:
    return [one for one in snapshot.held if one.until > now or snapshot.drop.state == "paused"]


def _parted_are_those_who_agreed(snapshot: DropSnapshot) -> None:
    """Check that each remainder has the number of an entry that agreed to be split."""
    by = {(one.item_id, one.number, one.remainder): one for one in snapshot.entries.values()}
    for one in (one for one in snapshot.entries.values() if one.remainder):
        first = by[one.item_id, one.number, one.remainder - 1]
        assert first.split
        assert first.state != "waiting"
        assert snapshot.drop.fitting == "split"


def _nobody_waits_for_what_is_free(snapshot: DropSnapshot, item: int, now: datetime) -> None:
    """Check that available units are offered, unless too few for the first in line or reserved for an entry that was passed over too often."""
    if not snapshot.is_offering(item, now) or snapshot.in_last_call(item, now):
        return
    components = snapshot.drop.fitting == "split"
    for entry in snapshot.waiting(item):
        fits = entry.units <= snapshot.free(item) or (components and entry.split and snapshot.free(item) > 0)
        if fits:
            assert _kept_back(snapshot, entry), (
                f"number {entry.number} waits at {now} for what is free; entries from {snapshot.drop.opens_at} "
                f"to {snapshot.cut_off(item)}: {_told(snapshot)}"
            )


def _told(snapshot: DropSnapshot) -> str:
    """Return a failure message: of each item its units, the available ones, and who waits."""
    return "; ".join(
        f"item {item}: {row.quantity} in all, {row.booked} booked, {row.held} held, {snapshot.free(item)} free, needs {snapshot.needs[item]}, waiting "
        + ", ".join(
            f"number {one.number} for {one.units}, passed over {one.skipped}"
            for one in snapshot.waiting(item)
        )
        for item, row in snapshot.items.items()
    )


def _kept_back(snapshot: DropSnapshot, entry: Row[Any]) -> bool:
    allowed = 0 if snapshot.drop.fitting == "strict" else snapshot.drop.skips
    for item in snapshot.items:
        for other in snapshot.waiting(item):
            first = other.number < entry.number if item == entry.item_id else True
            lacks = snapshot.missing_components(other) & set(snapshot.needs[entry.item_id])
            if first and lacks and other.units <= snapshot.max_units(item) and other.skipped >= allowed:
                return True
    return False


def check_transition(
    snapshot: DropSnapshot, previous: DropSnapshot, next_states: Mapping[str, set[str]] = NEXT_STATES
) -> None:
    """Check that numbers stay, that nobody goes backwards, and that ended rows do not change."""
    for known, was in previous.entries.items():
        now = snapshot.entries[known]
        assert was.number in (None, now.number), "a number changed"
        may = {was.state} | next_states.get(was.state, set())
        assert now.state in may, f"{was.state}, and then {now.state}"
        assert now.skipped >= was.skipped
        assert (now.item_id, now.remainder, now.joined_at) == (was.item_id, was.remainder, was.joined_at)
        assert now.units <= was.units or now.state != "waiting", "a bigger party keeps no number"
    for item in snapshot.items:
        assert served_up_to(snapshot, item) >= served_up_to(previous, item)
    for rows, old, runs in (
        (snapshot.holds, previous.holds, ("live",)),
        (snapshot.bookings, previous.bookings, ("booked",)),
    ):
        for known, was in old.items():
            if was.state not in runs:
                assert (rows[known].state, rows[known].ended_at) == (was.state, was.ended_at), "ended twice"


def check_unconfirmed(snapshot: DropSnapshot, previous: DropSnapshot, person_id: int, now: datetime) -> None:
    """Check that an undone Confirm gives back the hold, with the units that nobody else has, and takes none from anybody."""
    [undone] = [
        one
        for known, one in snapshot.bookings.items()
        if (one.state, previous.bookings[known].state) == ("released", "booked")
    ]
    [again] = [one for known, one in snapshot.holds.items() if known not in previous.holds]
    was = previous.holds[undone.hold_id]
    had = sum(
        one.units
        for one in (*_running_holds(previous, now), *previous.current_bookings)
        if one.person_id == person_id
    )
    waits = sum(
        one.units
        for one in previous.entries.values()
        if (one.person_id, one.state) == (person_id, "waiting") and one.item_id != was.item_id
    )
    room = max(0, previous.drop.per_person - had - waits)
    assert again.units == undone.units + min(was.units - undone.units, previous.free(was.item_id), room)
    assert (again.person_id, again.entry_id, again.given_at) == (person_id, was.entry_id, was.given_at)
    assert again.until == min(snapshot.cut_off(was.item_id), was.until + (now - undone.booked_at))
    assert snapshot.entries[was.entry_id].state == "held"
    for rows, before, changed in (
        (snapshot.entries, previous.entries, {was.entry_id}),
        (snapshot.holds, previous.holds, {again.id}),
        (snapshot.bookings, previous.bookings, {undone.id}),
    ):
        others = {known: one for known, one in rows.items() if known not in changed}
        assert others == {known: one for known, one in before.items() if known not in changed}, "of others"


def served_up_to(snapshot: DropSnapshot, item: int) -> int:
    waiting = snapshot.waiting(item)
    return int(waiting[0].number) - 1 if waiting else int(snapshot.items[item].next_number) - 1


def overtaken_entries(snapshot: DropSnapshot, previous: DropSnapshot) -> Iterator[int]:
    """Each entry that waits, as often as units that it lacks went to a later one; one larger than all there is does not count.

    Of another line that shares a part, only what surely passed it: it would lack the part even if none of this commit's units had been given,
    and no other part as well, for then none of it could be made.
    """
    given = list(_given(snapshot, previous))
    for known, was in previous.entries.items():
        one = snapshot.entries[known]
        waits = (was.state, one.state) == ("waiting", "waiting") and one.number
        if not waits or one.units > min(previous.max_units(one.item_id), snapshot.max_units(one.item_id)):
            continue
        lacks = _surely_lacks(snapshot, one, given)
        for entry, _ in given:
            same = entry.item_id == one.item_id and entry.number > one.number
            later = (entry.joined_at, entry.id) > (one.joined_at, one.id)
            taken = {*snapshot.needs[entry.item_id]}
            other = entry.item_id != one.item_id and later and lacks and lacks <= taken
            if same or (other and snapshot.drop.policy == "queue"):
                yield known


def _given(snapshot: DropSnapshot, previous: DropSnapshot) -> Iterator[tuple[Row[Any], int]]:
    """Return how many units each entry gained."""
    for hold in (one for one in snapshot.holds.values() if one.person_id is not None):
        was = previous.holds.get(hold.id)
        more = hold.units - (was.units if was else 0)
        if more > 0:
            yield snapshot.entries[hold.entry_id], more


def _surely_lacks(snapshot: DropSnapshot, one: Row[Any], given: list[tuple[Row[Any], int]]) -> set[int]:
    def had(item: int) -> int:
        went = (units * snapshot.needs[entry.item_id].get(item, 0) for entry, units in given)
        return snapshot.spare(item) + sum(went)

    return {item for item, units in snapshot.needs[one.item_id].items() if had(item) < one.units * units}


def counts_over_one(things: Any) -> int:
    return max(Counter(things).values(), default=0)
