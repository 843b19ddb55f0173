"""Complaints, on both databases: what is stored, who is told when, who may answer, and what is gone after a month."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.complaint.answer import (
    acknowledge_complaint,
    close_complaint,
    give_back_complaint,
    note_change,
    remove_change,
    set_promise,
    take_complaint,
)
from market.complaint.budget import ComplaintBudget
from market.complaint.complain import (
    MOST_AN_HOUR,
    Grievance,
    complain,
    followed_complaint,
    forget_words,
    reopen_complaint,
)
from market.complaint.facts import overseen_complaint, overseen_complaints, unseen_complaints
from market.complaint.refusals import (
    AlleyChangeUnfit,
    AlleyChangeUnknown,
    AnswerWordless,
    ComplaintClosed,
    ComplaintMeasureUnfit,
    ComplaintNotClosed,
    ComplaintsFull,
    ComplaintTimeUnfit,
    ComplaintUnknown,
    PromiseUnfit,
    ReopeningOver,
)
from market.help_call.duty import start_duty
from market.office.waiting import MatterKind, waiting_for_organisers
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import Refusal, TooLong
from storage.complaint import (
    AlleyChange,
    AlleyChangeKind,
    Complaint,
    ComplaintKind,
    ComplaintState,
    MeasuredWith,
)
from storage.notification import Notification
from tests.market.help_call.conftest import (
    AINA,
    BAN,
    BY,
    DAY,
    KEN,
    MEI,
    MINUTE,
    NOW,
    OLD,
    ROS,
    HelpMarket,
)

HOUR = timedelta(hours=1)
NOISE = Grievance(kind=ComplaintKind.NOISE)
EVENING = NOW.date()


async def complaint(market: HelpMarket, secret: str = "s", *, now: datetime = NOW, **fields: Any) -> int:
    """Store a complaint about the alley and return its id."""
    said = Grievance(**{"kind": ComplaintKind.NOISE, **fields})
    await market.store.write(complain, market.alley.alley, said, secret, admins=NO_ADMINS, now=now)
    return (await market.store.read(followed_complaint, secret, now)).id


async def told(market: HelpMarket) -> list[tuple[datetime, str, int]]:
    """Return when which kind of message is due to whom."""
    kinds = col(Notification.kind).in_(("ComplaintsCame", "ComplaintsOnDuty"))
    rows = select(Notification.due_at, Notification.kind, Notification.person_id).where(kinds)
    found: Sequence[Any] = await market.store.read(lambda session: session.exec(rows).all())
    return sorted(found)


async def row(market: HelpMarket, number: int) -> Complaint:
    found: Complaint = await market.store.read(lambda session: session.get_one(Complaint, number))
    return found


async def test_a_complaint_holds_what_was_said_and_nobody(market: HelpMarket) -> None:
    number = await complaint(
        market, decibels=78, measured_with=MeasuredWith.METER, words="  The\ndrums " + "x" * 300
    )
    stored = await row(market, number)
    assert (stored.night, stored.happened_at, stored.made_at) == (EVENING, NOW, NOW)
    assert (stored.decibels, stored.measured_with) == (78, MeasuredWith.METER)
    assert stored.words == ("The drums " + "x" * 300)[:200]
    assert stored.due_at == NOW + 2 * HOUR
    followed = await market.store.read(followed_complaint, "s", NOW)
    assert (followed.words, followed.owner, followed.state) == ("", "", ComplaintState.OPEN)
    people = {name for name in Complaint.model_fields if "person" in name or "by" in name}
    assert people == set(), "no column could name who complained"


@pytest.mark.parametrize(
    ("fields", "night", "at"),
    [
        ({}, date(2026, 11, 27), NOW),
        ({"day": date(2026, 11, 20)}, date(2026, 11, 20), None),
        (
            {"day": date(2026, 11, 20), "minute": time(23, 30)},
            date(2026, 11, 20),
            datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
        ),
        (
            {"day": date(2026, 11, 20), "minute": time(2, 30)},
            date(2026, 11, 19),
            datetime(2026, 11, 19, 18, 30, tzinfo=UTC),
        ),
        ({"minute": time(18)}, date(2026, 11, 27), datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ({"minute": time(23)}, date(2026, 11, 26), datetime(2026, 11, 26, 15, tzinfo=UTC)),
    ],
)
async def test_now_a_day_an_hour_or_both(
    market: HelpMarket, fields: dict[str, Any], night: date, at: datetime | None
) -> None:
    stored = await row(market, await complaint(market, **fields))
    assert (stored.night, stored.happened_at) == (night, at)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"day": date(2026, 11, 28)}, ComplaintTimeUnfit),
        ({"day": date(2026, 10, 27)}, ComplaintTimeUnfit),
        ({"day": date(1, 1, 1)}, ComplaintTimeUnfit),
        ({"day": date(9999, 12, 31), "minute": time(23, 59)}, ComplaintTimeUnfit),
        ({"day": date(2026, 11, 27), "minute": time(23)}, ComplaintTimeUnfit),
        ({"decibels": 19}, ComplaintMeasureUnfit),
        ({"decibels": 141}, ComplaintMeasureUnfit),
    ],
)
async def test_what_cannot_be_is_refused(
    market: HelpMarket, fields: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await complaint(market, **fields)
    assert await told(market) == []


async def test_organisers_hear_once_in_ten_minutes_and_of_all(market: HelpMarket) -> None:
    for minutes in (0, 1, 5, 9, 11, 12, 25):
        await complaint(market, f"s{minutes}", now=NOW + minutes * MINUTE)
    everybody = [(kind, person) for kind in ("ComplaintsCame",) for person in (KEN, MEI)]
    assert await told(market) == [
        (NOW + at * MINUTE, kind, person) for at in (0, 10, 20, 30) for kind, person in everybody
    ]


async def test_a_clock_set_back_leaves_no_complaint_untold(market: HelpMarket) -> None:
    await complaint(market, "later", now=NOW + HOUR)
    await complaint(market, "now")
    assert {at for at, _, _ in await told(market)} == {NOW, NOW + HOUR}


async def test_whoever_is_on_duty_hears_it_with_a_sound(market: HelpMarket) -> None:
    await market.store.write(start_duty, BY[MEI], market.market_day, NOW)
    await complaint(market)
    assert await told(market) == [(NOW, "ComplaintsOnDuty", MEI)]


async def test_the_message_counts_what_nobody_has_seen(market: HelpMarket) -> None:
    first = await complaint(market, "a")
    await complaint(market, "b")
    await complaint(market, "c", kind=ComplaintKind.RUBBISH)
    alley = market.alley.alley
    unseen = await market.store.read(unseen_complaints, alley)
    assert unseen.kinds == ((ComplaintKind.NOISE, 2), (ComplaintKind.RUBBISH, 1))
    for number in (first, first + 1, first + 2):
        await market.store.write(acknowledge_complaint, BY[KEN], number, NOW)
    with pytest.raises(ComplaintUnknown):
        await market.store.read(unseen_complaints, alley)


async def test_seen_taken_closed_and_not_so(market: HelpMarket) -> None:
    store, number = market.store, await complaint(market, words="The drums")
    await store.write(acknowledge_complaint, BY[KEN], number, NOW + HOUR)
    seen = await store.read(overseen_complaint, BY[MEI], number)
    assert (seen.state, seen.acknowledged_at, seen.due_at) == (
        ComplaintState.ACKNOWLEDGED,
        NOW + HOUR,
        NOW + 73 * HOUR,
    )
    await store.write(acknowledge_complaint, BY[MEI], number, NOW + 2 * HOUR)
    assert (await row(market, number)).due_at == NOW + 73 * HOUR, "again, nothing changes"
    await store.write(take_complaint, BY[KEN], number, NOW)
    await store.write(give_back_complaint, BY[MEI], number)
    assert (await store.read(overseen_complaint, BY[MEI], number)).owner == "Ken"
    await store.write(take_complaint, BY[MEI], number, NOW)
    assert (await store.read(overseen_complaint, BY[KEN], number)).owner == "Mei"
    await store.write(give_back_complaint, BY[MEI], number)
    for words, refusal in (("  ", AnswerWordless), ("x" * 201, TooLong)):
        with pytest.raises(refusal):
            await store.write(close_complaint, BY[KEN], number, words, now=NOW)
    with pytest.raises(ComplaintNotClosed):
        await store.write(reopen_complaint, "s", NO_ADMINS, NOW)
    await store.write(close_complaint, BY[KEN], number, "They stopped.", now=NOW + 3 * HOUR)
    with pytest.raises(ComplaintClosed):
        await store.write(acknowledge_complaint, BY[KEN], number, NOW)
    closed = await store.read(followed_complaint, "s", NOW + 3 * HOUR)
    assert (closed.answer, closed.may_reopen, closed.words) == ("They stopped.", True, "")
    for time_ in (1, 2, 3):
        at = NOW + (3 + time_) * HOUR
        await store.write(reopen_complaint, "s", NO_ADMINS, at)
        opened = await row(market, number)
        assert (opened.state, opened.reopened, opened.due_at) == (
            ComplaintState.REOPENED,
            time_,
            at + 2 * HOUR,
        )
        await store.write(close_complaint, BY[KEN], number, "Now they did.", now=at)
    with pytest.raises(ReopeningOver):
        await store.write(reopen_complaint, "s", NO_ADMINS, NOW + 9 * HOUR)


async def test_what_was_closed_a_month_ago_stays_closed(market: HelpMarket) -> None:
    number = await complaint(market)
    await market.store.write(close_complaint, BY[KEN], number, "They stopped.", now=NOW)
    assert (await row(market, number)).acknowledged_at == NOW, "an answer shows that it was seen"
    with pytest.raises(ReopeningOver):
        await market.store.write(reopen_complaint, "s", NO_ADMINS, NOW + 30 * DAY)


@pytest.mark.parametrize("secret", ["", "S", "s ", "x" * 64, "é", "' OR 1=1 --"])
async def test_a_forged_secret_shows_and_opens_nothing(market: HelpMarket, secret: str) -> None:
    await complaint(market)
    with pytest.raises(ComplaintUnknown):
        await market.store.read(followed_complaint, secret, NOW)
    with pytest.raises(ComplaintUnknown):
        await market.store.write(reopen_complaint, secret, NO_ADMINS, NOW)


@pytest.mark.parametrize("person", [AINA, ROS, OLD, BAN])
async def test_a_stranger_a_vendor_a_former_organiser_and_the_blocked_change_nothing(
    market: HelpMarket, person: int
) -> None:
    store, number, actor = market.store, await complaint(market), Actor(person)
    before = (await row(market, number)).model_dump()
    alley = market.alley.alley
    change = {"day": EVENING, "words": "", "now": NOW}
    for tried in (
        lambda s: acknowledge_complaint(s, actor, number, NOW),
        lambda s: take_complaint(s, actor, number, NOW),
        lambda s: give_back_complaint(s, actor, number),
        lambda s: close_complaint(s, actor, number, "Done.", now=NOW),
        lambda s: set_promise(s, actor, alley, 1, close_hours=1, now=NOW),
        lambda s: note_change(s, actor, alley, AlleyChangeKind.LIGHTS, **change),
        lambda s: remove_change(s, actor, alley, 1, now=NOW),
    ):
        with pytest.raises((NotOrganiser, Blocked)):
            await store.write(tried)
    for query, about in ((overseen_complaint, number), (overseen_complaints, alley)):
        with pytest.raises(NotOrganiser):
            await store.read(query, actor, about)
    assert (await row(market, number)).model_dump() == before


async def test_an_alleys_promise_counts_for_what_comes_after_it(market: HelpMarket) -> None:
    before = await complaint(market, "before")
    alley = market.alley.alley
    for hours in (0, 721):
        with pytest.raises(PromiseUnfit):
            await market.store.write(set_promise, BY[KEN], alley, hours, close_hours=1, now=NOW)
        with pytest.raises(PromiseUnfit):
            await market.store.write(set_promise, BY[KEN], alley, 1, close_hours=hours, now=NOW)
    await market.store.write(set_promise, BY[KEN], alley, 5, close_hours=10, now=NOW)
    after = await complaint(market, "after")
    assert (await row(market, before)).due_at == NOW + 2 * HOUR
    assert (await row(market, after)).due_at == NOW + 5 * HOUR
    await market.store.write(take_complaint, BY[KEN], after, NOW + HOUR)
    assert (await row(market, after)).due_at == NOW + 11 * HOUR


async def test_a_change_is_noted_once_and_taken_out_by_its_own_alley(market: HelpMarket) -> None:
    alley, store = market.alley.alley, market.store
    lights = {"words": " Motion\nlights ", "now": NOW}
    with pytest.raises(AlleyChangeUnfit):
        await store.write(
            note_change, BY[KEN], alley, AlleyChangeKind.LIGHTS, day=EVENING + 367 * DAY, **lights
        )
    await store.write(note_change, BY[KEN], alley, AlleyChangeKind.LIGHTS, day=EVENING, **lights)
    [change] = (await store.read(overseen_complaints, BY[MEI], alley)).changes
    assert (change.day, change.words) == (EVENING, "Motion lights")
    with pytest.raises(AlleyChangeUnknown):
        await store.write(remove_change, BY[MEI], alley, change.id + 1, now=NOW)
    await store.write(remove_change, BY[MEI], alley, change.id, now=NOW)
    assert await store.read(lambda session: session.get(AlleyChange, change.id)) is None


async def test_what_waits_has_one_row_an_alley_due_with_the_first(market: HelpMarket) -> None:
    first = await complaint(market, "a")
    await complaint(market, "b", now=NOW + HOUR)
    await market.store.write(acknowledge_complaint, BY[KEN], first, NOW)
    waits = await market.store.read(waiting_for_organisers, BY[KEN], NO_ADMINS, NOW)
    [matter] = [each for each in waits if each.kind is MatterKind.COMPLAINT and each.name == "Lorong Bakau"]
    assert (matter.id, matter.since, matter.due_at) == (market.alley.alley, NOW, NOW + 3 * HOUR)
    found = await market.store.read(overseen_complaints, BY[KEN], market.alley.alley)
    assert [each.due_at for each in found.complaints] == [NOW + 3 * HOUR, NOW + 72 * HOUR], "late ones first"


@pytest.mark.empty_market("a sweep of all words there are")
async def test_words_are_gone_after_thirty_days_and_the_rest_stays(market: HelpMarket) -> None:
    number = await complaint(market, words="The drums")
    assert await market.store.write(forget_words, NOW + 30 * DAY) == 0
    assert await market.store.write(forget_words, NOW + 30 * DAY + MINUTE) == 1
    stored = await row(market, number)
    assert (stored.words, stored.kind) == (None, ComplaintKind.NOISE)


async def test_forget_takes_the_owner_out(market: HelpMarket) -> None:
    number = await complaint(market)
    await market.store.write(take_complaint, BY[KEN], number, NOW)
    await market.store.write(forget, KEN, NOW)
    assert (await row(market, number)).owner_id is None
    await market.store.write(close_complaint, BY[MEI], number, "They stopped.", now=NOW)


async def test_an_alley_takes_so_many_an_hour(market: HelpMarket) -> None:
    def fill(session: Session) -> None:
        for number in range(MOST_AN_HOUR):
            complain(session, market.alley.alley, NOISE, f"s{number}", admins=NO_ADMINS, now=NOW)

    await market.store.write(fill)
    with pytest.raises(ComplaintsFull):
        await complaint(market, "one more")
    await complaint(market, "an hour later", now=NOW + HOUR)
    assert {at for at, _, _ in await told(market)} == {NOW, NOW + 10 * MINUTE, NOW + HOUR}


async def test_ten_thousand_from_one_network_in_an_hour_are_one_and_one_message(market: HelpMarket) -> None:
    budget, alley = ComplaintBudget(b"k" * 32), market.alley.alley
    secrets = set()
    for number in range(10_000):
        now = NOW + number * timedelta(hours=1) / 10_000
        secret = f"s{number}"
        store = partial(market.store.write, complain, alley, NOISE, secret, admins=NO_ADMINS, now=now)
        secrets.add(await budget.store_once(alley, "203.0.113.7", secret, store=store, now=now))
    found = await market.store.read(overseen_complaints, BY[KEN], alley)
    assert (found.count, secrets) == (1, {"s0"})
    assert await told(market) == [(NOW, "ComplaintsCame", KEN), (NOW, "ComplaintsCame", MEI)]


async def test_the_budget_counts_an_origin_once_an_hour_and_alley() -> None:
    budget = ComplaintBudget(b"k" * 32, size=3)

    async def stored() -> None:
        """Refuse nothing."""

    async def counted(alley: int, origin: str, secret: str, now: datetime = NOW) -> str:
        return await budget.store_once(alley, origin, secret, store=stored, now=now)

    assert [await counted(1, "a", each) for each in "xyz"] == ["x", "x", "x"]
    assert await counted(2, "a", "p") == "p"
    assert await counted(1, "b", "q") == "q"
    assert await counted(1, "a", "r", NOW + HOUR) == "r", "the hour counts from the first"
    assert await counted(1, "a", "t", NOW - 2 * HOUR) == "t", "a clock set back counts anew"

    async def refused() -> None:
        raise ComplaintsFull

    with pytest.raises(ComplaintsFull):
        await budget.store_once(9, "c", "u", store=refused, now=NOW)
    assert await counted(9, "c", "v") == "v", "what was not stored is forgotten"
    for number in range(9):
        await counted(5, str(number), f"n{number}")
    assert len(vars(budget)["_first"]) == 3
