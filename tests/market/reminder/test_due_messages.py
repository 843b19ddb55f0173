"""Who lacks a message is asked in one statement, whose shape depends on what may be due."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from market.reminder.due_messages import lacking
from market.reminder.moments import BookingStage, booking_moments
from market.reminder.shopper_messages import near_message
from storage.store import Store
from tests.market.waitlist.conftest import NOW

SHAPES = 12


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_statements_of_many_shapes_fill_no_cache(store: Store) -> None:
    """A row for each hour at which something begins: kept compiled, some hundred of them took a gigabyte."""
    moment = next(each for each in booking_moments(NOW, "Asia/Kuching") if each.stage is BookingStage.SOON)

    def kept_after(session: Session) -> int:
        engine = session.get_bind().engine
        engine.clear_compiled_cache()
        for hours in range(1, SHAPES + 1):
            starts = [(NOW + timedelta(hours=hour), moment) for hour in range(hours)]
            assert lacking(session, [near_message(1, BookingStage.SOON, starts)]) == []
        return len(engine._compiled_cache or ())

    assert await store.read(kept_after) == 0
