"""What is published of draws of places: for organisers as pages, for everybody as a file."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.beacon import CHAIN, KEY, time_of
from market.draw.proof import Chance, drawn_order, listed, seed
from market.drop.facts import AlleyFacts, alley_facts
from market.place_draw.placing import wish_name
from market.place_draw.plan import days_between
from market.place_draw.refusals import PlaceDrawUnknown
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.pitch import Pitch
from storage.place_draw import PlaceDraw, PlaceDrawDay, PlaceDrawState, PlaceOutcome, PlaceWish
from storage.stall import Stall

VERSION = 1
MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class ListedPlaceDraw:
    """A draw of an alley: its days, the stalls with a wish, their wishes, and those that got a place."""

    id: int
    name: str
    state: PlaceDrawState
    first: date
    last: date
    closes_at: datetime
    stalls: int
    wishes: int
    placed: int

    @property
    def days(self) -> tuple[date, ...]:
        return days_between(self.first, self.last)

    def closing(self, zone: str) -> tuple[date, time]:
        """Return day and time of the closing by the clock of a zone."""
        local = self.closes_at.astimezone(ZoneInfo(zone))
        return local.date(), local.time()


@dataclass(frozen=True)
class AlleyPlaceDraws:
    """The newest draws of an alley, the newest first."""

    alley: AlleyFacts
    draws: tuple[ListedPlaceDraw, ...]

    @property
    def open(self) -> ListedPlaceDraw | None:
        return next((draw for draw in self.draws if draw.state is PlaceDrawState.OPEN), None)


@dataclass(frozen=True, kw_only=True)
class DrawnWish:
    """A wish with the name and code of its stall. Before its day is placed it has neither number nor outcome."""

    day: date
    stall: str
    code: str
    weight: int
    number: int | None
    outcome: PlaceOutcome | None
    place: str


@dataclass(frozen=True, kw_only=True)
class PlaceDrawPage:
    """A draw of an alley with its wishes, by day and order. The hashes are "" while they are not published."""

    alley: AlleyFacts
    listed: ListedPlaceDraw
    wishes: tuple[DrawnWish, ...]
    commitment: str
    root: str
    secret: str
    randomness: str
    seed: str
    round: int | None
    round_at: datetime | None


def alley_place_draws(session: Session, actor: Actor, alley: int) -> AlleyPlaceDraws:
    """Return the draws of an alley. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    rows = _listed().where(col(PlaceDraw.alley_id) == alley)
    found = session.exec(rows.order_by(col(PlaceDraw.id).desc()).limit(MOST_LISTED))
    return AlleyPlaceDraws(alley_facts(row), tuple(_listed_facts(*each) for each in found))


def place_draw_page(session: Session, actor: Actor, alley: int, draw: int) -> PlaceDrawPage:
    """Return a draw of an alley. Raises NotOrganiser, PlaceDrawUnknown."""
    require_organiser(session, actor)
    rows = _listed().where(col(PlaceDraw.id) == draw, col(PlaceDraw.alley_id) == alley)
    found = PlaceDrawUnknown.unless(session.exec(rows).first())
    row: PlaceDraw = found[0]
    return PlaceDrawPage(
        alley=alley_facts(session.get_one(Alley, alley)),
        listed=_listed_facts(*found),
        wishes=_drawn_wishes(session, draw),
        commitment=row.commitment,
        root=row.root or "",
        secret=row.secret if row.closed_at else "",
        randomness=row.randomness or "",
        seed=_seed(row),
        round=row.round,
        round_at=time_of(row.round) if row.round else None,
    )


