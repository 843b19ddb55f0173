"""The jobs of the market as the scheduler runs them: each looks for due work and does it, one transaction each."""

from hashlib import sha256

from benchmarks.season.outbox import SimulatedSender
from benchmarks.season.payments import match_payments
from benchmarks.season.simulation import Simulation
from bot.beacon.local_beacon import LocalBeacon
from market.beacon import BeaconSilent
from market.broadcast.advance import advance, mark_final_report, unfinished_broadcasts
from market.draw.close_draw import close_item_draw
from market.draw.decide_draw import draw_item
from market.draw.due_draws import draws_due
from market.draw.open_draw import open_drop
from market.draw.overdue_draws import notify_overdue
from market.neighbour.digest import is_missing, write_digests
from market.neighbour.record_market_days import alleys_with_neighbours, has_unrecorded, record_market_days
from market.notification.outbox import purge
from market.own_reminder import sweep_reminders
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.waitlist.hold_clock import notified_holds, start_notified_clock
from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.beacon_kind import BeaconKind
from storage.processed_update import sweep_processed

CONTACT = "the market's office"


async def run_jobs(simulation: Simulation, sender: SimulatedSender) -> None:
    """Run all jobs and send the notifications that are due."""
    for job in (
        _advance_broadcasts,
        _run_draws,
        _start_clocks,
        _end_holds,
        _wind_up,
        match_payments,
        _notify_neighbours,
    ):
        await job(simulation)
    await sender.send_due(simulation.rng)


async def sweep(simulation: Simulation) -> None:
    """Delete rows whose retention time is over."""
    now = simulation.now
    await simulation.run("sweep updates", sweep_processed, now)
    await simulation.run("sweep reminders", sweep_reminders, now)
    while await simulation.run("purge notifications", purge, now):
        pass


async def _advance_broadcasts(simulation: Simulation) -> None:
    now = simulation.now
    for broadcast in await simulation.store.read(unfinished_broadcasts):
        for _ in range(20):
            if not await simulation.run("advance broadcast", advance, broadcast, simulation.admins, now):
                break
        await simulation.run("report broadcast", mark_final_report, broadcast, now)


async def _run_draws(simulation: Simulation) -> None:
    now, rng = simulation.now, simulation.rng
    due = await simulation.store.read(draws_due, BeaconKind.LOCAL, now)
    for drop in due.drops:
        await simulation.run("open draw", open_drop, drop, BeaconKind.LOCAL, now, rng=rng)
    for item in due.closing:
        await simulation.run("close draw", close_item_draw, item, now, rng)
    for item, number in due.rounds:
        if rng.random() < 0.2:
            continue  # the beacon does not answer
        await _decide(simulation, item, number)
    for draw in due.late:
        await simulation.run("notify of a late draw", notify_overdue, draw, simulation.admins, now)


async def _decide(simulation: Simulation, item: int, number: int) -> None:
    now, beacon = simulation.now, LocalBeacon(sha256(b"season").digest(), lambda: simulation.now)
    try:
        output = await beacon.fetch(number)
    except BeaconSilent:
        return
    await simulation.run("decide draw", draw_item, item, output.randomness, output.signature, now=now)


async def _start_clocks(simulation: Simulation) -> None:
    for hold, notified_at in await simulation.store.read(notified_holds):
        await simulation.run("start clock", start_notified_clock, hold, notified_at)


async def _end_holds(simulation: Simulation) -> None:
    now = simulation.now
    for item in await simulation.store.read(items_to_allocate, now):
        await simulation.run("end holds", allocate_item, item, now)


async def _wind_up(simulation: Simulation) -> None:
    now = simulation.now
    for drop in await simulation.store.read(drops_to_wind_up, now):
        await simulation.run("wind up", wind_up, drop, now)


async def _notify_neighbours(simulation: Simulation) -> None:
    now = simulation.now
    for alley in await simulation.store.read(alleys_with_neighbours):
        if await simulation.store.read(has_unrecorded, alley, now):
            await simulation.run("record market days", record_market_days, alley, CONTACT, now)
        if await simulation.store.read(is_missing, alley, now):
            while await simulation.run("write digests", write_digests, alley, CONTACT, now):
                pass
