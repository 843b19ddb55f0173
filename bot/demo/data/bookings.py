"""The demo's bookings, holds and waiting entries, as rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import cast

from sqlmodel import Session

from bot.demo.data.drop_plan import ItemPlan
from bot.demo.data.people_and_stalls import CITY, OTHER_SHOPPERS, TERRITORY, ZONE
from market.drop.hold_length import alley_quiet_hours, hold_until
from market.ticket.issue import kind_of_ticket
from market.ticket.ticket_code import draw_code
from storage.alley import Alley
from storage.drop import Drop, DropPolicy, Item
from storage.ticket import Ticket
from storage.waitlist import Booking, Entry, EntryState, Hold, HoldState

QUIET_HOURS = alley_quiet_hours(Alley(city=CITY, territory=TERRITORY, zone=ZONE))


@dataclass(kw_only=True)
class DemoEntry:
    """An entry of the demo with its hold and its booking, if there are any."""

    plan: ItemPlan
    drop: Drop
    item: Item
    entry: Entry
    hold: Hold | None = None
    booking: Booking | None = None


def add_bookings(
    session: Session,
    now: datetime,
    rng: Random,
    items: list[tuple[ItemPlan, Drop, Item]],
    people: Mapping[int, int],
) -> None:
    """Add the entries, holds, bookings and tickets that the items' counts stand for. `people` are ids by Telegram id."""
    entries = [demo_entry for each in items for demo_entry in _entries(*each, now, people=people)]
    session.add_all(demo_entry.entry for demo_entry in entries)
    session.flush()
    for demo_entry in entries:
        demo_entry.hold = _hold(demo_entry, now)
    session.add_all(demo_entry.hold for demo_entry in entries if demo_entry.hold)
    session.flush()
    for demo_entry in entries:
        demo_entry.booking = _booking(demo_entry)
    session.add_all(demo_entry.booking for demo_entry in entries if demo_entry.booking)
    session.flush()
    session.add_all(_ticket(each.item, each.booking, rng) for each in entries if each.booking)
    session.flush()


def _entries(
    plan: ItemPlan, drop: Drop, item: Item, now: datetime, people: Mapping[int, int]
) -> Iterator[DemoEntry]:
    """Yield the entries of an item: booked, held, waiting. Before a draw they have no number."""
    booked, held = (units // plan.units for units in plan.taken)
    states = (
        [EntryState.BOOKED] * booked
        + [EntryState.HELD] * held
        + [EntryState.WAITING] * (plan.waiting // plan.units)
    )
    shoppers = [each.id for each in OTHER_SHOPPERS]
    if plan.booked_by:
        shoppers.insert(0, plan.booked_by)
    for index, state in enumerate(states):
        entry = Entry(
            item_id=cast("int", item.id),
            person_id=people[shoppers[index]],
            number=index + 1 if drop.policy == DropPolicy.QUEUE else None,
            units=plan.units,
            state=state,
            joined_at=drop.opens_at + (now - drop.opens_at) * index / (len(states) + 1),
        )
        yield DemoEntry(plan=plan, drop=drop, item=item, entry=entry)


def _hold(demo_entry: DemoEntry, now: datetime) -> Hold | None:
    entry = demo_entry.entry
    if entry.state == EntryState.WAITING:
        return None
    booked = entry.state == EntryState.BOOKED
    given_at = entry.joined_at if booked else now
    starts_at, cut_off = (
        demo_entry.item.starts_at or demo_entry.drop.starts_at,
        demo_entry.item.starts_at or demo_entry.drop.ends_at,
    )
    return Hold(
        entry_id=cast("int", entry.id),
        item_id=entry.item_id,
        person_id=entry.person_id,
        units=entry.units,
        given_at=given_at,
        until=hold_until(given_at, starts_at, cut_off, QUIET_HOURS),
        state=HoldState.BOOKED if booked else HoldState.LIVE,
        ended_at=given_at + timedelta(minutes=2) if booked else None,
    )


def _booking(demo_entry: DemoEntry) -> Booking | None:
    hold = demo_entry.hold
    if hold is None or hold.state != HoldState.BOOKED:
        return None
    return Booking(
        hold_id=cast("int", hold.id),
        item_id=hold.item_id,
        person_id=hold.person_id,
        units=hold.units,
        price=demo_entry.item.price,
        loan_deposit=demo_entry.item.loan_deposit,
        booked_at=cast("datetime", hold.ended_at),
    )


def _ticket(item: Item, booking: Booking, rng: Random) -> Ticket:
    return Ticket(
        code=draw_code(rng),
        kind=kind_of_ticket(item.unit),
        booking_id=booking.id,
        person_id=booking.person_id,
        made_at=booking.booked_at,
    )
