"""Ken sends a broadcast: counted, shown, sent once, stopped, and reported correctly after a kill."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlmodel import Session, col, select

from bot.telegram.rate_limiter import RateLimiter
from sandbox import Fault, UserProfile
from scheduler.outbox import MAX_IN_FLIGHT
from storage.broadcast import Broadcast
from storage.notification import Notification
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, LorongProcess, Market, MarketWithOrganiser, Visitor
from tests.people import add_reader, own_id

WORDS = "Lorong Bakau <b>opens</b> at 17:00 & closes at 22:00"
READERS = tuple(
    UserProfile(id=6000 + place, first_name=f"Reader {place}", language_code="en") for place in range(300)
)


FEW = READERS[:24]


class MarketWithManyReaders(MarketWithOrganiser):
    """Only readers are known, and messages are sent at the rate that Telegram allows."""

    readers = READERS

    def _rate_limiter(self) -> RateLimiter:
        return RateLimiter(replies=(10_000, 10_000))

    async def seed(self) -> None:
        def meet(session: Session) -> None:
            for each in self.readers:
                add_reader(session, each.id, each.first_name, self.clock())

        await self.store.write(meet)
        for each in self.readers:
            await self.sandbox.person(each.id).write("/privacy")
        self.sandbox.telegram.first_account.updates.waiting.clear()  # that they may be written to is enough


class MarketWithFewReaders(MarketWithManyReaders):
    """As that, with few readers."""

    readers = FEW


@pytest.fixture
async def crowded_market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(MarketWithManyReaders(sqlite_url, READERS)) as market:
        yield market


@pytest.fixture
async def small_market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(MarketWithFewReaders(sqlite_url, READERS)) as market:
        yield market


def notifications(session: Session) -> list[Notification]:
    return list(session.exec(select(Notification).where(col(Notification.kind) == "BroadcastMessage")))


def the_broadcast(session: Session) -> dict[str, object]:
    return session.exec(select(Broadcast)).one().model_dump()


def got(market: Market) -> Counter[int]:
    """Return how often each reader's phone shows the text."""
    return Counter(
        {each.id: sum(m.text == WORDS for m in market.sandbox.person(each.id).messages) for each in READERS}
    )


async def ready_draft(market: Market) -> Visitor:
    """Ken has written to the shoppers, of whom he is none, and looks at the preview."""
    await market.until_idle(120)
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/broadcast")
    await ken.tap("Role: any")
    await ken.tap("Shoppers")
    await ken.tap("Back")
    await ken.tap("Write it")
    await ken.writes(WORDS)
    await ken.tap("Preview")
    assert ken.phone.messages[-2].text == WORDS
    return ken


async def confirming(market: Market) -> Visitor:
    ken = await ready_draft(market)
    await ken.tap("Send to 300")
    assert "300 messages, about 11 s. You cannot take back what people have already seen." in ken.reads
    return ken


async def states(market: Market) -> Counter[str]:
    return Counter(notification.state for notification in await market.store.read(notifications))


async def until(market: Market, reached: int, *statuses: str) -> None:
    async with asyncio.timeout(60):
        while await until_sent(market, statuses) < reached:  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.1)


async def until_sent(market: Market, statuses: tuple[str, ...]) -> int:
    found = await states(market)
    return sum(found[status] for status in statuses)


@pytest.fixture
async def lorong(crowded_market: Market, tmp_path: Path) -> AsyncIterator[LorongProcess]:
    bot = LorongProcess(crowded_market, tmp_path)
    yield bot
    await bot.kill()


async def test_a_kill_in_the_middle_repeats_nothing_and_loses_nobody(
    crowded_market: Market, lorong: LorongProcess
) -> None:
    await lorong.start()
    ken = await confirming(crowded_market)
    blocked = [reader.id for reader in READERS[250:260]]
    await crowded_market.block_unnoticed(*blocked)
    await ken.tap("Send to 300")
    await until(crowded_market, 60, "sent")
    await lorong.end(SIGKILL)
    in_flight = (await states(crowded_market))["sending"]
    assert 0 < in_flight <= MAX_IN_FLIGHT
    await lorong.start()
    report = await ken.phone.until(lambda message: message.text.startswith("Done"), timeout=60)
    found = await states(crowded_market)
    assert set(found) <= {"sent", "unknown", "unreachable"}
    assert found["unknown"] <= in_flight
    counts = got(crowded_market)
    assert max(counts.values()) == 1, "nobody gets it twice"
    statuses = {
        notification.person_id: notification.state
        for notification in await crowded_market.store.read(notifications)
    }
    for reader in READERS:
        status = statuses[own_id(reader.id)]
        assert status in ("unknown", "unreachable" if reader.id in blocked else "sent")
        assert status != "sent" or counts[reader.id] == 1
    line = f"Unknown {found['unknown']}: Telegram did not answer. These are not sent again."
    assert (line in report.text) == (found["unknown"] > 0)
    assert (await crowded_market.store.read(the_broadcast))["state"] == "sent"


