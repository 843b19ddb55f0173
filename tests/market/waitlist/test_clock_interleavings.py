"""Random stops and starts of the clocks of holds: units are conserved, no hold ends early, and none lasts for ever."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.actor import Actor
from market.drop.hold_length import hold_until
from market.notification.outbox import DeliveryStatus
from market.organiser.alleys import close_alley, open_alley
from market.organiser.drops import hide_drop, show_again
from market.quiet_hours import QuietHours
from market.refusal import Refusal
from market.stock.pause import pause, resume
from market.waitlist.outage import beat
from storage.alley import Alley
from storage.drop import Drop
from storage.heartbeat import Heartbeat, Outage
from storage.store import Store
from storage.waitlist import Hold
from tests.market.waitlist.clock_helpers import beat_and_credit, fall_silent, run_jobs, send_all
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario, add_drop
from tests.market.waitlist.invariants import check_invariants, check_transition, take_snapshot

ORGANISER = Actor(9001, is_configured_admin=True)
STARTS, CUT_OFF = NOW + 80 * HOUR, NOW + 84 * HOUR
CALENDAR = "Asia/Kuching"
SLACK = timedelta(seconds=20)
"""An outage is measured by the database's own clock, which goes on while the test runs."""

KINDS = (
    *("join", "join", "confirm", "decline", "send", "send", "fail", "pause", "resume"),
    *("hide", "show", "close", "open", "outage", "wait", "wait", "wait"),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(1, 9),
        st.sampled_from((0.5, 1, 2, 5, 9)),
    ),
    min_size=12,
    max_size=40,
)


@dataclass
class ClockModel:
    """The time that the clock of each hold must have run, computed independently."""

    notified: dict[int, datetime] = field(default_factory=dict)
    length: dict[int, timedelta] = field(default_factory=dict)
    ran: dict[int, timedelta] = field(default_factory=dict)

    def meet(self, hold: Hold) -> None:
        if hold.id and hold.notified_at and hold.id not in self.notified:
            until = hold_until(hold.notified_at, STARTS, CUT_OFF, QuietHours(21 * 60, 8 * 60, CALENDAR))
            self.notified[hold.id], self.length[hold.id] = hold.notified_at, until - hold.notified_at
            self.ran[hold.id] = timedelta(0)

    def pass_time(self, live: list[Hold], by: timedelta) -> None:
        for hold in live:
            if hold.id in self.ran:
                self.ran[hold.id] += by


async def holds(item: ItemScenario) -> list[Hold]:
    rows = select(Hold).where(col(Hold.item_id) == item.item).order_by(col(Hold.id))
    return await item.store.read(lambda session: list(session.exec(rows)))


async def is_still(item: ItemScenario) -> bool:
    def look(session: Session) -> bool:
        drop = session.get_one(Drop, item.drop)
        closed = session.get_one(Alley, drop.alley_id).closed_at is not None
        return drop.state == "paused" or drop.hidden_at is not None or closed

    return await item.store.read(look)


async def do(item: ItemScenario, step: str, person: int) -> None:
    with suppress(Refusal):
        match step:
            case "join":
                await item.join(person)
            case "confirm":
                await item.confirm(person)
            case "decline":
                await item.decline(person)
            case "send":
                await send_all(item.store, item.now)
            case "fail":
                await send_all(item.store, item.now, DeliveryStatus.FAILED)
            case "pause" | "resume":
                action = pause if step == "pause" else resume
                await item.store.write(action, Actor(ROS), item.drop, item.now)
            case "hide" | "show":
                shown = hide_drop if step == "hide" else show_again
                await item.store.write(shown, ORGANISER, item.drop, item.now)
            case "close" | "open":
                opened = close_alley if step == "close" else open_alley
                await item.store.write(opened, ORGANISER, 1, item.now)


