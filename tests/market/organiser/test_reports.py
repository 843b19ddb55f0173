"""Reports of stalls and drops, on both databases: who may report, who decides, who is notified, and what remains."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from locales.user_text import REPORT_WORDS
from market.actor import Actor, NotOrganiser, StallUnknown
from market.admins import NO_ADMINS
from market.drop.refusals import DropUnknown
from market.merge import accept_merge, offer_merge
from market.organiser.block import block
from market.organiser.drops import hide_drop
from market.organiser.refusals import (
    AlreadyReported,
    OwnReport,
    ReportClosed,
    ReportGone,
    TooManyReports,
)
from market.organiser.reports import (
    MAX_A_DAY,
    ReportFacts,
    ReportRequest,
    block_reported,
    close_report,
    count_reports,
    hide_reported,
    make_report,
    open_report,
    report_facts,
    report_queue,
    sweep_reports,
)
from market.organiser.roles import name_organiser
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import Refusal, TooLong
from storage.audit import AuditAction
from storage.drop import Drop, DropState
from storage.person import Person
from storage.report import Report, ReportReason
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.log_words import log_lines
from tests.market.locks import waits_where_it_looks
from tests.market.organiser.reported import (
    AINA,
    BEN,
    BY,
    DROP,
    HELPER,
    JO,
    KEN,
    NOW,
    OTHER_DROP,
    ROS,
    STALL,
    notified,
    reported_market,
)

DAY = timedelta(days=1)


@pytest.fixture
async def market(store: Store) -> Store:
    return await reported_market(store)


async def reports(
    market: Store, person: int = AINA, *, drop: int | None = DROP, words: str = "", now: datetime = NOW
) -> int:
    request = ReportRequest(stall=STALL, drop=drop, reason=ReportReason.UNSAFE, words=words)
    return await market.write(make_report, BY[person], request, NO_ADMINS, now=now)


async def facts(market: Store, report: int) -> ReportFacts:
    return await market.read(report_facts, BY[KEN], report)


async def test_a_hidden_drop_answers_everybody_who_reported_it_and_nobody_else(market: Store) -> None:
    first = await reports(market, words="  The box\nwas empty. \0")
    second, stall = await reports(market, BEN), await reports(market, BEN, drop=None)
    assert sorted(set(await notified(market, "ReportMade"))) == [KEN, JO]
    found = await facts(market, first)
    assert (found.words, found.drop, found.reporter, found.open_about_subject) == (
        "The box was empty.",
        "Kuih",
        "Aina",
        2,
    )
    await market.write(hide_reported, BY[KEN], first, NOW)
    assert await notified(market, "ReportDecided") == [AINA, BEN]
    assert await notified(market, "DropHidden") == [ROS]
    assert [(await facts(market, each)).state for each in (first, second, stall)] == [
        "acted",
        "acted",
        "open",
    ]


@pytest.mark.empty_market("the log of all organisers")
async def test_two_organisers_decide_once(market: Store) -> None:
    report = await reports(market)
    await market.write(close_report, BY[KEN], report, NOW)
    for decide in (hide_reported, close_report):
        with pytest.raises(ReportClosed):
            await market.write(decide, BY[JO], report, NOW)
    with pytest.raises(ReportClosed):
        await market.write(block_reported, BY[JO], report, NO_ADMINS, now=NOW)
    assert await notified(market, "ReportDecided") == [AINA]
    assert await notified(market, "DropHidden") == await notified(market, "PersonBlocked") == []
    hidden = select(Drop.hidden_at).where(col(Drop.id) == DROP)
    assert await market.read(lambda session: session.exec(hidden).one()) is None
    newest = (await log_lines(market, BY[KEN]))[0]
    assert (newest.action, newest.thing) == (AuditAction.REPORT_DECIDED, "Kuih")


async def test_a_block_answers_the_reports_of_the_stall_and_its_drops(market: Store) -> None:
    ids = [await reports(market), await reports(market, BEN, drop=None), await reports(market, BEN)]
    await market.write(block_reported, BY[JO], ids[1], NO_ADMINS, now=NOW)
    assert [(await facts(market, each)).state for each in ids] == ["acted"] * 3
    assert await notified(market, "PersonBlocked") == [ROS]
    assert sorted(await notified(market, "ReportDecided")) == [AINA, BEN, BEN]


async def test_one_is_open_for_each_person_and_subject_and_five_a_day(market: Store) -> None:
    report = await reports(market)
    with pytest.raises(AlreadyReported):
        await reports(market)
    await reports(market, drop=None)
    await reports(market, drop=OTHER_DROP)
    for _ in range(MAX_A_DAY - 3):
        await market.write(close_report, BY[KEN], report, NOW)
        report = await reports(market)
    await market.write(close_report, BY[KEN], report, NOW)
    with pytest.raises(TooManyReports):
        await reports(market)
    assert await reports(market, now=NOW + DAY)


@pytest.mark.parametrize(
    ("person", "request_", "refusal"),
    [
        (AINA, ReportRequest(stall=99, drop=None, reason=ReportReason.OTHER), StallUnknown),
        (AINA, ReportRequest(stall=STALL, drop=99, reason=ReportReason.OTHER), DropUnknown),
        (AINA, ReportRequest(stall=STALL, drop=None, reason=ReportReason.OTHER, words="x" * 301), TooLong),
        (ROS, ReportRequest(stall=STALL, drop=DROP, reason=ReportReason.OTHER), OwnReport),
        (HELPER, ReportRequest(stall=STALL, drop=None, reason=ReportReason.OTHER), OwnReport),
    ],
)
async def test_what_cannot_be_reported_is_refused(
    market: Store, person: int, request_: ReportRequest, refusal: type[Refusal]
) -> None:
    assert REPORT_WORDS.longest == 300
    with pytest.raises(refusal):
        await market.write(make_report, BY[person], request_, NO_ADMINS, now=NOW)
    assert await notified(market, "ReportMade") == []


async def test_drafts_stalls_nobody_sees_and_blocked_people(market: Store) -> None:
    def change(session: Session) -> None:
        session.get_one(Drop, OTHER_DROP).state = DropState.DRAFT
        block(session, BY[KEN], BEN, NO_ADMINS, now=NOW)

    await market.write(change)
    with pytest.raises(DropUnknown):
        await reports(market, drop=OTHER_DROP)
    with pytest.raises(Blocked):
        await reports(market, BEN)


@pytest.mark.empty_market("counts every report")
async def test_only_an_organiser_decides_and_never_of_a_stall_of_their_own(market: Store) -> None:
    report = await reports(market)
    for person in (AINA, BEN, ROS, HELPER):
        for decide in (hide_reported, close_report):
            with pytest.raises(NotOrganiser):
                await market.write(decide, BY[person], report, NOW)
        with pytest.raises(NotOrganiser):
            await market.write(block_reported, BY[person], report, NO_ADMINS, now=NOW)
        for query in (report_facts, report_queue):
            with pytest.raises(NotOrganiser):
                await market.read(query, BY[person], report)
    organiser = Actor(KEN, is_configured_admin=True)
    await market.write(name_organiser, organiser, ROS, NO_ADMINS, now=NOW)
    assert (await market.read(report_queue, BY[ROS])).count == 0
    assert await market.read(count_reports, BY[KEN]) == 1
    with pytest.raises(OwnReport):
        await market.read(report_facts, BY[ROS], report)
    with pytest.raises(OwnReport):
        await market.write(close_report, BY[ROS], report, NOW)
    await reports(market, BEN)
    assert sorted(await notified(market, "ReportMade")) == sorted([KEN, JO] * 2), (
        "its owner is not told who reported"
    )


@pytest.mark.empty_market("the queue of every report")
async def test_the_queue_goes_round_and_ends(market: Store) -> None:
    ids = [await reports(market), await reports(market, BEN)]
    shown, previous = [], 0
    for _ in range(3):
        queue = await market.read(report_queue, BY[KEN], previous)
        assert queue.report is not None
        previous = queue.report.id
        shown.append(previous)
    assert shown == [*ids, ids[0]]
    assert (await market.read(open_report, ids[0])).state == "open"
    for each in ids:
        await market.write(close_report, BY[KEN], each, NOW)
        with pytest.raises(ReportClosed):
            await market.read(open_report, each)
    assert (await market.read(report_queue, BY[KEN])).report is None


async def test_forget_takes_the_reports_of_a_person_and_the_name_of_who_decided(market: Store) -> None:
    gone, left = await reports(market), await reports(market, BEN)
    await market.write(hide_reported, BY[KEN], gone, NOW)
    assert "unsafe" in str(await market.read(mydata, AINA))
    assert "unsafe" not in str(await market.read(mydata, ROS)), "who is reported does not read it"
    await market.write(forget, AINA, NOW)
    await market.write(forget, KEN, NOW)
    with pytest.raises(ReportGone):
        await market.read(report_facts, BY[JO], gone)
    rows = select(Report.id, Report.decided_by)
    assert await market.read(lambda session: [tuple(row) for row in session.exec(rows)]) == [(left, None)]


async def test_a_person_with_two_accounts_keeps_both_reports(market: Store) -> None:
    await reports(market)
    await reports(market, BEN)
    rng = Random(1)
    offer = await market.write(offer_merge, AINA, NOW, rng)
    await market.write(accept_merge, BEN, offer.code, NOW, rng=Random(3))
    rows = select(func.count(col(Report.id))).where(col(Report.person_id) == AINA)
    assert await market.read(lambda session: session.exec(rows).one()) == 2


async def test_decided_reports_are_deleted_after_a_month(market: Store) -> None:
    old, waits = await reports(market), await reports(market, BEN, drop=None)
    await market.write(close_report, BY[KEN], old, NOW)
    assert await market.write(sweep_reports, NOW + 30 * DAY) == 0
    assert await market.write(sweep_reports, NOW + 31 * DAY) == 1
    assert (await facts(market, waits)).id == waits


async def test_hiding_elsewhere_leaves_the_report_to_be_decided(market: Store) -> None:
    report = await reports(market)
    await market.write(hide_drop, BY[JO], DROP, NOW)
    await market.write(hide_reported, BY[KEN], report, NOW)
    assert await notified(market, "DropHidden") == [ROS], "once"
    assert await notified(market, "ReportDecided") == [AINA]


@ON_POSTGRESQL
async def test_a_report_is_made_and_decided_by_one_at_a_time(market: Store) -> None:
    report = await reports(market)
    asked = ReportRequest(stall=STALL, drop=None, reason=ReportReason.UNSAFE)
    await waits_where_it_looks(market, (make_report, BY[BEN], asked, NO_ADMINS, NOW), Person, f"id = {BEN}")
    await waits_where_it_looks(market, (close_report, BY[KEN], report, NOW), Report)
    await waits_where_it_looks(market, (hide_reported, BY[KEN], report, NOW), Report)
