"""Whatever stalls and neighbours do, and in whatever sequence: who listens knows how it is, once for each time it was noted, and in time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from market.neighbour.evening import BEFOREHAND, digest_due
from market.neighbour.note import SLIGHT
from scheduler.neighbours import tell_neighbours
from storage.store import Store
from tests.market.neighbour.conftest import HOUR, NEIGHBOURS, ZONE, Heard, Street, at, build

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


class Story:
    """A street, and since when each evening stands as it stands and each neighbour listens without a break."""

    def __init__(self, street: Street, together: bool) -> None:
        self.street, self.together = street, together
        self.drops: list[int] = []
        self.listens: dict[int, list[tuple[datetime, datetime | None]]] = {one: [] for one in NEIGHBOURS}
        self.stands: dict[Any, tuple[datetime, tuple[datetime, datetime]]] = {}

    async def act(self, act: Act) -> None:
        kind, which, day, hours = act
        if kind == "on":
            await self.street.go_on(hours=hours)
            return
        self.street.now += SECOND
        doing = self._do(kind, which, day, hours)
        if self.together:
            job = tell_neighbours(self.street.store, "Ken", self.street.now)
            await asyncio.gather(doing, job)
            await self.street.look()
        else:
            await doing
        await self.look()
        self.street.now += SECOND
        await self.street.tick()

    async def _do(self, kind: str, which: int, day: int, hours: float) -> None:
        street, person = self.street, NEIGHBOURS[which]
        day += (street.now - at(0, 9)).days
        match kind:
            case "publish":
                if at(day, 8 + hours) > street.now:
                    self.drops.append(await street.publish(day, 8 + hours, 4, stall=which % 2))
            case "listen":
                await street.listen(person)
                if not self.listening(person):
                    self.listens[person].append((street.now, None))
            case "stop":
                await street.stop(person)
                if since := self.listening(person):
                    self.listens[person][-1] = since, street.now
            case _ if self.drops:
                await self._change(kind, self.drops[(which * 9 + day) % len(self.drops)], hours)

    async def _change(self, kind: str, drop: int, hours: float) -> None:
        """As a stall may: what has begun stays where it is."""
        row = await self.street.drop(drop)
        ahead = row.starts_at > self.street.now
        by = timedelta(hours=24 if kind == "move" else hours)
        match kind:
            case "shift" | "move" if ahead:
                await self.street.change(drop, starts_at=row.starts_at + by, ends_at=row.ends_at + by)
            case "cancel" if ahead:
                await self.street.change(drop, state="cancelled")
            case "hide" if ahead:
                await self.street.change(drop, hidden_at=self.street.now)
            case "show" if ahead:
                await self.street.change(drop, hidden_at=None)

    def listening(self, person: int) -> datetime | None:
        """Since when."""
        spans = self.listens[person]
        return spans[-1][0] if spans and spans[-1][1] is None else None

    async def look(self) -> None:
        """Since when each evening stands at these hours."""
        on: dict[Any, tuple[datetime, datetime]] = {}
        for drop in self.drops:
            row = await self.street.drop(drop)
            if row.state == "published" and row.hidden_at is None:
                day = row.starts_at.astimezone(ZoneInfo(ZONE)).date()
                was = on.get(day, (row.starts_at, row.ends_at))
                on[day] = min(was[0], row.starts_at), max(was[1], row.ends_at)
        self.stands = {
            day: self.stands[day]
            if day in self.stands and self.stands[day][1] == hours
            else (self.street.now, hours)
            for day, hours in on.items()
        }


async def judge(story: Story) -> None:
    street = story.street
    for person in NEIGHBOURS:
        heard = street.of(person)
        for one in heard:
            assert any(
                since <= one.at and (until is None or one.at <= until)
                for since, until in story.listens[person]
            ), "they did not listen then"
        for day in {one.told.day for one in heard}:
            once_for_each_note(street, [one for one in heard if one.told.day == day])
        if since := story.listening(person):
            told_in_time(story, person, since)
            await knows_how_it_is(street, person)


def once_for_each_note(street: Street, heard: list[Heard]) -> None:
    """Between two letters of one day it was noted anew."""
    notes = [note[0] for note in street.noted[heard[0].told.day]]
    assert heard[0].told.stalls, "the first letter about a day does not call it off"
    counts = [sum(note <= one.at for note in notes) for one in heard]
    assert counts == sorted(set(counts)), "told twice what was noted once"


def told_in_time(story: Story, person: int, since: datetime) -> None:
    """What stood in time, for who listened in time: once, as it was, at least 72 hours before."""
    for day, (stood, hours) in story.stands.items():
        due = digest_due(hours[0], ZONE)
        if max(stood, since) > due or due > story.street.now - timedelta(hours=26):
            continue
        heard = [one for one in story.street.of(person) if one.told.day == day]
        right = [one for one in heard if one.told.stalls and one.at <= hours[0] - BEFOREHAND]
        assert right, "nobody told them in time"
        assert near(right[-1], hours)
        assert not [one for one in heard if one.at > right[-1].at], "nothing changed after that"


async def knows_how_it_is(street: Street, person: int) -> None:
    """When nothing waits any more, the last that was heard of each evening ahead is what was noted."""
    for row in await street.rows():
        if row.starts_at <= street.now + HOUR:
            continue
        heard = [one for one in street.of(person) if one.told.day == row.day]
        if row.stalls:
            assert heard, "an evening is ahead and they know nothing of it"
            assert near(heard[-1], (row.starts_at, row.ends_at))
        else:
            assert not heard or not heard[-1].told.stalls, "nobody told them that it is called off"


def near(one: Heard, hours: tuple[datetime, datetime]) -> bool:
    moved = abs(one.told.starts_at - hours[0]), abs(one.told.ends_at - hours[1])
    return bool(one.told.stalls) and max(moved) < SLIGHT


async def play(store: Store, acts: list[Act], together: bool) -> None:
    story = Story(Street(store, *await store.write(build)), together)
    for act in acts:
        await story.act(act)
    await story.street.go_on(hours=27)
    while any(row.state == "queued" for row in await story.street.letters()):
        await story.street.go_on(hours=1)
    letters = len(await story.street.letters())
    await story.street.tick()
    assert len(await story.street.letters()) == letters, "a second run finds nothing to do"
    await judge(story)


async def emptied(store: Store) -> None:
    from sqlalchemy import text

    from storage.tables import metadata

    def empty(session: Any) -> None:
        for table in reversed(metadata.sorted_tables):
            session.execute(text(f'DELETE FROM "{table.name}"'))

    await store.write(empty)


@sized(8)
@given(acts=acts, together=st.booleans())
async def test_who_listens_knows_how_it_is(store: Store, acts: list[Act], together: bool) -> None:
    await emptied(store)
    await play(store, acts, together)


@pytest.mark.proof
@sized(300)
@given(acts=acts, together=st.booleans())
async def test_who_listens_knows_how_it_is_in_many_stories(
    store: Store, acts: list[Act], together: bool
) -> None:
    await emptied(store)
    await play(store, acts, together)