async def reset(store: Store) -> ItemScenario:
    def clear(session: Session) -> tuple[int, int]:
        for table in (Heartbeat, Outage):
            for row in session.exec(select(table)):
                session.delete(row)
        made = add_drop(session, quantity=3)
        session.get_one(Alley, 1).closed_at = None
        return made

    item = ItemScenario(store, *await store.write(clear))
    await store.write(beat, item.now)
    return item


async def run(store: Store, steps: list[tuple[str, int, float]]) -> None:
    item, model = await reset(store), ClockModel()
    before = await store.read(take_snapshot, item.drop)
    for step, person, hours in steps:
        await do(item, step, person)
        await run_jobs(store, item.now)
        for one in await holds(item):
            model.meet(one)
        live = [one for one in await holds(item) if one.state == "live"]
        gone = timedelta(hours=hours)
        if step == "outage":
            await fall_silent(store, gone.total_seconds())
            item.now += gone
            await run_jobs(store, item.now)
            after = [one for one in await holds(item) if one.state == "live"]
            assert [one.id for one in after] == [one.id for one in live], "an outage ends nothing"
            await beat_and_credit(store, item.now)
        elif not await is_still(item):
            item.now += gone
            model.pass_time(live, gone)
        else:
            item.now += gone
        await run_jobs(store, item.now)
        now_snapshot = await store.read(take_snapshot, item.drop)
        check_invariants(now_snapshot, item.now)
        check_transition(now_snapshot, before, {name: {*DONE} for name in ("waiting", "held")})
        before = now_snapshot
        await check_clocks(item, model)


DONE = ("waiting", "held", "booked", "declined", "expired", "left", "closed")


async def check_clocks(item: ItemScenario, model: ClockModel) -> None:
    """Check that a hold ends after its full time and not before, at the latest with the drop."""
    still = await is_still(item)
    for one in await holds(item):
        if one.state == "expired":
            with_the_drop = one.until == one.ended_at == CUT_OFF
            assert one.id in model.notified or with_the_drop, (
                f"nobody notified, and yet over: {one}, {item.now}"
            )
            had_all = one.id in model.notified and model.ran[one.id] >= model.length[one.id] - SLACK
            assert had_all or one.until == CUT_OFF, "a turn that ended early, and not with the drop"
        if one.state == "live" and one.id in model.notified and not still and item.now < CUT_OFF:
            assert model.ran[one.id] < model.length[one.id] + SLACK, "a turn that lasts for ever"
        if one.state == "live" and one.notified_at is None:
            assert one.until == CUT_OFF


def sized(examples: int) -> settings:
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


CREDITED_TO_THE_END: list[tuple[str, int, float]] = [
    ("wait", 1, 60),
    ("join", 6, 0),
    ("send", 6, 1),
    *[("outage", 1, 5.0)] * 4,
    ("wait", 1, 4),
]
"""An outage gives back more time than the drop has left."""

GIVEN_UP_IN_A_CLOSED_ALLEY: list[tuple[str, int, float]] = [
    *[("join", person, 1) for person in (1, 2, 3, 4)],
    ("close", 1, 1),
    ("decline", 1, 1),
    ("open", 1, 1),
]
"""What comes back while the alley is closed waits until it is open."""

NEVER_TOLD: list[tuple[str, int, float]] = [
    *[("join", person, 0.5) for person in (1, 2, 3, 4)],
    ("wait", 1, 65),
    ("decline", 1, 1),
    *[("wait", 1, 9)] * 2,
]
"""A turn whose person no message reached ends with the drop, and not before."""


@sized(5)
@example(CREDITED_TO_THE_END)
@example(GIVEN_UP_IN_A_CLOSED_ALLEY)
@example(NEVER_TOLD)
@given(steps=STEPS)
async def test_units_are_conserved_and_every_turn_has_its_length(
    store: Store, steps: list[tuple[str, int, float]]
) -> None:
    await run(store, steps)


@pytest.mark.proof
@sized(60)
@given(steps=STEPS)
async def test_units_are_conserved_for_long(store: Store, steps: list[tuple[str, int, float]]) -> None:
    await run(store, steps)
