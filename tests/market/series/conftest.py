"""Lina's stall with a drop of Saturday, and the job that publishes the dates of series."""

from datetime import date, datetime
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.series.publish import due_series, publish_dates
from scheduler.job_items import ItemsJob
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from tests.market.drop.conftest import Trade, trade

__all__ = ["trade"]

SATURDAY_28, SATURDAY_5 = date(2026, 11, 28), date(2026, 12, 5)


def series_job(trade: Trade, seed: int = 4) -> ItemsJob:
    """Return the job that publishes dates, as one process has it."""
    rng = Random(seed)

    def publish(session: Session, series: int, now: datetime) -> None:
        publish_dates(session, series, BeaconKind.LOCAL, now, rng=rng)

    return ItemsJob(trade.store, "series", lambda: trade.now, due=due_series, run=publish)


@pytest.fixture
def job(trade: Trade) -> ItemsJob:
    return series_job(trade)


async def drops_of(trade: Trade, series: int) -> dict[date, Drop]:
    """Return the drops of a series by their dates."""

    def read(session: Session) -> dict[date, Drop]:
        rows = session.exec(select(Drop).where(col(Drop.series_id) == series)).all()
        session.expunge_all()
        return {row.series_day: row for row in rows if row.series_day}

    return await trade.store.read(read)
