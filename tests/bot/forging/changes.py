"""What a try has changed, and whose that was: the small table of what is each person's to change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from market.actor import Right
from storage.tables import metadata
from tests.bot.forging.trial_store import Row, Rows


class Scope(StrEnum):
    """The rows of a table that may change: those of the person, which in some may only be deleted, those of a stall where they work, or any."""

    OWN = "own"
    LEAVE = "leave"
    STALL = "stall"
    ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row before and after a try; None: it was not there."""

    table: str
    before: Row | None
    after: Row | None

    def __str__(self) -> str:
        if not (self.before and self.after):
            return f"{self.table}: {'deleted' if self.before else 'new'} {self.before or self.after}"
        differ = {
            name: (old, self.after[name]) for name, old in self.before.items() if old != self.after[name]
        }
        return f"{self.table} {self.before.get('id', '')}: {differ}"


@dataclass(frozen=True, kw_only=True)
class Role:
    """Somebody who forges: the stalls where they work and their rights there. `loses` takes a right away a moment before."""

    person: int
    stalls: frozenset[int] = frozenset()
    rights: frozenset[Right] = frozenset()
    organises: bool = False
    loses: Callable[[Session], object] | None = None


def changes(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> Iterator[Change]:
    """Yield the rows that differ in the tables of `after`."""
    for table, rows in after.items():
        for key in {**before[table], **rows}:
            was, now = before[table].get(key), rows.get(key)
            if was != now:
                yield Change(table=table, before=was, after=now)


FOLLOWS = frozenset(
    {"processed_update", "notification", "audit_entry", "audit_person", "shown", "market_day"}
)
"""Written beside another change: to know an update again, to tell people, to keep messages true, for a drop's day in an alley.

Alone, a notification is theirs who snooze it.
"""
COUNTED = {
    "item": {"booked", "held", "waiting", "next_number", "announced_units", "marks"},
    "showroom_slot": {"taken"},
}
"""The counts that change with what a person books, or with what its messages show."""
OWN = dict.fromkeys(
    (
        *(
            "person",
            "address",
            "feed_link",
            "merge_link",
            "office_link",
            "office_session",
            "desk_choice",
            "recovery",
            "failed_code_attempt",
            "received_photo",
        ),
        *("entry", "hold", "booking", "live_booking", "deposit", "screenshot", "gift", "ticket", "loan"),
        *("reminder", "mute", "neighbour", "stall_follow", "tag_follow", "follower", "last_minute_alert"),
        *("support_thread", "support_message", "report", "objection", "availability_alert"),
        *("help_call", "organiser_duty"),
        *("stall", "alley_draft", "showroom_visit", "showroom_busy"),
    ),
    Scope.OWN,
) | dict.fromkeys(("organiser", "stall_staff", "hub_staff"), Scope.LEAVE)
AT_THE_STALL: dict[Right, tuple[str, ...]] = {
    Right.VIEW: ("shift", "roster", "counter_check"),
    Right.SELL: (
        "till",
        "receipt",
        "receipt_line",
        "receipt_amount",
        "cart_amount",
        "cash_entry",
        "item",
        "oversold",
    ),
    Right.SCAN: (
        *("scan", "scan_conflict", "booking", "ticket", "loan", "transfer", "deposit", "item"),
        *("kiosk_link", "kiosk_device"),
        *("till", "receipt", "hand_over_line"),
    ),
    Right.STOCK: (
        *(
            "drop",
            "drop_tag",
            "item",
            "component",
            "draw",
            "stock_template",
            "drop_series",
            "live_session",
            "last_minute_offer",
            "former_price",
            "stall_day",
            "stall_note",
        ),
        *("showroom_window", "showroom_closing", "showroom_curation", "showroom_slot", "showroom_visit"),
    ),
    Right.OWN: tuple(metadata.tables),
}
NEW_BY_ANYBODY = frozenset({"complaint"})
"""Rows that everybody may add, and nobody but an organiser changes: they say nothing of who did."""
NOT_ORGANISERS = frozenset(
    {
        *(
            "address",
            "feed_link",
            "merge_link",
            "office_link",
            "office_session",
            "reminder",
            "mute",
            "neighbour",
            "availability_alert",
            "last_minute_alert",
            "gift",
        ),
        *(
            "receipt_line",
            "receipt_amount",
            "cart_amount",
            "cash_entry",
            "day_close",
            "counter_check",
            "stock_template",
            "drop_series",
        ),
        *("split", "split_party", "seller", "screenshot", "payment", "item", "draw", "component"),
    }
)
"""What organisers change of nobody: they decide about people, stalls, drops and packaging, and not what is in them."""


def allowed_tables(role: Role) -> dict[str, Scope]:
    """Return what somebody may change, by table."""
    at_stall = {table: Scope.STALL for right in role.rights for table in AT_THE_STALL.get(right, ())}
    every = dict.fromkeys(metadata.tables.keys() - NOT_ORGANISERS, Scope.ANY) if role.organises else {}
    return OWN | at_stall | every


PERSONS = ("person_id", "owner_id", "giver_id", "payer_id", "author_id", "host_id", "caller_id")
"""Columns with the person that a row belongs to; others say who did something."""
PARENTS = (
    "drop_id",
    "item_id",
    "booking_id",
    "hold_id",
    "ticket_id",
    "deposit_id",
    "receipt_id",
    "loan_id",
    "scan_id",
)
PARENTS += (
    "split_id",
    "stall_day_id",
    "slot_id",
    "live_session_id",
    "draw_id",
    "device_id",
    "bundle_id",
    "transfer_id",
)
"""Columns with the row through which one belongs to a stall."""


@dataclass(frozen=True)
class World:
    """All rows, as they are after a try; of tables that it did not write to, as they were before."""

    rows: Mapping[str, Rows]

    def persons_of(self, table: str, row: Row) -> set[int]:
        """Return the persons whom a row belongs to."""
        if table == "person":
            return {row["id"]}
        return {row[name] for name in PERSONS if row.get(name) is not None}

    def stall_of(self, table: str, row: Row | None) -> int | None:
        """Return the stall that a row belongs to, through the rows that it refers to; None where there is none."""
        if row is None:
            return None
        if table == "stall":
            return int(row["id"])
        if row.get("stall_id") is not None:
            return int(row["stall_id"])
        for name in PARENTS:
            if row.get(name) is not None:
                [key] = [*metadata.tables[table].columns[name].foreign_keys] or [None]
                if key is None:
                    continue
                parent = key.column.table.name
                found = self.stall_of(parent, self.rows[parent].get((row[name],)))
                if found is not None:
                    return found
        return None


def foreign_changes(role: Role, before: Mapping[str, Rows], after: Mapping[str, Rows]) -> list[str]:
    """Return what somebody changed and may not, in words."""
    found, tables = [*changes(before, after)], allowed_tables(role)
    was, is_now = World(before), World({**before, **after})
    theirs = [
        each
        for each in found
        if each.table not in FOLLOWS and _is_theirs(role, each, was, is_now, tables.get(each.table))
    ]
    foreign = [
        each
        for each in found
        if each.table not in FOLLOWS and each not in theirs and not (theirs and _is_count(each))
    ]
    if not theirs:
        foreign += [
            each
            for each in found
            if each.table == "notification"
            and {role.person} != is_now.persons_of(each.table, each.after or {})
        ]
    return [*map(str, foreign)]


def _is_theirs(role: Role, change: Change, was: World, is_now: World, scope: Scope | None) -> bool:
    sides = [(world, row) for world, row in ((was, change.before), (is_now, change.after)) if row is not None]
    if scope is Scope.ANY or (change.table in NEW_BY_ANYBODY and change.before is None):
        return True
    if scope is Scope.STALL and all(world.stall_of(change.table, row) in role.stalls for world, row in sides):
        return True
    if change.table not in OWN or (OWN[change.table] is Scope.LEAVE and change.after is not None):
        return False
    before, *after = (world.persons_of(change.table, row) for world, row in sides)
    return before == {role.person} and all(each <= before for each in after)


def _is_count(change: Change) -> bool:
    """Return whether only counts changed."""
    counts = COUNTED.get(change.table)
    if not counts or change.before is None or change.after is None:
        return False
    return {name for name, old in change.before.items() if old != change.after[name]} <= counts
