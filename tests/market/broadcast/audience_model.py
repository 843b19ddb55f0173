"""A random audience: people who wait, hold, book and collect, written as rows and kept as plain values to count by."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.broadcast.audience import Audience
from storage.alley import Alley
from storage.broadcast import BroadcastKind
from storage.drop import Drop, DropTag, Item
from storage.market_day import StallDay
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking, Entry, Hold
from tests.people import add_person, admins

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEN = 1
ADMINS = admins(KEN)
LANGUAGES = ("en", "ms", "zh_Hans")
TAGS = ("halal", "vegan", "kuih")


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A person's entry on an item and its outcome: "waits", "holds", "booked", "came" or "". `booked_for` is the market day for which they booked, or 0."""

    person: int
    drop: int
    alley: int
    tags: frozenset[str]
    doing: str
    booked_for: int = 0


@dataclass(kw_only=True)
class AudienceModel:
    people: dict[int, Person] = field(default_factory=dict)
    unreachable: set[int] = field(default_factory=set)
    vendors: set[int] = field(default_factory=set)
    organisers: set[int] = field(default_factory=set)
    stalls: list[tuple[int, int]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    alleys: list[int] = field(default_factory=list)
    drops: list[int] = field(default_factory=list)
    market_days: list[int] = field(default_factory=list)

    def readers(self, audience: Audience, kind: str) -> set[int]:
        """Return the people who get such a broadcast, one after another."""
        return {one for one in self.people if self._is_addressed(one, audience) and self._reached(one, kind)}

    def left_out(self, audience: Audience, kind: str) -> tuple[int, int, int]:
        addressed = [self.people[one] for one in self.people if self._is_addressed(one, audience)]
        blocked = sum(1 for one in addressed if one.blocked_at)
        lost = sum(1 for one in addressed if not one.blocked_at and one.id in self.unreachable)
        silent = sum(
            1
            for one in addressed
            if not one.blocked_at and one.id not in self.unreachable and one.no_promotions_at
        )
        return blocked, lost, silent if kind == BroadcastKind.PROMOTIONAL else 0

    def _reached(self, one: int, kind: str) -> bool:
        person = self.people[one]
        wanted = kind != BroadcastKind.PROMOTIONAL or person.no_promotions_at is None
        return wanted and person.blocked_at is None and one not in self.unreachable

    def _is_addressed(self, one: int, audience: Audience) -> bool:
        mine = [place for place in self.relations if place.person == one]
        roles = {"vendor"} if one in self.vendors else set()
        roles |= {"organiser"} if one in self.organisers else set()
        alleys = {place.alley for place in mine} | {alley for owner, alley in self.stalls if owner == one}
        activities = {"holds" if place.doing == "booked" else place.doing for place in mine}
        here = {place.drop for place in mine if place.doing in ("waits", "holds", "booked")}
        return (
            (not audience.alleys or bool(alleys & {*audience.alleys}))
            and (not audience.languages or self.people[one].language in audience.languages)
            and (not audience.roles or bool((roles or {"shopper"}) & {*audience.roles}))
            and (not audience.tags or any(place.tags & {*audience.tags} for place in mine))
            and (not audience.activities or bool(activities & {*audience.activities}))
            and (not audience.drop or audience.drop in here)
            and (not audience.market_day or any(place.booked_for == audience.market_day for place in mine))
        )


def build_model(session: Session, rng: Random, size: int = 60) -> AudienceModel:
    model = AudienceModel()
    for one in range(1, size + 1):
        at = {
            name: NOW if rng.random() < 0.15 else None
            for name in ("blocked_at", "unreachable_at", "no_promotions_at")
        }
        person = add_person(session, one, f"P{one}", rng.choice(LANGUAGES), created_at=NOW, **at)
        model.people[one] = Person(**person.model_dump())
        if at["unreachable_at"]:
            model.unreachable.add(one)
    session.flush()
    session.add(Organiser(person_id=2, named_by=None, named_at=NOW))
    model.organisers = {KEN, 2}
    items = [item for place in range(3) for item in _alley(session, model, place, rng)]
    for one in model.people:
        for item, drop in rng.sample(items, rng.randint(0, 3)):
            _add_relation(session, model, one, item, drop=drop, rng=rng)
    return model


def _alley(session: Session, model: AudienceModel, place: int, rng: Random) -> list[tuple[int, Drop]]:
    """Write an alley with two stalls and an item of two drops each."""
    alley = Alley(
        code=f"A{place}", name=f"Lorong {place}", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip
    session.add(alley)
    session.flush()
    model.alleys.append(alley.id or 0)
    items = []
    for number in range(2):
        owner, state = rng.randint(3, 12), rng.choice(("approved", "approved", "asked"))
        stall = Stall(
            code=f"S{place}{number}", name="Dapur", owner_id=owner, alley_id=alley.id or 0, language="ms",
            state=state, asked_at=NOW,
        )  # fmt: skip
        session.add(stall)
        session.flush()
        model.stalls.append((owner, alley.id or 0))
        model.vendors |= {owner} if state == "approved" else set()
        items += [_line(session, model, stall, f"{place}{number}{n}", rng=rng) for n in range(2)]
    return items


def _line(session: Session, model: AudienceModel, stall: Stall, code: str, rng: Random) -> tuple[int, Drop]:
    drop = Drop(
        code=f"D{code}", stall_id=stall.id or 0, alley_id=rng.choice(model.alleys), name=f"Kuih {code}",
        language="ms", state=rng.choice(("published", "published", "paused")), opens_at=NOW - DAY,
        starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR, created_at=NOW,
    )  # fmt: skip
    session.add(drop)
    session.flush()
    session.add_all(DropTag(drop_id=drop.id or 0, tag=tag) for tag in TAGS if rng.random() < 0.4)
    item = Item(drop_id=drop.id or 0, name="Kuih", price=850, quantity=500)
    session.add(item)
    session.flush()
    model.drops.append(drop.id or 0)
    model.market_days.append(market_day_of(session, drop))
    return item.id or 0, drop


def _add_relation(
    session: Session, model: AudienceModel, one: int, item: int, drop: Drop, rng: Random
) -> None:
    state = rng.choice(("waiting", "left", "held", "booked"))
    number = session.get_one(Item, item).next_number
    session.get_one(Item, item).next_number += 1
    entry = Entry(item_id=item, person_id=one, number=number, units=1, state=state, joined_at=NOW - DAY)
    session.add(entry)
    session.flush()
    doing = {"waiting": "waits", "left": ""}.get(state)
    if doing is None:
        doing = _hold(session, entry, drop, state, rng=rng)
    booked = (
        select(Booking.id)
        .join(Hold)
        .where(Hold.entry_id == entry.id, col(Booking.state).in_(("booked", "collected")))
    )
    booked_for = market_day_of(session, drop) if session.exec(booked).first() else 0
    tags = frozenset(row.tag for tag in TAGS if (row := session.get(DropTag, (drop.id, tag))))
    model.relations.append(
        Relation(
            person=one, drop=drop.id or 0, alley=drop.alley_id, tags=tags, doing=doing, booked_for=booked_for
        )
    )


def market_day_of(session: Session, drop: Drop) -> int:
    return session.get_one(StallDay, drop.stall_day_id).market_day_id


def _hold(session: Session, entry: Entry, drop: Drop, state: str, rng: Random) -> str:
    """Write a hold. It runs out by the clock, unless its drop is paused."""
    until = rng.choice((NOW - HOUR, NOW, NOW + HOUR))
    hold = Hold(
        entry_id=entry.id or 0, item_id=entry.item_id, person_id=entry.person_id, units=1, given_at=NOW - DAY,
        until=until, state="live" if state == "held" else "booked",
    )  # fmt: skip
    session.add(hold)
    session.flush()
    if state == "held":
        return "holds" if until > NOW or drop.state == "paused" else ""
    return _claim(session, hold, drop.stall_id, rng)


def _claim(session: Session, hold: Hold, stall: int, rng: Random) -> str:
    """Collected within thirty days or before, or undone, or yet to be collected, or given back."""
    state = rng.choice(("booked", "collected", "released"))
    booking = Booking(
        hold_id=hold.id or 0, item_id=hold.item_id, person_id=hold.person_id, units=1, price=850, state=state,
        collected=int(state == "collected"), booked_at=NOW - DAY,
    )  # fmt: skip
    session.add(booking)
    session.flush()
    if state != "collected":
        return "booked" if state == "booked" else ""
    ticket = Ticket(
        code=f"{hold.id:09d}",
        kind="pickup",
        booking_id=booking.id,
        person_id=hold.person_id,
        made_at=NOW - DAY,
    )
    session.add(ticket)
    session.flush()
    at, undone = rng.choice(((NOW - 29 * DAY, None), (NOW - 31 * DAY, None), (NOW - DAY, NOW)))
    session.add(
        Scan(ticket_id=ticket.id or 0, stall_id=stall, by_id=KEN, units=1, scanned_at=at, undone_at=undone)
    )
    return "came" if at > NOW - 30 * DAY and undone is None else ""
