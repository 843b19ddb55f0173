"""Random stories of calls for help on two processes: no ping too many, none that nobody hears, one who comes, and nobody known after a month."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from market.admins import NO_ADMINS
from market.help_call.answer import answer_caller, end_call, give_back_call, take_call
from market.help_call.call import (
    PING_EVERY,
    call_for_help,
    forget_callers,
    say_more,
    tell_again,
    untaken_calls,
)
from market.help_call.duty import end_duty, start_duty
from market.privacy.forget import forget
from market.refusal import Refusal
from storage.help_call import HelpCall, HelpCallState
from storage.notification import Notification
from storage.shown import ShownKind, ShownMessage
from storage.store import Store
from tests.market.help_call.conftest import (
    AINA,
    BAN,
    BY,
    DAY,
    KEN,
    MEI,
    NOW,
    HelpMarket,
    lay_market,
)
from tests.market.neighbour.test_interleavings import emptied
from tests.market.shown_messages import show

CALLERS, ORGANISERS = (AINA, BAN, KEN), (KEN, MEI)
ACTS = (
    *("call",) * 4,
    *("stranger", "take", "take", "give back", "end", "say", "answer", "job", "job"),
    *("duty", "off duty", "sweep", "forget"),
)
acts = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 11),
        st.sampled_from((0, 0.5, 1, 2, 3, 4, -1, -90, 43_000, 44_000)),
        st.booleans(),
    ),
    min_size=8,
    max_size=25,
)
"""What is done by whom, how many minutes the clock moves before it, and whether somebody else does the same at once on another process."""


def sized(examples: int) -> settings:
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@dataclass(kw_only=True)
class Story:
    """The market, its second process, the time, when each person pinged, and strangers under None, and the calls as they were made."""

    market: HelpMarket
    another: Store
    now: datetime = NOW
    pings: dict[int | None, list[datetime]] = field(default_factory=dict)
    made: dict[int, int | None] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    async def act(self, kind: str, which: int, minutes: float, together: bool) -> None:
        self.now += timedelta(minutes=minutes)
        stores = (self.market.store, self.another) if together else (self.market.store,)
        found = await asyncio.gather(*(self._try(store, kind, which ^ i) for i, store in enumerate(stores)))
        if kind == "take" and together:
            assert found.count(True) <= 1, "two were told that they are the one"
        await self.check()

    async def _try(self, store: Store, kind: str, which: int) -> bool:
        try:
            return await self._do(store, kind, which)
        except Refusal:
            return False

    async def _do(self, store: Store, kind: str, which: int) -> bool:
        caller, organiser, now = CALLERS[which // 2 % 3], ORGANISERS[which % 2], self.now
        call = [*self.made][which // 2 % len(self.made)] if self.made else 99
        match kind:
            case "call" if caller not in self.gone:
                await self._call(store, caller)
            case "stranger":
                await self._call(store, None)
            case "take":
                was = await store.read(_row, call)
                await store.write(take_call, BY[organiser], call, now)
                return was is not None and was.taken_by != organiser
            case "give back":
                await store.write(give_back_call, BY[organiser], call, NO_ADMINS, now=now)
            case "end":
                await store.write(end_call, BY[organiser], call, now)
            case "say":
                await store.write(say_more, BY[caller], call, "My mother fainted", NO_ADMINS, now=now)
            case "answer":
                await store.write(answer_caller, BY[organiser], call, "Two minutes.", now=now)
            case "job":
                for due in await store.read(untaken_calls, now):
                    await store.write(tell_again, due, NO_ADMINS, now)
                assert await store.read(untaken_calls, now) == [], "a second run finds nothing to do"
            case "duty":
                await store.write(start_duty, BY[organiser], self.market.market_day, now)
            case "off duty":
                await store.write(end_duty, BY[organiser], self.market.market_day)
            case "sweep":
                await store.write(forget_callers, now)
                await self.check_swept()
            case "forget" if which == 5 and BAN not in self.gone:
                self.gone.add(BAN)
                await store.write(forget, BAN, now)
        return False

    async def _call(self, store: Store, caller: int | None) -> None:
        called = await store.write(call_for_help, self.market.stall, caller, NO_ADMINS, now=self.now)
        if not called.is_new:
            return
        self.made[called.call.id] = caller
        self.pings.setdefault(caller, []).append(self.now)
        if caller is not None:
            await store.write(_show_caller, caller, called.call.id)
        told = await store.read(_told, called.call.id)
        assert told - {caller}, "somebody hears it"
        assert caller not in told, "nobody hears their own"

    async def check(self) -> None:
        """Check what holds after each commit."""
        for pings in self.pings.values():
            for place, ping in enumerate(pings):
                assert all(abs(ping - other) >= PING_EVERY for other in pings[:place]), "pinged too often"
        rows = await self.market.calls()
        assert {row.id for row in rows} == {*self.made}, "a call stays, and none comes of nothing"
        for row in rows:
            assert row.caller_id in (None, self.made[row.id or 0])
            assert (row.state == HelpCallState.OVER) == (row.closed_at is not None)
            assert row.state != HelpCallState.ASKED or row.taken_by is None
            assert row.words is None or row.caller_id is not None
            assert row.caller_id not in self.gone
        payloads = await self.market.store.read(_payloads)
        assert all({*each} <= {"version", "call_id", "state", "message_id"} for each in payloads)

    async def check_swept(self) -> None:
        """Check that nothing leads from an old call to a person."""
        old = {row.id or 0: row for row in await self.market.calls() if row.asked_at < self.now - 30 * DAY}
        assert all((row.caller_id, row.taken_by, row.words) == (None, None, None) for row in old.values())
        traces = await self.market.store.read(_traces)
        left = {call for call, person in traces if call in old and person == self.made[call]}
        assert not left, "a notification or a message leads from a call to its caller"


def _row(session: Any, call: int) -> HelpCall | None:
    found: HelpCall | None = session.get(HelpCall, call)
    return found


def _told(session: Any, call: int) -> set[int | None]:
    about = col(Notification.about) == f"help:{call}", col(Notification.kind) == "HelpAsked"
    return {*session.exec(select(Notification.person_id).where(*about))}


def _payloads(session: Any) -> list[dict[str, Any]]:
    of_help = col(Notification.kind).in_(("HelpAsked", "HelpWords", "HelpChanged", "HelpAnswered"))
    return [*session.exec(select(Notification.payload).where(of_help))]


def _show_caller(session: Any, caller: int, call: int) -> None:
    show(session, caller, ShownKind.ORGANISER_REQUEST, call)
    session.flush()
    last = select(ShownMessage).order_by(col(ShownMessage.id).desc()).limit(1)
    session.exec(last).one().form = "help-caller"


def _traces(session: Any) -> list[tuple[int, int]]:
    """Return calls with the people whom a notification or a message about them belongs to."""
    about = select(Notification.about, Notification.person_id)
    told = session.exec(about.where(col(Notification.about).startswith("help:"))).all()
    shown = session.exec(select(ShownMessage.subject_id, ShownMessage.person_id)).all()
    return [*((int(about.removeprefix("help:")), person) for about, person in told), *shown]


async def run(database_url: str, store: Store, story: list[tuple[str, int, float, bool]]) -> None:
    await emptied(store)
    another = Store(database_url, deadline=120.0)
    try:
        told = Story(market=await lay_market(store), another=another)
        for act in story:
            await told.act(*act)
        await told.act("sweep", 0, 31 * 24 * 60, False)
    finally:
        await another.close()


@sized(12)
@given(story=acts)
@pytest.mark.empty_market("stories about every call there is")
async def test_calls_are_heard_once_in_time_by_one_who_comes_and_forgotten(
    database_url: str, store: Store, story: list[tuple[str, int, float, bool]]
) -> None:
    await run(database_url, store, story)


@pytest.mark.proof
@sized(200)
@given(story=acts)
@pytest.mark.empty_market("stories about every call there is")
async def test_calls_are_heard_in_many_stories(
    database_url: str, store: Store, story: list[tuple[str, int, float, bool]]
) -> None:
    await run(database_url, store, story)