async def test_stop_leaves_the_rest_unsent(crowded_market: Market) -> None:
    await crowded_market.open()
    ken = await confirming(crowded_market)
    await ken.tap("Send to 300")
    await until(crowded_market, 30, "sent")
    await ken.tap("Stop")
    report = await ken.phone.until(lambda message: message.text.startswith("Stopped"), timeout=30)
    found = await states(crowded_market)
    assert found["queued"] == found["sending"] == 0
    assert found["dropped"] > 100
    assert sum(got(crowded_market).values()) in (found["sent"], found["sent"] - 1)
    assert f"Not sent: {found['dropped']}." in report.text


async def test_a_lost_answer_is_unknown_and_not_sent_again(crowded_market: Market) -> None:
    await crowded_market.open()
    ken = await confirming(crowded_market)
    crowded_market.sandbox.fault("sendMessage", Fault.LOST, times=3)
    await ken.tap("Send to 300")
    await until(crowded_market, 3, "unknown")
    await ken.tap("Stop")
    await ken.phone.until(lambda message: message.text.startswith("Stopped"), timeout=30)
    assert (await states(crowded_market))["unknown"] == 3
    assert max(got(crowded_market).values()) == 1


async def send_out(ken: Visitor, words: str = "Done") -> str:
    """Send the broadcast; return the final report."""
    report = await ken.phone.until(lambda message: message.text.startswith(words), timeout=30)
    return report.text


async def as_time_goes_on(market: Market, has_come: Callable[[], bool]) -> None:
    """Let time pass, so that unanswered requests are tried again."""
    async with asyncio.timeout(20):
        while not has_come():
            market.clock.move(seconds=1)
            await asyncio.sleep(0.1)


async def sent_to_all(market: Market) -> Visitor:
    """Ken looks at the report."""
    await market.open()
    ken = await ready_draft(market)
    await ken.tap("Send to 24")
    await ken.tap("Send to 24")
    assert "sent 24 of 24." in await send_out(ken)
    return ken


def reads(market: Market, words: str) -> int:
    """Return how many of the few readers have this text on their phone."""
    return sum(any(m.text == words for m in market.sandbox.person(each.id).messages) for each in FEW)


async def test_paused_nothing_arrives_and_it_goes_on_where_it_was(crowded_market: Market) -> None:
    await crowded_market.open()
    ken = await confirming(crowded_market)
    await ken.tap("Send to 300")
    await until(crowded_market, 30, "sent")
    await ken.tap("Pause")
    assert ken.reads.startswith("Paused. Messages on their way still arrive; the rest wait.")
    async with asyncio.timeout(20):
        while (await states(crowded_market))["sending"]:  # noqa: ASYNC110 - messages in flight arrive
            await asyncio.sleep(0.05)
    arrived = sum(got(crowded_market).values())
    await asyncio.sleep(1.5)
    assert sum(got(crowded_market).values()) == arrived < 100
    assert (await states(crowded_market)).keys() == {"sent", "paused"}
    await ken.tap("Stop")
    report = await send_out(ken, "Stopped")
    assert f"sent {arrived - 1} of 300." in report or f"sent {arrived} of 300." in report
    assert max(got(crowded_market).values()) == 1


async def test_a_kill_while_it_is_paused_leaves_it_paused(
    crowded_market: Market, lorong: LorongProcess
) -> None:
    await lorong.start()
    ken = await confirming(crowded_market)
    await ken.tap("Send to 300")
    await until(crowded_market, 30, "sent")
    await ken.tap("Pause")
    await lorong.end(SIGKILL)
    before = await states(crowded_market)
    await lorong.start()
    await until(crowded_market, before["unknown"] + before["sending"], "unknown")
    await asyncio.sleep(1.5)
    after = await states(crowded_market)
    assert after.keys() <= {"paused", "sent", "unknown"}
    assert after["sent"] == before["sent"]
    assert after["unknown"] == before["sending"]
    await ken.tap("Resume")
    await until(crowded_market, after["sent"] + 20, "sent")
    await ken.tap("Stop")
    await send_out(ken, "Stopped")
    assert max(got(crowded_market).values()) == 1


