"""The job that finishes stops, killed at every step."""

from datetime import datetime

import pytest
from sqlmodel import Session

from market.organiser.stop import finish_next, stops_to_finish
from storage.store import Store


class KilledError(Exception):
    """The process ends here, before its transaction is stored."""


async def finish_with_kills(store: Store, now: datetime) -> int:
    """Do each step of what is final twice: it is killed before it is stored, then done. Return how many there were."""

    def killed(session: Session, stop: int) -> None:
        finish_next(session, stop, now)
        session.flush()
        raise KilledError

    steps = 0
    for stop in await store.read(stops_to_finish, now):
        is_left = True
        while is_left:
            with pytest.raises(KilledError):
                await store.write(killed, stop)
            is_left, steps = await store.write(finish_next, stop, now), steps + 1
    return steps
