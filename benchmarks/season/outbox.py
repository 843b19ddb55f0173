"""The outbox with a pretend sender: what is claimed goes over a wire that loses, refuses and cuts off."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from benchmarks.season.simulation import Simulation, Violated
from market.notification.in_flight import ClaimedNotification, DeliveryResult, ack_and_claim, recover
from market.notification.outbox import DeliveryStatus

ZONE = "Asia/Kuching"
AT_ONCE = 16
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
    """Sends what is due. `sent` counts what went over the wire, by notification; what is sent at most once never goes twice."""

    simulation: Simulation
    terms: int = 0
    sent: Counter[int] = field(default_factory=Counter)

    async def send_due(self, rng: Random) -> None:
        """Claim, send and acknowledge until nothing is due, or until the sender is killed in the middle."""
        results: list[DeliveryResult] = []
        while True:
            claimed = await self._claim(results)
            if claimed is None or not claimed:
                return None
            if rng.random() < 0.05:
                return await self._die(claimed, rng)
            results = [self._send(each, rng) for each in claimed]

    async def _claim(self, results: list[DeliveryResult]) -> list[ClaimedNotification] | None:
        now, sender = self.simulation.now, f"sender {self.terms}"
        batch = await self.simulation.run(
            "acknowledge and claim",
            ack_and_claim,
            sender,
            now,
            results,
            AT_ONCE,
            zone=ZONE,
        )
        return None if batch is None else [*batch.notifications]

    def _send(self, claimed: ClaimedNotification, rng: Random) -> DeliveryResult:
        statuses, weights = zip(*OUTCOMES, strict=True)
        status = rng.choices(statuses, weights)[0]
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
        self.sent[claimed.id] += 1

    async def _die(self, claimed: list[ClaimedNotification], rng: Random) -> None:
        """The sender is killed after some of what it claimed went out; another follows it."""
        for each in claimed[: rng.randint(0, len(claimed))]:
            if each.at_most_once and self.sent[each.id]:
                raise Violated(f"an announcement is sent once at most: notification {each.id} went out again")
            self._goes_over_the_wire(each)
        self.terms += 1
        now, sender = self.simulation.now, f"sender {self.terms}"
        await self.simulation.run("recover", recover, sender, now, [], previous_leader_gone=True)
