"""Random stories of complaints on two processes: states change as drawn, messages are ten minutes apart, and nothing names who complained."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.admins import NO_ADMINS
from market.complaint.answer import (
    acknowledge_complaint,
    close_complaint,
    give_back_complaint,
    set_promise,
    take_complaint,
)
from market.complaint.complain import MONTH, TOLD_EVERY, Grievance, complain, forget_words, reopen_complaint
from market.refusal import Refusal
from storage.complaint import MOST_REOPENED, Complaint, ComplaintKind, ComplaintState
from storage.notification import Notification
from storage.store import Store
from tests.market.help_call.conftest import AINA, BAN, BY, KEN, MEI, NOW, OLD, HelpMarket, lay_market
from tests.market.help_call.test_interleavings import sized
from tests.market.neighbour.test_interleavings import emptied

ORGANISERS, OTHERS = (KEN, MEI), (AINA, BAN, OLD)
ACTS = (
    *("complain",) * 3,
    *("see", "take", "take", "give back", "close", "close", "reopen", "reopen"),
    *("promise", "sweep", "stranger"),
)
acts = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 11),
        st.sampled_from((0, 0.5, 3, 9, 10, 11, 100, -1, 44_000)),
        st.booleans(),
    ),
    min_size=8,
    max_size=25,
)
"""What is done to which, how many minutes the clock moves before it, and whether another process does the same at once."""
OPEN, SEEN, CLOSED, REOPENED = ComplaintState
NEXT = {OPEN: {SEEN, CLOSED}, SEEN: {CLOSED}, CLOSED: {REOPENED}, REOPENED: {SEEN, CLOSED}}
"""The arrows of the drawing in docs/complaint.md."""


@dataclass(kw_only=True)
class Story:
    """The market, its second process, the time, whether it was set back behind a message, and each complaint as it was last seen."""

    market: HelpMarket
    another: Store
    now: datetime = NOW
    made: int = 0
    went_back: bool = False
    seen: dict[int, dict[str, Any]] = field(default_factory=dict)

    async def act(self, kind: str, which: int, minutes: float, together: bool) -> None:
        self.now += timedelta(minutes=minutes)
        stores = (self.market.store, self.another) if together else (self.market.store,)
        await asyncio.gather(*(self._try(store, kind, which + n) for n, store in enumerate(stores)))
        await self.check(steps=len(stores), changes=kind not in ("promise", "sweep", "stranger"))

    async def _try(self, store: Store, kind: str, which: int) -> None:
        with suppress(Refusal):
            await self._do(store, kind, which)

    async def _do(self, store: Store, kind: str, which: int) -> None:
        by, now, alley = BY[ORGANISERS[which % 2]], self.now, self.market.alley.alley
        numbers = sorted(self.seen) or [99]
        number = numbers[which // 2 % len(numbers)]
        match kind:
            case "complain":
                self.made += 1
                said = Grievance(kind=ComplaintKind.NOISE, words="The drums")
                await store.write(complain, alley, said, f"s{self.made}", admins=NO_ADMINS, now=now)
            case "see":
                await store.write(acknowledge_complaint, by, number, now)
            case "take":
                await store.write(take_complaint, by, number, now)
            case "give back":
                await store.write(give_back_complaint, by, number)
            case "close":
                await store.write(close_complaint, by, number, "They stopped.", now=now)
            case "reopen":
                await store.write(reopen_complaint, f"s{which % (self.made + 1)}", NO_ADMINS, now)
            case "promise":
                await store.write(set_promise, by, alley, which + 1, close_hours=which + 1, now=now)
            case "sweep":
                await store.write(forget_words, now)
            case "stranger":
                await store.write(close_complaint, BY[OTHERS[which % 3]], number, "No.", now=now)

    async def check(self, *, steps: int, changes: bool) -> None:
        """Check what holds after each act."""
        rows = {row.id or 0: row.model_dump() for row in await self.market.store.read(_rows)}
        assert rows.keys() >= self.seen.keys(), "a complaint stays"
        for number, row in rows.items():
            before = self.seen.get(number)
            if before is not None:
                reached = _reached(before["state"], steps) if changes else {before["state"]}
                assert row["state"] in reached
                assert row["reopened"] >= before["reopened"]
                assert before["acknowledged_at"] in (None, row["acknowledged_at"]), "seen once, seen first"
            assert (row["closed_at"] is None) == (row["state"] is not CLOSED)
            assert row["reopened"] <= MOST_REOPENED
            assert row["owner_id"] in (None, *ORGANISERS)
        self.seen = rows
        told = sorted(set(await self.market.store.read(_told)))
        newest = max((row["made_at"] for row in rows.values()), default=self.now)
        self.went_back |= newest - self.now > TOLD_EVERY
        assert self.went_back or all(after - before >= TOLD_EVERY for before, after in pairwise(told))


def _reached(state: ComplaintState, steps: int) -> set[ComplaintState]:
    """Return the states that so many acts can lead to."""
    found = {state}
    for _ in range(steps):
        found |= {after for each in found for after in NEXT[each]}
    return found


def _rows(session: Session) -> list[Complaint]:
    return [*session.exec(select(Complaint))]


def _told(session: Session) -> list[datetime]:
    return [*session.exec(select(Notification.due_at).where(col(Notification.kind) == "ComplaintsCame"))]


async def run(database_url: str, store: Store, story: list[tuple[str, int, float, bool]]) -> None:
    await emptied(store)
    another = Store(database_url, deadline=120.0)
    try:
        told = Story(market=await lay_market(store), another=another)
        for act in story:
            await told.act(*act)
        told.now += 2 * MONTH
        await told.act("sweep", 0, 0, False)
        assert all(row["words"] is None for row in told.seen.values()), "words are gone after a month"
    finally:
        await another.close()


@sized(12)
@given(story=acts)
@pytest.mark.empty_market("stories about every complaint there is")
async def test_complaints_change_as_drawn_and_are_told_of_once_in_ten_minutes(
    database_url: str, store: Store, story: list[tuple[str, int, float, bool]]
) -> None:
    await run(database_url, store, story)


@pytest.mark.proof
@sized(200)
@given(story=acts)
@pytest.mark.empty_market("stories about every complaint there is")
async def test_complaints_change_as_drawn_in_many_stories(
    database_url: str, store: Store, story: list[tuple[str, int, float, bool]]
) -> None:
    await run(database_url, store, story)
