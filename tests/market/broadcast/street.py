"""A street full of chance: people who wait, hold, claim and come, written as rows and kept as plain values to count by."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlmodel import Session

from market.broadcast.audience import PROMOTIONAL, Audience
from storage.alley import Alley
from storage.drop import Drop, DropTag, Line
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.ticket import Scan, Ticket
from storage.waitlist import Claim, Entry, Hold

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEN = 1
ADMINS = frozenset({KEN})
LANGUAGES = ("en", "ms", "zh_Hans")
TAGS = ("halal", "vegan", "kuih")


@dataclass(frozen=True)
class Stood:
    """One place in a line and what came of it: "waits", "holds", "claimed", "came" or ""."""

    person: int
    drop: int
    alley: int
    tags: frozenset[str]
    doing: str


@dataclass
class Street:
    people: dict[int, Person] = field(default_factory=dict)
    vendors: set[int] = field(default_factory=set)
    organisers: set[int] = field(default_factory=set)
    stalls: list[tuple[int, int]] = field(default_factory=list)
    stood: list[Stood] = field(default_factory=list)
    alleys: list[int] = field(default_factory=list)
    drops: list[int] = field(default_factory=list)

    def readers(self, audience: Audience, kind: str) -> set[int]:
        """Whom such a broadcast is written to, one person after the other."""
        return {one for one in self.people if self._meant(one, audience) and self._reached(one, kind)}

    def left_out(self, audience: Audience, kind: str) -> tuple[int, int, int]:
        meant = [self.people[one] for one in self.people if self._meant(one, audience)]
        banned = sum(1 for one in meant if one.banned_at)
        lost = sum(1 for one in meant if not one.banned_at and one.unreachable_at)
        silent = sum(1 for one in meant if not one.banned_at and not one.unreachable_at and one.no_news_at)
        return banned, lost, silent if kind == PROMOTIONAL else 0

    def _reached(self, one: int, kind: str) -> bool:
        person = self.people[one]
        wanted = kind != PROMOTIONAL or person.no_news_at is None
        return wanted and person.banned_at is None and person.unreachable_at is None

    def _meant(self, one: int, audience: Audience) -> bool:
        mine = [place for place in self.stood if place.person == one]
        roles = {"vendor"} if one in self.vendors else set()
        roles |= {"organiser"} if one in self.organisers else set()
        alleys = {place.alley for place in mine} | {alley for owner, alley in self.stalls if owner == one}
        doings = {"holds" if place.doing == "claimed" else place.doing for place in mine}
        here = {place.drop for place in mine if place.doing in ("waits", "holds", "claimed")}
        return (
            (not audience.alleys or bool(alleys & {*audience.alleys}))
            and (not audience.languages or self.people[one].language in audience.languages)
            and (not audience.roles or bool((roles or {"shopper"}) & {*audience.roles}))
            and (not audience.tags or any(place.tags & {*audience.tags} for place in mine))
            and (not audience.doings or bool(doings & {*audience.doings}))
            and (not audience.drop or audience.drop in here)
        )


def build(session: Session, dice: Random, crowd: int = 60) -> Street:
    street = Street()
    for one in range(1, crowd + 1):
        at = {
            name: NOW if dice.random() < 0.15 else None
            for name in ("banned_at", "unreachable_at", "no_news_at")
        }
        person = Person(id=one, first_name=f"P{one}", language=dice.choice(LANGUAGES), created_at=NOW, **at)
        session.add(person)
        street.people[one] = Person(**person.model_dump())
    session.flush()
    session.add(Organiser(person_id=2, named_by=None, named_at=NOW))
    street.organisers = {KEN, 2}
    lines = [line for place in range(3) for line in _alley(session, street, place, dice)]
    for one in street.people:
        for line, drop in dice.sample(lines, dice.randint(0, 3)):
            _stand(session, street, one, line, drop, dice)
    return street


def _alley(session: Session, street: Street, place: int, dice: Random) -> list[tuple[int, Drop]]:
    """An alley, two stalls in it, and a line of two drops each."""
    alley = Alley(
        code=f"A{place}", name=f"Lorong {place}", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip
    session.add(alley)
    session.flush()
    street.alleys.append(alley.id or 0)
    lines = []
    for number in range(2):
        owner, state = dice.randint(3, 12), dice.choice(("approved", "approved", "asked"))
        stall = Stall(
            code=f"S{place}{number}", name="Dapur", owner_id=owner, alley_id=alley.id or 0, language="ms",
            state=state, asked_at=NOW,
        )  # fmt: skip
        session.add(stall)
        session.flush()
        street.stalls.append((owner, alley.id or 0))
        street.vendors |= {owner} if state == "approved" else set()
        lines += [_line(session, street, stall, f"{place}{number}{n}", dice) for n in range(2)]
    return lines


def _line(session: Session, street: Street, stall: Stall, code: str, dice: Random) -> tuple[int, Drop]:
    drop = Drop(
        code=f"D{code}", stall_id=stall.id or 0, alley_id=dice.choice(street.alleys), name=f"Kuih {code}",
        language="ms", state=dice.choice(("published", "published", "paused")), opens_at=NOW - DAY,
        starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR, created_at=NOW,
    )  # fmt: skip
    session.add(drop)
    session.flush()
    session.add_all(DropTag(drop_id=drop.id or 0, tag=tag) for tag in TAGS if dice.random() < 0.4)
    line = Line(drop_id=drop.id or 0, name="Kuih", price=850, quantity=500)
    session.add(line)
    session.flush()
    street.drops.append(drop.id or 0)
    return line.id or 0, drop


def _stand(session: Session, street: Street, one: int, line: int, drop: Drop, dice: Random) -> None:
    state = dice.choice(("waiting", "left", "held", "claimed"))
    number = session.get_one(Line, line).next_number
    session.get_one(Line, line).next_number += 1
    entry = Entry(line_id=line, person_id=one, number=number, party=1, state=state, joined_at=NOW - DAY)
    session.add(entry)
    session.flush()
    doing = {"waiting": "waits", "left": ""}.get(state)
    if doing is None:
        doing = _hold(session, entry, drop, state, dice)
    tags = frozenset(row.tag for tag in TAGS if (row := session.get(DropTag, (drop.id, tag))))
    street.stood.append(Stood(one, drop.id or 0, drop.alley_id, tags, doing))


def _hold(session: Session, entry: Entry, drop: Drop, state: str, dice: Random) -> str:
    """A hold runs out by the clock, unless its drop is paused."""
    until = dice.choice((NOW - HOUR, NOW, NOW + HOUR))
    hold = Hold(
        entry_id=entry.id or 0, line_id=entry.line_id, person_id=entry.person_id, units=1, given_at=NOW - DAY,
        until=until, state="live" if state == "held" else "claimed",
    )  # fmt: skip
    session.add(hold)
    session.flush()
    if state == "held":
        return "holds" if until > NOW or drop.state == "paused" else ""
    return _claim(session, hold, drop.stall_id, dice)


def _claim(session: Session, hold: Hold, stall: int, dice: Random) -> str:
    """Collected within thirty days or before, or undone, or yet to be collected, or given back."""
    state = dice.choice(("claimed", "collected", "released"))
    claim = Claim(
        hold_id=hold.id or 0, line_id=hold.line_id, person_id=hold.person_id, units=1, price=850, state=state,
        collected=int(state == "collected"), claimed_at=NOW - DAY,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    if state != "collected":
        return "claimed" if state == "claimed" else ""
    ticket = Ticket(
        code=f"{hold.id:09d}", kind="claim", claim_id=claim.id, person_id=hold.person_id, made_at=NOW - DAY
    )
    session.add(ticket)
    session.flush()
    at, undone = dice.choice(((NOW - 29 * DAY, None), (NOW - 31 * DAY, None), (NOW - DAY, NOW)))
    session.add(
        Scan(ticket_id=ticket.id or 0, stall_id=stall, by_id=KEN, units=1, scanned_at=at, undone_at=undone)
    )
    return "came" if at > NOW - 30 * DAY and undone is None else ""
