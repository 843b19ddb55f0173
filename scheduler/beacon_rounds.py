"""The rounds of the beacon, as jobs wait for them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from market.beacon import Beacon, BeaconOutput, BeaconSilent
from storage.beacon_kind import BeaconKind

log = structlog.get_logger()

MIN_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(seconds=1), timedelta(minutes=1)


class BeaconRounds:
    """Fetches rounds, outside of any transaction. One that does not come is asked for again after a delay that doubles."""

    def __init__(self, beacon: Beacon, now: Callable[[], datetime]) -> None:
        self._beacon, self._now = beacon, now
        self._retries: dict[int, tuple[datetime, timedelta]] = {}

    @property
    def kind(self) -> BeaconKind:
        return self._beacon.kind

    async def fetch(self, number: int) -> BeaconOutput | None:
        """Return the output of a round; None if the beacon gives none, or is not asked again yet."""
        retry_at, wait = self._retries.get(number, (self._now(), MIN_RETRY_DELAY))
        if self._now() < retry_at:
            return None
        try:
            output = await self._beacon.fetch(number)
        except BeaconSilent as error:
            log.warning("the beacon gave no round", round=number, why=str(error))
            self._retries[number] = (self._now() + wait, min(2 * wait, MAX_RETRY_DELAY))
            return None
        self._retries.pop(number, None)
        return output
