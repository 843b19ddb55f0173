"""The outbox with a pretend sender: what is claimed goes over a wire that loses, refuses and cuts off."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from benchmarks.season.simulation import Simulation, Violated
from market.notification.in_flight import ClaimedNotification, DeliveryResult, ack_and_claim, recover
from market.notification.outbox import DeliveryStatus

ZONE = "Asia/Kuching"
AT_ONCE, DIES = 16, 0.02
OUTCOMES = (
    (DeliveryStatus.SENT, 90),
    (DeliveryStatus.UNREACHABLE, 2),
    (DeliveryStatus.FAILED, 1),
    (DeliveryStatus.UNKNOWN, 1),
    (None, 6),
)
"""What comes of a send; None: it is to be tried again later."""


@dataclass(kw_only=True)
class PretendSender:
    """Sends what is due, in the process that has the database open. `sent` counts what went over the wire, by notification."""

    simulation: Simulation
    process: int = 0
    results: list[DeliveryResult] = field(default_factory=list)
    sent: Counter[int] = field(default_factory=Counter)

    async def send_due(self, rng: Random) -> None:
        """Claim, send and acknowledge until nothing is due, or until the process is killed in the middle. Raises Violated."""
        if self.process != self.simulation.process:
            await self._recover()
        while claimed := await self._claim():
            self.results = []
            if rng.random() < DIES:
                for each in claimed[: rng.randint(0, len(claimed))]:
                    self._goes_over_the_wire(each)
                await self.simulation.kill()
                return
            self.results = [self._send(each, rng) for each in claimed]

    async def _recover(self) -> None:
        """A process that starts asks for what earlier ones left in flight."""
        now, self.process, self.results = self.simulation.now, self.simulation.process, []
        await self.simulation.run("recover", recover, self._name, now, results=[], previous_leader_gone=True)

    async def _claim(self) -> list[ClaimedNotification]:
        now, run = self.simulation.now, self.simulation.run
        batch = await run(
            "acknowledge and claim",
            ack_and_claim,
            self._name,
            now,
            results=self.results,
            limit=AT_ONCE,
            zone=ZONE,
        )
        return [] if batch is None else [*batch.notifications]

    @property
    def _name(self) -> str:
        return f"process {self.process}"

    def _send(self, claimed: ClaimedNotification, rng: Random) -> DeliveryResult:
        statuses, weights = zip(*OUTCOMES, strict=True)
        status = rng.choices(statuses, weights)[0]
        if status in (DeliveryStatus.SENT, DeliveryStatus.UNKNOWN):
            self._goes_over_the_wire(claimed)
        return DeliveryResult(
            notification=claimed.id,
            person=claimed.person,
            address=claimed.address,
            status=status,
            message=1 if status is DeliveryStatus.SENT else None,
            retry_at=None if status else self.simulation.now,
            counts_as_try=status is None,
        )

    def _goes_over_the_wire(self, claimed: ClaimedNotification) -> None:
        """Note that it went out. What is sent at most once never does twice. Raises Violated."""
        self.sent[claimed.id] += 1
        if claimed.at_most_once and self.sent[claimed.id] > 1:
            raise Violated(f"an announcement is sent once at most: notification {claimed.id} went out again")
