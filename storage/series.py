"""Series of a stall: a drop that is published again on each date of a rule, and the dates that were left out."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, text, update
from sqlmodel import Session, col, select

from locales.user_text import DROP, WORDS
from storage.column import AUTOINCREMENT, PUBLIC, column, enum_column, one_of
from storage.drop import Drop, DropPolicy, Fitting
from storage.row import Row

RUNNING = "state = 'running'"
DAY = "%Y%m%d"
LONGEST_SKIPPED = 900
"""A hundred dates that are left out; the oldest are forgotten."""


class SeriesState(StrEnum):
    """The states of a series: it runs until its last date is over, or its stall ends it."""

    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class SeriesProblem(StrEnum):
    """Why a date of a series is not published: no permit or licence, the stall is elsewhere, the market day is stopped, or anything else."""

    PERMIT = "permit"
    LICENCE = "licence"
    PLACE = "place"
    STOPPED = "stopped"
    OTHER = "other"


class DropSeries(Row, table=True):
    """A drop of a stall in an alley, as it is published on each date of `rule`, an RRULE whose dates count from `first_day`.

    `message` is its stock lines as JSON, with the hours by the alley's clock and without a day. `skipped` are the dates that are left out (EXDATE).
    At `due_at` is the next date to be looked for. `problem` is why the date `problem_day` could not be published, of which the stall was told.
    Rule, state and `skipped` change under the lock of this row.
    """

    __tablename__ = "drop_series"
    __table_args__ = (
        CheckConstraint(one_of("state", SeriesState), name="drop_series_state"),
        CheckConstraint(one_of("problem", SeriesProblem), name="drop_series_problem"),
        CheckConstraint("(problem IS NULL) = (problem_day IS NULL)", name="drop_series_problem_day"),
        CheckConstraint("rule LIKE 'FREQ=WEEKLY;%'", name="drop_series_weekly"),
        CheckConstraint("policy IN ('queue', 'pot')", name="drop_series_policy"),
        CheckConstraint(one_of("fitting", Fitting), name="drop_series_fitting"),
        CheckConstraint("skips BETWEEN 0 AND 9", name="drop_series_skips"),
        CheckConstraint("waitlist_limit BETWEEN 0 AND 100", name="drop_series_waitlist_limit"),
        CheckConstraint("deposit >= 0", name="drop_series_deposit"),
        Index("drop_series_due", "due_at", sqlite_where=text(RUNNING), postgresql_where=text(RUNNING)),
        Index("drop_series_of_stall", "stall_id"),
        Index("drop_series_by_picture_hash", "picture_hash"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    alley_id: int = column(PUBLIC, foreign_key="alley.id", index=True)
    name: str = column(PUBLIC, max_length=DROP.longest)
    message: str = column(PUBLIC, max_length=6000)
    words: str = column(PUBLIC, default="", max_length=WORDS.longest)
    language: str = column(PUBLIC, max_length=12)
    picture_hash: str | None = column(PUBLIC, default=None, foreign_key="picture.hash", max_length=64)
    policy: DropPolicy = enum_column(PUBLIC, DropPolicy, 8, default=DropPolicy.QUEUE)
    fitting: Fitting = enum_column(PUBLIC, Fitting, 8, default=Fitting.FIT)
    skips: int = column(PUBLIC, default=2)
    waitlist_limit: int | None = column(PUBLIC, default=None)
    deposit: int = column(PUBLIC, default=0, sa_type=BigInteger)
    rule: str = column(PUBLIC, max_length=120)
    first_day: date = column(PUBLIC)
    skipped: str = column(PUBLIC, default="", max_length=LONGEST_SKIPPED)
    state: SeriesState = enum_column(PUBLIC, SeriesState, 12, default=SeriesState.RUNNING)
    due_at: datetime = column(PUBLIC)
    problem: SeriesProblem | None = enum_column(PUBLIC, SeriesProblem, 12, default=None, nullable=True)
    problem_day: date | None = column(PUBLIC, default=None)
    made_at: datetime = column(PUBLIC)

    @property
    def skipped_days(self) -> frozenset[date]:
        return frozenset(date.fromisoformat(day) for day in self.skipped.split(",") if day)

    def set_skipped(self, days: frozenset[date]) -> None:
        """Set the dates that are left out, as an EXDATE has them; of too many the oldest are forgotten."""
        self.skipped = ",".join(f"{day:{DAY}}" for day in sorted(days)[-(LONGEST_SKIPPED // 9) :])


def lock_series(session: Session, series: int) -> DropSeries | None:
    """Lock a series until the transaction ends, and return it as it is now. locks: series"""
    rows = select(DropSeries).where(col(DropSeries.id) == series).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).first()


def lock_series_of(session: Session, drop: int) -> DropSeries | None:
    """Lock the series of a drop, before the drop. locks: series"""
    series = session.exec(select(Drop.series_id).where(col(Drop.id) == drop)).first()
    return lock_series(session, series) if series else None


def cancel_series(session: Session, *conditions: ColumnElement[bool]) -> None:
    """End all series of some conditions: those of stalls that are locked, or of an alley. locks: series"""
    running = *conditions, col(DropSeries.state) == SeriesState.RUNNING
    session.connection().execute(update(DropSeries).where(*running).values(state=SeriesState.CANCELLED))
