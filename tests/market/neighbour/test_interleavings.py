"""Random sequences of stalls and neighbours: each subscriber knows the present plan, once for each recorded change, and in time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from market.market_day.day import day_of
from market.neighbour.market_day import BEFOREHAND, digest_due
from market.neighbour.record_market_days import SLIGHT_CHANGE
from storage.store import Store
from tests.market.neighbour.conftest import (
    HOUR,
    NEIGHBOURS,
    ZONE,
    NeighbourScenario,
    SentNotice,
    at,
    build_market,
)
from tests.scheduler.job_helpers import notify_neighbours

SECOND = timedelta(seconds=1)
Act = tuple[str, int, int, float]
KINDS = (
    "publish",
    "publish",
    "publish",
    "shift",
    "move",
    "cancel",
    "hide",
    "show",
    "listen",
    "listen",
    "stop",
)

acts = st.lists(
    st.tuples(
        st.sampled_from((*KINDS, "on", "on", "on")),
        st.integers(0, 3),
        st.integers(0, 8),
        st.sampled_from((0.1, 0.25, 1, 5, 9, 17, 26)),
    ),
    min_size=12,
    max_size=30,
)


def sized(examples: int) -> settings:
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


class ScenarioRun:
    """An alley, with the time since when each market day is unchanged and each neighbour is subscribed."""

    def __init__(self, scenario: NeighbourScenario, concurrent: bool) -> None:
        self.scenario, self.concurrent = scenario, concurrent
        self.drops: list[int] = []
        self.listens: dict[int, list[tuple[datetime, datetime | None]]] = {one: [] for one in NEIGHBOURS}
        self.stands: dict[Any, tuple[datetime, tuple[datetime, datetime]]] = {}

    async def act(self, act: Act) -> None:
        kind, which, day, hours = act
        if kind == "on":
            await self.scenario.advance(hours=hours)
            return
        self.scenario.now += SECOND
        doing = self._do(kind, which, day, hours)
        if self.concurrent:
            job = notify_neighbours(self.scenario.store, "Ken", self.scenario.now)
            await asyncio.gather(doing, job)
            await self.scenario.check_job()
        else:
            await doing
        await self.check_job()
        self.scenario.now += SECOND
        await self.scenario.tick()

    async def _do(self, kind: str, which: int, day: int, hours: float) -> None:
        scenario, person = self.scenario, NEIGHBOURS[which]
        day += (scenario.now - at(0, 9)).days
        match kind:
            case "publish":
                if at(day, 8 + hours) > scenario.now:
                    self.drops.append(await scenario.publish(day, 8 + hours, 4, stall=which % 2))
            case "listen":
                await scenario.subscribe(person)
                if not self.listening(person):
                    self.listens[person].append((scenario.now, None))
            case "stop":
                await scenario.stop(person)
                if since := self.listening(person):
                    self.listens[person][-1] = since, scenario.now
            case _ if self.drops:
                await self._change(kind, self.drops[(which * 9 + day) % len(self.drops)], hours)

    async def _change(self, kind: str, drop: int, hours: float) -> None:
        """Make a change that a stall may make: a drop that has begun stays where it is."""
        row = await self.scenario.drop(drop)
        ahead = row.starts_at > self.scenario.now
        by = timedelta(hours=24 if kind == "move" else hours)
        match kind:
            case "shift" | "move" if ahead:
                await self.scenario.change(drop, starts_at=row.starts_at + by, ends_at=row.ends_at + by)
            case "cancel" if ahead:
                await self.scenario.change(drop, state="cancelled")
            case "hide" if ahead:
                await self.scenario.change(drop, hidden_at=self.scenario.now)
            case "show" if ahead:
                await self.scenario.change(drop, hidden_at=None)

    def listening(self, person: int) -> datetime | None:
        """Since when."""
        spans = self.listens[person]
        return spans[-1][0] if spans and spans[-1][1] is None else None

    async def check_job(self) -> None:
        """Record since when each market day has these hours."""
        on: dict[Any, tuple[datetime, datetime]] = {}
        for drop in self.drops:
            row = await self.scenario.drop(drop)
            if row.state == "published" and row.hidden_at is None:
                day = day_of(row.starts_at, ZONE)
                was = on.get(day, (row.starts_at, row.ends_at))
                on[day] = min(was[0], row.starts_at), max(was[1], row.ends_at)
        self.stands = {
            day: self.stands[day]
            if day in self.stands and self.stands[day][1] == hours
            else (self.scenario.now, hours)
            for day, hours in on.items()
        }


async def check_run(run: ScenarioRun) -> None:
    scenario = run.scenario
    for person in NEIGHBOURS:
        sent_notices = scenario.sent_to(person)
        for one in sent_notices:
            assert any(
                since <= one.at and (until is None or one.at <= until) for since, until in run.listens[person]
            ), "they did not listen then"
        for day in {one.market_days_told.day for one in sent_notices}:
            once_for_each_note(scenario, [one for one in sent_notices if one.market_days_told.day == day])
        if since := run.listening(person):
            told_in_time(run, person, since)
            await knows_how_it_is(scenario, person)


def once_for_each_note(scenario: NeighbourScenario, sent_notices: list[SentNotice]) -> None:
    """Between two notifications of one day it was noted anew."""
    notes = [note[0] for note in scenario.noted[sent_notices[0].market_days_told.day]]
    assert sent_notices[0].market_days_told.stalls, "the first notification about a day does not call it off"
    counts = [sum(note <= one.at for note in notes) for one in sent_notices]
    assert counts == sorted(set(counts)), "told twice what was noted once"


def told_in_time(run: ScenarioRun, person: int, since: datetime) -> None:
    """Check that each plan that was known in time reached each subscriber once, unchanged, at least 72 hours before."""
    for day, (stood, hours) in run.stands.items():
        due = digest_due(hours[0], ZONE)
        if max(stood, since) > due or due > run.scenario.now - timedelta(hours=26):
            continue
        sent_notices = [one for one in run.scenario.sent_to(person) if one.market_days_told.day == day]
        right = [
            one for one in sent_notices if one.market_days_told.stalls and one.at <= hours[0] - BEFOREHAND
        ]
        assert right, "nobody notified them in time"
        assert near(right[-1], hours)
        assert not [one for one in sent_notices if one.at > right[-1].at], "nothing changed after that"


async def knows_how_it_is(scenario: NeighbourScenario, person: int) -> None:
    """Check that, with nothing queued, the last message about each market day ahead equals the record."""
    for row in await scenario.rows():
        if row.starts_at <= scenario.now + HOUR:
            continue
        sent_notices = [one for one in scenario.sent_to(person) if one.market_days_told.day == row.day]
        if row.stalls:
            assert sent_notices, "an evening is ahead and they know nothing of it"
            assert near(sent_notices[-1], (row.starts_at, row.ends_at))
        else:
            assert not sent_notices or not sent_notices[-1].market_days_told.stalls, (
                "nobody notified them that it is called off"
            )


def near(one: SentNotice, hours: tuple[datetime, datetime]) -> bool:
    moved = abs(one.market_days_told.starts_at - hours[0]), abs(one.market_days_told.ends_at - hours[1])
    return bool(one.market_days_told.stalls) and max(moved) < SLIGHT_CHANGE


async def run_actions(store: Store, acts: list[Act], concurrent: bool) -> None:
    run = ScenarioRun(NeighbourScenario(store, *await store.write(build_market)), concurrent)
    for act in acts:
        await run.act(act)
    await run.scenario.advance(hours=27)
    while any(row.state == "queued" for row in await run.scenario.notifications()):
        await run.scenario.advance(hours=1)
    notifications = len(await run.scenario.notifications())
    await run.scenario.tick()
    assert len(await run.scenario.notifications()) == notifications, "a second run finds nothing to do"
    await check_run(run)


async def emptied(store: Store) -> None:
    from sqlalchemy import text

    from storage.tables import metadata

    def empty(session: Any) -> None:
        session.execute(text("UPDATE audit_person SET person_id = NULL"))
        for table in reversed(metadata.sorted_tables):
            if table.name not in ("audit_entry", "audit_person"):
                session.execute(text(f'DELETE FROM "{table.name}"'))

    await store.write(empty)


@sized(8)
@given(acts=acts, concurrent=st.booleans())
@pytest.mark.feature("H18")
async def test_who_listens_knows_how_it_is(store: Store, acts: list[Act], concurrent: bool) -> None:
    await emptied(store)
    await run_actions(store, acts, concurrent)


@pytest.mark.proof
@sized(150)
@given(acts=acts, concurrent=st.booleans())
async def test_who_listens_knows_how_it_is_in_many_stories(
    store: Store, acts: list[Act], concurrent: bool
) -> None:
    await emptied(store)
    await run_actions(store, acts, concurrent)
