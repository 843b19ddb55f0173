"""Draws of places: which stall wishes which days of an alley, and which places they got."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text

from storage.beacon_kind import BeaconKind
from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row

LONGEST_PLACES = 3000
"""Codes of all the places that an alley may have, with spaces."""


class PlaceDrawState(StrEnum):
    """Open for wishes; closed, with its list; drawn, with its order; placed, every day of it. Or called off while it was open."""

    OPEN = "open"
    CLOSED = "closed"
    DRAWN = "drawn"
    PLACED = "placed"
    CALLED_OFF = "called_off"


class PlaceOutcome(StrEnum):
    """What became of a wish: its stall got a place, or was passed over for one of these reasons."""

    PLACED = "placed"
    FULL = "full"
    HAS_PLACE = "has_place"
    NOTHING_THERE = "nothing_there"
    NO_PERMIT = "no_permit"
    STALL_CLOSED = "stall_closed"


RUNNING_STATES = PlaceDrawState.OPEN, PlaceDrawState.CLOSED, PlaceDrawState.DRAWN
RUNNING = "state IN ('open', 'closed', 'drawn')"


class PlaceDraw(Row, table=True):
    """A draw of the places of an alley. Bytes are in lower-case hex; nobody may see the secret before `closed_at`.

    The scores contain `name`. `places` are the codes that are given, in their order, with spaces between.
    """

    __tablename__ = "place_draw"
    __table_args__ = (
        CheckConstraint(one_of("state", PlaceDrawState), name="place_draw_state"),
        CheckConstraint(one_of("beacon", BeaconKind), name="place_draw_beacon"),
        CheckConstraint(
            "(closed_at IS NULL) = (state IN ('open', 'called_off')) AND (closed_at IS NULL) = (root IS NULL) AND (closed_at IS NULL) = (round IS NULL)",
            name="place_draw_closed",
        ),
        CheckConstraint(
            "(drawn_at IS NULL) = (state NOT IN ('drawn', 'placed')) AND (drawn_at IS NULL) = (randomness IS NULL)",
            name="place_draw_drawn",
        ),
        Index(
            "place_draw_running",
            "alley_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("place_draw_of_alley", "alley_id", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    name: str = column(PUBLIC, max_length=32, unique=True)
    state: PlaceDrawState = enum_column(PUBLIC, PlaceDrawState, 12, default=PlaceDrawState.OPEN)
    closes_at: datetime = column(PUBLIC)
    secret: str = column(PUBLIC, max_length=64)
    commitment: str = column(PUBLIC, max_length=64)
    opened_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    closed_at: datetime | None = column(PUBLIC, default=None)
    places: str = column(PUBLIC, default="", max_length=LONGEST_PLACES)
    root: str | None = column(PUBLIC, default=None, max_length=64)
    beacon: BeaconKind = enum_column(PUBLIC, BeaconKind, 8)
    round: int | None = column(PUBLIC, default=None, sa_type=BigInteger)
    randomness: str | None = column(PUBLIC, default=None, max_length=64)
    signature: str = column(PUBLIC, default="", max_length=192)
    drawn_at: datetime | None = column(PUBLIC, default=None)


class PlaceDrawDay(Row, table=True):
    """A day of a draw. At `placed_at` its wishes were decided; the places `taken` could not be given then."""

    __tablename__ = "place_draw_day"

    draw_id: int = column(
        PUBLIC, primary_key=True, foreign_key="place_draw.id", sa_column_kwargs={"autoincrement": False}
    )
    day: date = column(PUBLIC, primary_key=True)
    placed_at: datetime | None = column(PUBLIC, default=None)
    taken: str = column(PUBLIC, default="", max_length=LONGEST_PLACES)


class PlaceWish(Row, table=True):
    """A stall wishes a day of a draw. `number` is its place in the order of that day."""

    __tablename__ = "place_wish"
    __table_args__ = (
        ForeignKeyConstraint(
            ["draw_id", "day"], ["place_draw_day.draw_id", "place_draw_day.day"], name="place_wish_day_fkey"
        ),
        UniqueConstraint("draw_id", "stall_id", "day", name="place_wish_once"),
        UniqueConstraint("draw_id", "day", "number", name="place_wish_in_order"),
        CheckConstraint("weight BETWEEN 1 AND 4", name="place_wish_weight"),
        CheckConstraint(one_of("outcome", PlaceOutcome), name="place_wish_outcome"),
        CheckConstraint("(outcome IS NULL) = (number IS NULL)", name="place_wish_decided"),
        CheckConstraint(
            "(pitch_id IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'placed')", name="place_wish_placed"
        ),
        Index("place_wish_of_stall", "stall_id", "draw_id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    draw_id: int = column(PUBLIC)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    day: date = column(PUBLIC)
    wished_at: datetime = column(PUBLIC)
    weight: int = column(PUBLIC, default=1)
    number: int | None = column(PUBLIC, default=None)
    outcome: PlaceOutcome | None = enum_column(PUBLIC, PlaceOutcome, 16, default=None)
    pitch_id: int | None = column(PUBLIC, default=None, foreign_key="pitch.id")