async def test_what_was_sent_is_corrected_on_every_phone(small_market: Market) -> None:
    ken = await sent_to_all(small_market)
    await ken.tap("Correct it")
    assert ken.labels == ["English, 24", "Back"]
    await ken.tap("English, 24")
    small_market.sandbox.fault("editMessageText", Fault.LOST, times=2)
    await ken.writes("It opens at <b>18:00</b>")
    assert "24 changed to the new text." in ken.reads
    await send_out(ken, "Done")
    await as_time_goes_on(small_market, lambda: reads(small_market, "It opens at <b>18:00</b>") == len(FEW))
    assert reads(small_market, WORDS) == 0
    await ken.phone.until(
        lambda message: "Corrected: 24 messages have the new text." in message.text, timeout=20
    )
    await ken.tap("Correct it")
    await ken.tap("English, 24")
    await ken.writes("It opens at <b>18:00</b>")
    await ken.phone.until(
        lambda message: "Corrected: 24 messages have the new text." in message.text, timeout=20
    )
    edits = small_market.calls("editMessageText", person=FEW[0].id)
    assert len(edits) == 1, "the second time it was not modified, and counts as corrected"


async def test_what_was_sent_is_taken_back(small_market: Market) -> None:
    ken = await sent_to_all(small_market)
    await ken.tap("Recall")
    assert ken.reads == "Recall it from 24 phones? Some people may have read it already."
    small_market.sandbox.fault("deleteMessage", Fault.LOST, times=2)
    await ken.tap("Recall from 24")
    last = ken.screen.id
    await as_time_goes_on(small_market, lambda: reads(small_market, WORDS) == 0)
    found = await ken.phone.until(lambda message: "taken from 24 phones." in message.text, timeout=20)
    assert found.id == last, "where it was tapped"
    assert "Recall" not in ken.labels


async def test_new_people_get_it_too(small_market: Market) -> None:
    ken = await sent_to_all(small_market)
    await ken.tap("To new people")
    assert ken.reads.startswith("Everyone who matches already has it. Choose other people first.")
    new = small_market.visitor(READERS[100].id)
    await new.writes("/privacy")
    await ken.tap("To new people")
    assert ken.reads == "1 more person matches now and has not received this."
    await ken.tap("Send to 1")
    await ken.phone.until(lambda message: "sent 25 of 25." in message.text, timeout=20)
    assert got(small_market)[new.id] == 1
    assert max(got(small_market).values()) == 1


async def test_the_report_has_reasons_and_a_file(small_market: Market) -> None:
    await small_market.open()
    ken = await ready_draft(small_market)
    await small_market.block_unnoticed(FEW[len(FEW) // 2].id)
    await ken.tap("Send to 24")
    small_market.sandbox.fault("sendMessage", Fault.LOST)
    await ken.tap("Send to 24")
    report = await send_out(ken)
    await ken.tap("Reasons")
    assert "1 unknown: " in ken.reads
    assert "1 unreachable: " in ken.reads
    await ken.tap("Back")
    assert ken.reads == report
    await ken.tap("As CSV")
    assert ken.screen.document is not None
    lines = ken.screen.document.decode("utf-8-sig").splitlines()
    assert lines[0] == "person,language,status,reason,at"
    assert len(lines) == 1 + sum((await states(small_market)).values())
    assert sum(",sent," in item for item in lines) == (await states(small_market))["sent"]
    await ken.writes("/broadcast")
    await ken.tap("All broadcasts")
    assert "sent: Lorong Bakau <b>opens</b> at" in ken.reads
    await ken.tap(ken.labels[0])
    assert ken.reads == report


async def test_a_scheduled_one_is_changed_sent_sooner_or_goes_at_its_moment(small_market: Market) -> None:
    await small_market.open()
    ken = await ready_draft(small_market)
    await ken.tap("When")
    await ken.writes("wed 10:00")
    await ken.tap("Send to 24")
    await ken.tap("Send to 24")
    assert ken.reads == "It will be sent Wed 25 Nov 10:00, to everyone who matches by then."
    answer = await ken.tap("Change")
    assert answer.text == "Schedule cancelled. It is sent when you tap Send."
    assert ken.reads.startswith(answer.text)
    await ken.tap("Preview")
    await ken.tap("Send to 24")
    await ken.tap("Send to 24")
    small_market.clock.move(hours=23)
    await small_market.deliver()
    assert sum(got(small_market).values()) == 0
    small_market.clock.move(hours=1)
    await small_market.deliver()
    await small_market.deliver()
    assert "sent 24 of 24." in await send_out(ken)
    assert {got(small_market)[each.id] for each in FEW} == {1}
