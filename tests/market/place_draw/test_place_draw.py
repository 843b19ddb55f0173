"""Places are drawn: who wished a day is placed in drawn order, who lost weighs more, and anyone can work it out again."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, StallUnknown
from market.alley import AlleyUnknown
from market.beacon import BeaconOutput, BeaconSilent
from market.calendar.pitches import retire_pitch
from market.calendar.rearrange import free_place, place_stall_day
from market.market_day.refusals import StallDayOver
from market.place_draw import steps
from market.place_draw.notifications import PlaceDrawOpened, PlaceDrawResult
from market.place_draw.placing import Placing, placings
from market.place_draw.plan import PlaceDrawPlan, call_off_place_draw, open_place_draw
from market.place_draw.published import alley_place_draws, place_draw_page
from market.place_draw.refusals import (
    PlaceDrawClosed,
    PlaceDrawRuns,
    PlaceDrawUnfit,
    PlaceDrawUnknown,
    PlacesMissing,
)
from market.place_draw.steps import next_place_draw
from market.place_draw.wishes import set_place_wish, stall_wishes, withdraw_place_wishes
from market.refusal import Refusal
from scheduler.beacon_rounds import BeaconRounds
from scheduler.place_draw import PlaceDrawJob
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.market_day import StallDay, StallDayState
from storage.notification import Notification
from storage.pitch import PitchDay
from storage.place_draw import PlaceDraw, PlaceDrawDay, PlaceDrawState, PlaceOutcome, PlaceWish
from storage.stall import Stall, StallApproval
from tests.bot.cli.test_verify_proof import by_script
from tests.market.calendar.conftest import NOW, ORGANISER, ROS
from tests.market.place_draw.conftest import DAY, HOUR, MONDAY, PlaceScenario
from tests.permits import permit_row
from tests.seeds import seeds

TUESDAY = MONDAY + DAY
OWNER = Actor(ROS)


def test_stalls_with_a_reason_are_passed_over_and_the_next_one_is_tried() -> None:
    reasons = {"B": PlaceOutcome.NOTHING_THERE}
    assert placings(("A", "B", "C", "D"), reasons, ("P1", "P2")) == (
        Placing(stall="A", outcome=PlaceOutcome.PLACED, place="P1"),
        Placing(stall="B", outcome=PlaceOutcome.NOTHING_THERE),
        Placing(stall="C", outcome=PlaceOutcome.PLACED, place="P2"),
        Placing(stall="D", outcome=PlaceOutcome.FULL),
    )


async def test_a_draw_is_opened_wished_in_closed_drawn_and_placed(
    places: PlaceScenario, tmp_path: Path
) -> None:
    await places.lay(5, places=0, days=2)
    draw = await places.open()
    await places.wish(draw, dict.fromkeys(places.stalls, (MONDAY, TUESDAY)))
    before = await places.store.read(stall_wishes, OWNER, places.stalls["S0"])
    assert (before.state, before.weight, len(before.days)) == (PlaceDrawState.OPEN, 1, 2)
    assert all(day.is_wished and day.is_published and day.outcome is None for day in before.days)
    with pytest.raises(PlaceDrawUnknown):
        await places.file(draw)
    await places.close(draw)
    closed = await places.file(draw)
    assert (closed["count"], closed["seed"], closed["days"]) == (10, "", [])
    assert closed["places"] == ["A1", "A2", "A10"], "in the order of people"
    await places.job().run_due()
    assert await places.state(draw) is PlaceDrawState.CLOSED, "the round is two minutes ahead"
    await places.finish(draw)
    for day in (MONDAY, TUESDAY):
        outcomes = await places.outcomes(draw, day)
        assert sorted(outcomes.values()) == ["A1", "A10", "A2", "full", "full"]
        names = {f"Stall {code[1:]}": place for code, place in outcomes.items() if place != "full"}
        assert await places.standing(day) == names
    file = tmp_path / "places.json"
    file.write_text(json.dumps(await places.file(draw)))
    status, printed = by_script(file)
    assert status == 0, printed
    assert "2026-12-01: each stall got the first place left" in printed


async def test_a_draw_is_told_once_to_the_owner_of_each_stall(places: PlaceScenario) -> None:
    await places.lay(3, places=0, days=2)
    draw = await places.open()
    await places.wish(draw, {"S0": (MONDAY,), "S1": (MONDAY, TUESDAY)})
    await places.close(draw)
    await places.finish(draw)
    await places.job().run_due()

    def told(session: Session) -> dict[str, list[int]]:
        kinds = (PlaceDrawOpened.kind, PlaceDrawResult.kind)
        rows = session.exec(select(Notification).where(col(Notification.kind).in_(kinds))).all()
        found = defaultdict[str, list[int]](list)
        for row in rows:
            assert row.person_id == ROS
            found[row.kind].append(row.payload["stall_id"])
        return {kind: sorted(stalls) for kind, stalls in found.items()}

    seen = await places.store.read(told)
    assert seen[PlaceDrawResult.kind] == sorted([places.stalls["S0"], places.stalls["S1"]])
    assert len(seen[PlaceDrawOpened.kind]) == 3 + 4, "those of the calendar are of this alley, too"


async def test_each_reason_for_which_a_stall_is_passed_over(places: PlaceScenario) -> None:
    await places.lay(6, places=6, days=2)
    draw = await places.open()
    await places.wish(draw, dict.fromkeys(places.stalls, (MONDAY, TUESDAY)))
    await places.close(draw)

    def change(session: Session) -> int:
        def stall_day(code: str, day: date = MONDAY) -> StallDay:
            rows = select(StallDay).where(col(StallDay.stall_id) == places.stalls[code])
            return session.exec(rows.where(col(StallDay.day) == day)).one()

        stall_day("S1").state = StallDayState.OFF
        session.get_one(Stall, places.stalls["S2"]).state = StallApproval.TURNED_DOWN
        session.get_one(Stall, places.stalls["S3"]).alley_id = places.calendar.other_alley
        session.add(permit_row(places.calendar.alley, MONDAY))
        return stall_day("S4").id or 0

    by_hand = await places.store.write(change)
    await places.store.write(place_stall_day, ORGANISER, by_hand, places.calendar.pitches["A1"], places.now)
    await places.finish(draw)
    monday = await places.outcomes(draw, MONDAY)
    assert {code: monday[code] for code in ("S1", "S2", "S3", "S4")} == {
        "S1": "nothing_there",
        "S2": "stall_closed",
        "S3": "stall_closed",
        "S4": "has_place",
    }
    assert {monday["S0"], monday["S5"]} == {"A2", "A10"}, "A1 is taken, and the next ones are given"
    tuesday = await places.outcomes(draw, TUESDAY)
    assert set(tuesday.values()) == {"no_permit", "stall_closed"}
    days = {each["day"]: each for each in (await places.file(draw))["days"]}
    assert days["2026-11-30"]["taken"] == ["A1"]


async def test_who_lost_weighs_more_until_a_day_is_got(places: PlaceScenario) -> None:
    await places.lay(3, places=0, days=14)
    for code in ("A2", "A10"):
        await places.store.write(retire_pitch, ORGANISER, places.calendar.pitches[code], NOW)
    lost = dict.fromkeys(places.stalls, 0)
    seen = set[int]()
    for number in range(10):
        day = MONDAY + number * DAY
        draw = await places.open(day, 1)
        wishing = [code for code in places.stalls if number != 3 or code != "S0"]
        await places.wish(draw, dict.fromkeys(wishing, (day,)))
        shown = {
            code: (await places.store.read(stall_wishes, OWNER, places.stalls[code])).weight
            for code in wishing
        }
        await places.close(draw)
        weights = {name.split(":")[1]: weight for name, weight in (await places.file(draw))["entries"]}
        assert weights == shown == {code: min(4, 1 + lost[code]) for code in wishing}
        seen |= {*weights.values()}
        await places.finish(draw)
        for code, outcome in (await places.outcomes(draw, day)).items():
            lost[code] = 0 if outcome == "A1" else lost[code] + 1
        places.now = max(places.now, places.opens(day) - 13 * HOUR)
    assert {1, 2, 3} <= seen


async def test_days_on_which_a_stall_would_not_come_gather_no_weight(places: PlaceScenario) -> None:
    await places.lay(5, places=0, days=1)
    await places.lay(0, places=0, days=1, first=TUESDAY)
    draw = await places.open()
    await places.wish(draw, dict.fromkeys(places.stalls, (TUESDAY,)))
    await places.close(draw)
    await places.finish(draw)
    assert set((await places.outcomes(draw, TUESDAY)).values()) == {"nothing_there"}
    places.now = places.opens(TUESDAY)
    await places.open(TUESDAY + 7 * DAY)
    assert (await places.store.read(stall_wishes, OWNER, places.stalls["S0"])).weight == 1


async def test_wishes_are_taken_back_until_it_closes(places: PlaceScenario) -> None:
    await places.lay(2, places=0, days=2)
    none = await places.store.read(stall_wishes, OWNER, places.stalls["S0"])
    assert (none.draw, none.state, none.days) == (0, None, ())
    draw = await places.open()
    stall = places.stalls["S0"]
    await places.wish(draw, {"S0": (MONDAY, TUESDAY, MONDAY), "S1": (MONDAY,)})
    given = {"day": MONDAY, "is_wished": False, "now": places.now}
    await places.store.write(set_place_wish, OWNER, stall, draw, **given)
    await places.store.write(set_place_wish, OWNER, stall, draw, **given)
    shown = await places.store.read(stall_wishes, OWNER, stall)
    assert [(day.is_wished, day.wishes) for day in shown.days] == [(False, 1), (True, 1)]
    await places.store.write(withdraw_place_wishes, OWNER, stall, draw, places.now)
    assert not (await places.store.read(stall_wishes, OWNER, stall)).is_wishing
    for day in (MONDAY - DAY, TUESDAY + DAY):
        with pytest.raises(PlaceDrawUnknown):
            await places.wish(draw, {"S0": (day,)})
    closes_at = await places.store.read(lambda session: session.get_one(PlaceDraw, draw).closes_at)
    places.now = closes_at - timedelta(seconds=1)
    await places.wish(draw, {"S0": (MONDAY,)})
    places.now = closes_at
    for act in (
        lambda: places.wish(draw, {"S0": (TUESDAY,)}),
        lambda: places.store.write(withdraw_place_wishes, OWNER, stall, draw, places.now),
    ):
        with pytest.raises(PlaceDrawClosed):
            await act()
    await places.close(draw)
    with pytest.raises(PlaceDrawClosed):
        await places.wish(draw, {"S0": (TUESDAY,)})
    assert (await places.file(draw))["count"] == 2


async def test_a_draw_of_another_alley_is_no_draw_of_a_stall(places: PlaceScenario) -> None:
    await places.lay(1, places=0, days=2)
    draw = await places.open()

    def move(session: Session) -> None:
        session.get_one(Stall, places.stalls["S0"]).alley_id = places.calendar.other_alley

    await places.store.write(move)
    with pytest.raises(PlaceDrawUnknown):
        await places.wish(draw, {"S0": (MONDAY,)})

    def turn_down(session: Session) -> None:
        session.get_one(Stall, places.stalls["S0"]).state = StallApproval.TURNED_DOWN

    await places.store.write(turn_down)
    with pytest.raises(StallUnknown):
        await places.wish(draw, {"S0": (MONDAY,)})


@pytest.mark.parametrize(
    ("first", "last", "closing_day", "closing_time"),
    [
        (MONDAY, MONDAY - DAY, MONDAY - DAY, time(20)),
        (MONDAY, MONDAY + 14 * DAY, MONDAY - DAY, time(20)),
        (MONDAY, MONDAY, date(2026, 11, 24), time(9)),
        (MONDAY, MONDAY, MONDAY, time(4)),
        (MONDAY, MONDAY, MONDAY + DAY, time(4)),
        (date(9999, 12, 31), date(9999, 12, 31), MONDAY, time(4)),
        (date.min, date.max, date.min, time(4)),
        (MONDAY, date.max, MONDAY, time(3)),
    ],
)
async def test_days_and_closing_that_do_not_fit(
    places: PlaceScenario, first: date, last: date, closing_day: date, closing_time: time
) -> None:
    plan = PlaceDrawPlan(first=first, last=last, closing_day=closing_day, closing_time=closing_time)
    given = {"beacon": BeaconKind.LOCAL, "now": NOW, "rng": Random(1)}
    with pytest.raises(PlaceDrawUnfit):
        await places.store.write(open_place_draw, ORGANISER, places.calendar.alley, plan, **given)


async def test_an_alley_has_one_draw_at_a_time_and_one_with_places(places: PlaceScenario) -> None:
    here, places.calendar.alley = places.calendar.alley, 999_999_999
    with pytest.raises(AlleyUnknown):
        await places.open()
    places.calendar.alley = places.calendar.other_alley
    with pytest.raises(PlacesMissing):
        await places.open()
    places.calendar.alley = here
    draw = await places.open()
    with pytest.raises(PlaceDrawRuns):
        await places.open()
    await places.store.write(call_off_place_draw, ORGANISER, draw, NOW)
    with pytest.raises(PlaceDrawClosed):
        await places.store.write(call_off_place_draw, ORGANISER, draw, NOW)
    with pytest.raises(PlaceDrawUnknown):
        await places.store.write(call_off_place_draw, ORGANISER, 999_999_999, NOW)
    again = await places.open()
    listed = (await places.store.read(alley_place_draws, ORGANISER, here)).draws
    assert [(each.id, each.name, each.state) for each in listed] == [
        (again, "BAKAU-P2", PlaceDrawState.OPEN),
        (draw, "BAKAU-P1", PlaceDrawState.CALLED_OFF),
    ]
    with pytest.raises(PlaceDrawUnknown):
        await places.store.read(place_draw_page, ORGANISER, places.calendar.other_alley, again)


async def test_a_draw_that_is_called_off_is_told_to_who_wished(places: PlaceScenario) -> None:
    await places.lay(2, places=0, days=2)
    draw = await places.open()
    await places.wish(draw, {"S1": (MONDAY,)})
    await places.store.write(call_off_place_draw, ORGANISER, draw, places.now)
    rows = select(Notification).where(col(Notification.kind) == PlaceDrawResult.kind)
    told = await places.store.read(lambda session: session.exec(rows).all())
    assert [row.payload["stall_id"] for row in told] == [places.stalls["S1"]]
    await places.close(draw)
    assert await places.state(draw) is PlaceDrawState.CALLED_OFF


async def test_a_draw_without_wishes_ends(places: PlaceScenario) -> None:
    await places.lay(1, places=0, days=2)
    draw = await places.open()
    assert await places.store.read(next_place_draw, NOW) is not None
    await places.close(draw)
    assert await places.store.read(next_place_draw, places.now) is not None
    await places.finish(draw)
    assert (await places.file(draw))["count"] == 0
    assert await places.store.read(next_place_draw, places.now) is None


async def test_nobody_sees_the_secret_before_the_closing(places: PlaceScenario) -> None:
    draw = await places.open()
    secret = await places.store.read(lambda session: session.get_one(PlaceDraw, draw).secret)
    page = await places.store.read(place_draw_page, ORGANISER, places.calendar.alley, draw)
    wishes = await places.store.read(alley_place_draws, ORGANISER, places.calendar.alley)
    assert secret not in f"{page!r}{wishes!r}"
    assert page.commitment
    await places.close(draw)
    page = await places.store.read(place_draw_page, ORGANISER, places.calendar.alley, draw)
    assert (page.secret, page.seed) == (secret, "")


async def test_two_hundred_placings_are_worked_out_again_by_the_script(
    places: PlaceScenario, tmp_path: Path
) -> None:
    rng = Random(3)
    await places.lay(26, places=13, days=14)
    draw = await places.open(days=14)
    days = [MONDAY + number * DAY for number in range(14)]
    await places.wish(draw, {code: (*rng.sample(days, rng.randint(11, 14)),) for code in places.stalls})
    await places.close(draw)
    await places.finish(draw)
    document = await places.file(draw)
    placed = [stall for day in document["days"] for stall in day["stalls"] if stall[2] == "placed"]
    assert len(placed) >= 200
    assert any(stall[2] == "full" for day in document["days"] for stall in day["stalls"])
    file = tmp_path / "places.json"
    file.write_text(json.dumps(document))
    status, printed = by_script(file)
    assert status == 0, printed
    assert len(re.findall("each stall got the first place left", printed)) == 14


@pytest.mark.parametrize("tamper", ["place", "order", "taken", "weight", "reason", "left out"])
async def test_a_file_that_was_changed_is_found_out(
    places: PlaceScenario, tmp_path: Path, tamper: str
) -> None:
    await places.lay(5, places=0, days=1)
    draw = await places.open(days=1)
    await places.wish(draw, dict.fromkeys(places.stalls, (MONDAY,)))
    await places.close(draw)
    await places.finish(draw)
    document = await places.file(draw)
    stalls = document["days"][0]["stalls"]
    match tamper:
        case "place":
            stalls[0][1], stalls[1][1] = stalls[1][1], stalls[0][1]
        case "order":
            stalls[0][0], stalls[4][0] = stalls[4][0], stalls[0][0]
        case "taken":
            document["days"][0]["taken"] = ["A1"]
        case "weight":
            document["entries"][0][1] = 4
        case "reason":
            stalls[4][2] = "placed"
        case _:
            document["days"] = []
    file = tmp_path / "places.json"
    file.write_text(json.dumps(document))
    status, printed = by_script(file)
    assert status == 1, printed


class KilledStore:
    """A store of a process that is ended at its n-th write: before it is stored, or after."""

    def __init__(self, store: Any, writes: int, *, is_stored: bool) -> None:
        self._store, self._left, self._is_stored = store, writes, is_stored
        self.read = store.read

    async def write(self, action: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            if self._is_stored:
                await self._store.write(action, *args, **fields)
            raise asyncio.CancelledError
        return await self._store.write(action, *args, **fields)


async def run_killed(places: PlaceScenario, draw: int, writes: int, *, is_stored: bool) -> None:
    """Let a draw go on until its process is ended at a write, and let another process finish it."""
    places.now = await places.store.read(lambda session: session.get_one(PlaceDraw, draw).closes_at)
    killed = places.job(KilledStore(places.store, writes, is_stored=is_stored))
    try:
        await killed.run_due()
        places.now += timedelta(minutes=3)
        for _ in range(3):
            await killed.run_due()
    except asyncio.CancelledError:
        await places.job().run_due()
    places.now = max(places.now, NOW) + timedelta(minutes=3)
    for _ in range(4):
        await places.job().run_due()


@pytest.mark.parametrize("is_stored", [False, True], ids=["before it is stored", "after it is stored"])
async def test_a_job_that_is_ended_at_any_step_comes_to_the_same(
    places: PlaceScenario, is_stored: bool
) -> None:
    """Two days: close, decide, Monday, Tuesday, end. The same draw, with the same secret, is held again and again from a copy of its rows."""
    await places.lay(5, places=0, days=2)
    draw = await places.open()
    await places.wish(draw, dict.fromkeys(places.stalls, (MONDAY, TUESDAY)))
    outcomes = []
    for writes in (99, 0, 1, 2, 3, 4):
        await run_killed(places, draw, writes, is_stored=is_stored)
        assert await places.state(draw) is PlaceDrawState.PLACED
        file = await places.file(draw)
        outcomes.append((file["order"], file["days"], await places.standing(MONDAY)))
        assert await count_results(places) == 5, writes
        await places.store.write(begin_again, draw)
        places.now = NOW
    assert all(each == outcomes[0] for each in outcomes)


async def count_results(places: PlaceScenario) -> int:
    rows = select(Notification.id).where(col(Notification.kind) == PlaceDrawResult.kind)
    return len(await places.store.read(lambda session: session.exec(rows).all()))


def begin_again(session: Session, draw: int) -> None:
    """Take back everything that the job wrote."""
    for row in session.exec(select(PitchDay)):
        session.delete(row)
    for told in session.exec(select(Notification).where(col(Notification.kind) == PlaceDrawResult.kind)):
        session.delete(told)
    for wish in session.exec(select(PlaceWish).where(col(PlaceWish.draw_id) == draw)):
        wish.weight, wish.number, wish.outcome, wish.pitch_id = 1, None, None, None
    row = session.get_one(PlaceDraw, draw)
    row.state, row.closed_at, row.root, row.round, row.places = PlaceDrawState.OPEN, None, None, None, ""
    row.randomness, row.drawn_at = None, None
    for day in session.exec(select(PlaceDrawDay).where(col(PlaceDrawDay.draw_id) == draw)):
        day.placed_at, day.taken = None, ""


async def test_a_round_that_does_not_come_is_waited_for(places: PlaceScenario) -> None:
    draw = await places.open()
    await places.close(draw)

    class Silent:
        kind = BeaconKind.LOCAL
        asked = 0

        async def fetch(self, number: int) -> BeaconOutput:
            self.asked += 1
            raise BeaconSilent("down")

        def proven(self, number: int, signature: str) -> BeaconOutput:
            raise ValueError

    beacon = Silent()
    job = PlaceDrawJob(places.store, BeaconRounds(beacon, lambda: places.now), lambda: places.now)
    places.now += timedelta(minutes=3)
    for _ in range(5):
        await job.run_due()
    assert beacon.asked == 1, "not asked again at once"
    places.now += timedelta(seconds=2)
    await job.run_due()
    assert (beacon.asked, await places.state(draw)) == (2, PlaceDrawState.CLOSED)
    await places.finish(draw)


async def test_a_day_that_cannot_be_placed_is_tried_again_and_the_others_stay(
    places: PlaceScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    await places.lay(2, places=0, days=2)
    draw = await places.open()
    await places.wish(draw, dict.fromkeys(places.stalls, (MONDAY, TUESDAY)))
    await places.close(draw)
    real, calls = steps.move_stall_days, []

    def refusing(session: Session, alley: int, moves: Any, **given: Any) -> Any:
        calls.append(moves)
        if len(calls) == 2:
            raise StallDayOver
        return real(session, alley, moves, **given)

    monkeypatch.setattr(steps, "move_stall_days", refusing)
    job = places.job()
    for _ in range(2):
        places.now += timedelta(minutes=3)
        await job.run_due()
    assert (len(await places.standing(MONDAY)), len(await places.standing(TUESDAY))) == (2, 0)
    places.now += timedelta(minutes=10)
    await job.run_due()
    assert await places.state(draw) is PlaceDrawState.PLACED
    assert len(await places.standing(TUESDAY)) == 2


@pytest.mark.parametrize("seed", seeds(6, proof=60))
async def test_random_wishes_draws_moves_and_permits(
    places: PlaceScenario, seed: int, tmp_path: Path
) -> None:
    """Never two stalls at one place, the file is what happened, the weights are those of a model, and the script finds the same."""
    rng = Random(seed)
    places.rng = Random(seed)
    await places.lay(rng.randint(2, 8), places=rng.randint(0, 3), days=14)
    lost: dict[str, int] = dict.fromkeys(places.stalls, 0)
    first = MONDAY
    for number in range(4):
        days = rng.randint(1, 3)
        draw = await places.open(first, days)
        range_ = [first + each * DAY for each in range(days)]
        wishes = {code: (*rng.sample(range_, rng.randint(0, days)),) for code in places.stalls}
        await places.wish(draw, wishes)
        await act(places, rng, range_)
        await places.close(draw)
        weights = {name.split(":", 1)[1]: weight for name, weight in (await places.file(draw))["entries"]}
        assert weights == {code: min(4, 1 + lost[code]) for code in wishes if wishes[code]}
        await act(places, rng, range_)
        before = {day: await places.standing(day) for day in range_}
        await places.finish(draw)
        document = await places.file(draw)
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(document))
        status, printed = by_script(file)
        assert status == 0, printed
        got: dict[str, set[str]] = defaultdict(set)
        for day in range_:
            outcomes = await places.outcomes(draw, day)
            assert {*outcomes} == {code for code in wishes if day in wishes[code]}
            named = {f"Stall {code[1:]}": place for code, place in outcomes.items()}
            drawn = {name: place for name, place in named.items() if place not in REASONS}
            after = await places.standing(day)
            assert len({*after.values()}) == len(after)
            assert {name: after[name] for name in drawn} == drawn
            assert {name: place for name, place in after.items() if name not in drawn}.items() <= before[
                day
            ].items()
            for code, outcome in outcomes.items():
                got[code].add(outcome if outcome in REASONS else "placed")
        for code, found in got.items():
            if found & {"placed", "has_place"}:
                lost[code] = 0
            elif "full" in found:
                lost[code] += 1
        first += days * DAY
        places.now = max(places.now, places.opens(first - DAY) - 13 * HOUR)


REASONS = {each.value for each in PlaceOutcome if each is not PlaceOutcome.PLACED}


async def act(places: PlaceScenario, rng: Random, days: list[date]) -> None:
    """Let organisers and stalls do something at random in some of the days of a draw."""
    for _ in range(rng.randint(0, 4)):
        code, day = rng.choice([*places.stalls]), rng.choice(days)
        pitch = rng.choice([*places.calendar.pitches.values()])

        def stall_day(session: Session, code: str = code, day: date = day) -> StallDay:
            rows = select(StallDay).where(col(StallDay.stall_id) == places.stalls[code])
            return session.exec(rows.where(col(StallDay.day) == day)).one()

        def switch(session: Session, found: Any = stall_day) -> None:
            row = found(session)
            row.state = rng.choice([*StallDayState])

        def permit(session: Session, last: date = day) -> None:
            session.add(permit_row(places.calendar.alley, last + rng.randint(0, 20) * DAY))

        placed = await places.store.read(lambda session, found=stall_day: found(session).id)
        with suppress(Refusal):
            match rng.randrange(5):
                case 0:
                    await places.store.write(switch)
                case 1:
                    await places.store.write(place_stall_day, ORGANISER, placed, pitch, places.now)
                case 2:
                    await places.store.write(retire_pitch, ORGANISER, pitch, places.now)
                case 3:
                    await places.store.write(free_place, ORGANISER, placed, places.now)
                case _:
                    await places.store.write(permit)


async def test_two_that_wish_one_day_at_once_make_one_wish(places: PlaceScenario) -> None:
    await places.lay(2, places=0, days=2)
    draw = await places.open()
    await asyncio.gather(*(places.wish(draw, {"S0": (MONDAY,)}) for _ in range(5)))
    shown = await places.store.read(stall_wishes, OWNER, places.stalls["S0"])
    assert [day.wishes for day in shown.days] == [1, 0]


async def test_a_draw_in_an_alley_that_closed_passes_everybody_over(places: PlaceScenario) -> None:
    await places.lay(2, places=0, days=2)
    draw = await places.open()
    await places.wish(draw, {"S0": (MONDAY,), "S1": (MONDAY,)})

    def close(session: Session) -> None:
        session.get_one(Alley, places.calendar.alley).closed_at = places.now

    await places.store.write(close)
    await places.close(draw)
    await places.finish(draw)
    assert set((await places.outcomes(draw, MONDAY)).values()) == {"stall_closed"}
    assert await count_results(places) == 2
