"""The outbox with a simulated sender, whose sends succeed, fail, stay unknown or are cut off by a kill."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from benchmarks.season.simulation import Simulation, Violated
from market.notification.in_flight import (
    Claimant,
    ClaimedNotification,
    DeliveryResult,
    ack_and_claim,
    begin,
    recover,
)
from market.notification.outbox import DeliveryStatus
from storage.lease import take_lease

ZONE = "Asia/Kuching"
BATCH, KILL_RATE, LEASE = 16, 0.02, 30.0
OUTCOMES: dict[DeliveryStatus | None, int] = {
    DeliveryStatus.SENT: 90,
    DeliveryStatus.UNREACHABLE: 2,
    DeliveryStatus.FAILED: 1,
    DeliveryStatus.UNKNOWN: 1,
    None: 6,
}
"""Weights of the results of a send; None: it is tried again later."""


@dataclass(kw_only=True)
class SimulatedSender:
    """Sends notifications that are due, in the process that has the database open. `sent` counts the sends of each notification."""

    simulation: Simulation
    process: int = 0
    epoch: int = 0
    results: list[DeliveryResult] = field(default_factory=list)
    sent: Counter[int] = field(default_factory=Counter)

    async def send_due(self, rng: Random) -> None:
        """Claim, send and acknowledge until nothing is due, or until the process is killed in between. Raises Violated."""
        if self.process != self.simulation.process and not await self._start():
            return
        while claimed := await self._claim():
            if rng.random() < KILL_RATE:
                for each in await self._begin(claimed[: rng.randint(0, len(claimed))]):
                    self._record_send(each)
                await self.simulation.kill()
                return
            self.results = [self._send(each, rng) for each in await self._begin(claimed)]

    async def _start(self) -> bool:
        """Take the lease and recover what earlier processes left in flight, as each start does; return whether the lease was stored."""
        run, name, now = self.simulation.run, f"process {self.simulation.process}", self.simulation.now
        epoch = await run("take lease", take_lease, name, LEASE, now=now.timestamp(), at_once=True)
        if epoch is None:
            return False
        self.process, self.epoch, self.results = self.simulation.process, epoch, []
        await run("recover", recover, self._claimant, now, results=[])
        return True

    async def _claim(self) -> list[ClaimedNotification]:
        run, results = self.simulation.run, self.results
        claim = {"results": results, "limit": BATCH, "zone": ZONE}
        batch = await run(
            "acknowledge and claim", ack_and_claim, self._claimant, self.simulation.now, **claim
        )
        if batch is None:
            return []
        self.results = []
        return [*batch.notifications]

    async def _begin(self, claimed: list[ClaimedNotification]) -> list[ClaimedNotification]:
        """Mark sends as begun and return those that were marked."""
        run, ids = self.simulation.run, [each.id for each in claimed]
        begun = await run("begin", begin, self._claimant, self.simulation.now, results=[], notifications=ids)
        return [each for each in claimed if each.id in (begun or ())]

    @property
    def _claimant(self) -> Claimant:
        return Claimant(f"process {self.process}", self.epoch)

    def _send(self, claimed: ClaimedNotification, rng: Random) -> DeliveryResult:
        status = rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        if status in (DeliveryStatus.SENT, DeliveryStatus.UNKNOWN):
            self._record_send(claimed)
        return DeliveryResult(
            notification=claimed.id,
            person=claimed.person,
            address=claimed.address,
            status=status,
            message=1 if status is DeliveryStatus.SENT else None,
            retry_at=None if status else self.simulation.now,
            counts_as_try=status is None,
        )

    def _record_send(self, claimed: ClaimedNotification) -> None:
        """Count a send. Raises Violated where an at-most-once notification is sent again."""
        self.sent[claimed.id] += 1
        if claimed.at_most_once and self.sent[claimed.id] > 1:
            raise Violated(f"an announcement is sent once at most: notification {claimed.id} was sent again")
