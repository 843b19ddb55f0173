"""Helpers that move the clock of a hold: an outbox that sends or cannot, and outages."""

from datetime import datetime

from sqlmodel import Session, select

from market.notification.in_flight import Claimant, DeliveryResult, ack, claim
from market.notification.outbox import DeliveryStatus
from market.waitlist.hold_clock import notified_holds, start_notified_clock
from market.waitlist.outage import beat, credit_next_drop
from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.heartbeat import Heartbeat
from storage.store import Store

SENDER = Claimant("this one", 1)


async def send_all(store: Store, now: datetime, status: DeliveryStatus = DeliveryStatus.SENT) -> int:
    """Claim the notifications that are due and store this status for each; return how many."""
    batch = await store.write(claim, SENDER, now, 100, zone="Asia/Kuching")
    results = [
        DeliveryResult(notification=one.id, person=one.person, status=status, address=one.address)
        for one in batch.notifications
    ]
    await store.write(ack, SENDER, now, results)
    return len(results)


async def run_jobs(store: Store, now: datetime) -> None:
    """Start clocks and end holds, as the jobs do."""
    for hold, notified_at in await store.read(notified_holds):
        await store.write(start_notified_clock, hold, notified_at)
    for item in await store.read(items_to_allocate, now):
        await store.write(allocate_item, item, now)


async def fall_silent(store: Store, seconds: float) -> None:
    """Set the last heartbeat back by so many seconds."""

    def age(session: Session) -> None:
        session.exec(select(Heartbeat)).one().beat -= seconds

    await store.write(age)


async def beat_and_credit(store: Store, now: datetime) -> None:
    """Store a heartbeat and credit the outage, as a market that is up again."""
    if await store.write(beat, now):
        while await store.write(credit_next_drop, now):
            pass
