"""Requests of stalls: in an organiser's language, by whom and why they were decided, and who may not look."""

import pytest
from sqlmodel import Session, select

from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, TOM
from tests.journeys.test_organiser import ken_of


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Approve", "Reject", "All requests"]),
        ("ms", ["Luluskan", "Tolak", "Semua permohonan"]),
        ("zh-hans", ["批准", "拒绝", "所有申请"]),
    ],
)
async def test_a_request_is_read_in_the_organisers_language(
    organised_market: Market, language: str, labels: list[str]
) -> None:
    ken, tom = organised_market.visitor(KEN), organised_market.visitor(TOM)
    await ken.phone.set_language(language)
    await ken.writes("/start")
    await tom.writes("/stall")
    await tom.tap("Lorong Bakau")
    await tom.writes("Warung Tom")
    await organised_market.deliver()
    assert "Warung Tom" in ken.reads
    assert ken.labels == labels


async def test_a_stalls_words_say_their_language_to_who_reads_another(organised_market: Market) -> None:
    market, ken = organised_market, await ken_of(organised_market)

    def describe(session: Session) -> int:
        asked = session.exec(select(Stall).where(Stall.state == "asked")).first()
        assert asked is not None
        asked.words, asked.language = "Kuih buatan nenek", "ms"
        return asked.id or 0

    await market.change(describe)
    await ken.writes("/admin")
    await ken.tap("Approve, 1")
    assert "\nKuih buatan nenek (in Malay)\n" in ken.reads
    await ken.writes("/language")
    await ken.tap("Melayu")
    await ken.writes("/admin")
    await ken.tap("Luluskan, 1")
    assert "\nKuih buatan nenek\n" in ken.reads


async def test_a_decided_stall_shows_who_decided_and_a_reason_is_read_in_ones_own_language(
    organised_market: Market,
) -> None:
    ken = await ken_of(organised_market)
    await ken.writes("/admin")
    await ken.tap("Approve, 1")
    await ken.tap("Reject")
    await ken.tap("No stall space left")
    assert "Rejected Tue 24 Nov 10:00 by Ken: there is no stall space left in this alley." in ken.reads
    late = await ken.tap(data="oy:15:asked")
    assert late.text == "Another organiser decided first. Here is how it stands now."
    assert "Rejected Tue 24 Nov 10:00 by Ken" in ken.reads


async def test_a_stranger_is_told_who_may(market: Market, tom: Visitor) -> None:
    await tom.writes("/admin")
    assert tom.reads.startswith("Only an organiser can do this. Questions? See /support.")
    await tom.writes("/broadcast")
    assert tom.reads.startswith("Only an organiser can do this. Questions? See /support.")
    await tom.writes("/start")
    for data in (
        "o",
        "oa:0",
        "oy:15:asked",
        "ol",
        "ox",
        "oo",
        "oon:4003",
        "ooy:4003",
        "op",
        "obx:1002",
        "odh:1",
        "om",
        "bs:1",
    ):
        answer = await tom.tap(data=data)
        assert answer.text == "Only an organiser can do this. Questions? See /support.", data