def place_draw_file(session: Session, name: str) -> dict[str, Any]:
    """Return the published file of a closed draw; before the round it lacks the results. Raises PlaceDrawUnknown."""
    rows = select(PlaceDraw, Alley.name).join(Alley, col(Alley.id) == col(PlaceDraw.alley_id))
    found = session.exec(rows.where(col(PlaceDraw.name) == name)).first()
    if found is None or found[0].closed_at is None or found[0].round is None:
        raise PlaceDrawUnknown
    draw, alley = found
    wishes = _drawn_wishes(session, draw.id or 0)
    chances = listed(Chance(wish_name(wish.day, wish.code), wish.weight) for wish in wishes)
    seeded = _seed(draw)
    beacon = {"kind": draw.beacon, "round": draw.round, "time": time_of(draw.round or 0).isoformat()}
    network = {"chain": CHAIN, "key": KEY} if draw.beacon == BeaconKind.QUICKNET else {}
    return {
        "what": "lorong places",
        "version": VERSION,
        "draw": draw.name,
        "alley": alley,
        "opened": draw.opened_at.isoformat(),
        "commitment": draw.commitment,
        "closed": draw.closed_at.isoformat() if draw.closed_at else "",
        "entries": [[chance.pseudonym, chance.weight] for chance in chances],
        "count": len(chances),
        "root": draw.root,
        "secret": draw.secret,
        "beacon": beacon | {"randomness": draw.randomness or "", "signature": draw.signature} | network,
        "seed": seeded,
        "order": list(drawn_order(seeded, draw.name, chances)) if seeded else [],
        "places": draw.places.split(),
        "days": _published_days(session, draw.id or 0, wishes),
    }


def _published_days(session: Session, draw: int, wishes: tuple[DrawnWish, ...]) -> list[dict[str, Any]]:
    """Return each placed day: the places that could not be given, and its stalls in order with place and outcome."""
    of_days: dict[date, list[list[str]]] = defaultdict(list)
    for wish in wishes:
        if wish.outcome is not None:
            of_days[wish.day].append([wish.code, wish.place, wish.outcome.value])
    placed = select(PlaceDrawDay).where(
        col(PlaceDrawDay.draw_id) == draw, col(PlaceDrawDay.placed_at).is_not(None)
    )
    return [
        {"day": row.day.isoformat(), "taken": row.taken.split(), "stalls": of_days[row.day]}
        for row in session.exec(placed.order_by(col(PlaceDrawDay.day)))
    ]


def _drawn_wishes(session: Session, draw: int) -> tuple[DrawnWish, ...]:
    rows = (
        select(PlaceWish, Stall.name, Stall.code, Pitch.code)
        .join(Stall, col(Stall.id) == col(PlaceWish.stall_id))
        .outerjoin(Pitch, col(Pitch.id) == col(PlaceWish.pitch_id))
        .where(col(PlaceWish.draw_id) == draw)
        .order_by(col(PlaceWish.day), col(PlaceWish.number), func.lower(col(Stall.name)), col(PlaceWish.id))
    )
    return tuple(
        DrawnWish(
            day=wish.day,
            stall=name,
            code=code,
            weight=wish.weight,
            number=wish.number,
            outcome=wish.outcome,
            place=place or "",
        )
        for wish, name, code, place in session.exec(rows)
    )


def _listed() -> Any:
    """Select draws with their first and last day, and their stalls, wishes and placings."""
    day = col(PlaceDrawDay.draw_id) == col(PlaceDraw.id)
    wish = col(PlaceWish.draw_id) == col(PlaceDraw.id)
    return select(
        PlaceDraw,
        select(func.min(PlaceDrawDay.day)).where(day).scalar_subquery(),
        select(func.max(PlaceDrawDay.day)).where(day).scalar_subquery(),
        select(func.count(func.distinct(col(PlaceWish.stall_id)))).where(wish).scalar_subquery(),
    ).add_columns(
        select(func.count()).select_from(PlaceWish).where(wish).scalar_subquery(),
        select(func.count(col(PlaceWish.pitch_id))).where(wish).scalar_subquery(),
    )


def _listed_facts(draw: PlaceDraw, first: date, last: date, *counts: int) -> ListedPlaceDraw:
    stalls, wishes, placed = counts
    return ListedPlaceDraw(
        id=draw.id or 0,
        name=draw.name,
        state=draw.state,
        first=first,
        last=last,
        closes_at=draw.closes_at,
        stalls=stalls,
        wishes=wishes,
        placed=placed,
    )


def _seed(draw: PlaceDraw) -> str:
    return seed(draw.secret, draw.randomness) if draw.randomness else ""
