"""Ken writes to everyone: counted, shown, sent once, stopped, and told truly after a kill."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlmodel import Session, col, select

from sandbox import Fault, Person
from scheduler.mailbox import HAND
from storage.broadcast import Broadcast
from storage.letter import Letter
from storage.person import Person as Row
from tests.journeys.conftest import standing
from tests.journeys.world import Forked, Market, Visitor

KEN = 1003
WORDS = "Lorong Bakau <b>opens</b> at 17:00 & closes at 22:00"
READERS = tuple(Person(6000 + place, f"Reader {place}", "en") for place in range(300))


class Organised(Market):
    """The settings name Ken organiser; only readers are known."""

    def settings(self, **changed):  # type: ignore[no-untyped-def]
        return super().settings(**({"admins": str(KEN)} | changed))

    async def found(self) -> None:
        def meet(session: Session) -> None:
            for each in READERS:
                session.add(
                    Row(id=each.id, first_name=each.first_name, language="en", created_at=self.clock())
                )

        await self.store.write(meet)
        for each in READERS:
            await self.sandbox.person(each.id).write("/privacy")


@pytest.fixture
async def street(sqlite_url: str) -> AsyncIterator[Market]:
    async with standing(Organised(sqlite_url, READERS)) as market:
        yield market


def letters(session: Session) -> list[Letter]:
    return list(session.exec(select(Letter).where(col(Letter.notice) == "Announcement")))


def the_broadcast(session: Session) -> dict[str, object]:
    return session.exec(select(Broadcast)).one().model_dump()


def got(market: Market) -> Counter[int]:
    """How often each reader's phone shows the words."""
    return Counter(
        {each.id: sum(m.text == WORDS for m in market.sandbox.person(each.id).messages) for each in READERS}
    )


async def ready(market: Market) -> Visitor:
    """Ken has written and looks at the confirmation."""
    await market.settled(120)
    ken = market.visitor(KEN)
    await ken.phone.speak("en")
    await ken.say("/broadcast")
    await ken.tap("Write it")
    await ken.say(WORDS)
    assert "301 people: English 301." in ken.reads
    await ken.tap("Preview")
    assert ken.reads == WORDS
    await ken.tap("Send to 301")
    assert "301 letters, about 11 s. What a phone has shown cannot be called back." in ken.reads
    return ken


async def states(market: Market) -> Counter[str]:
    return Counter(letter.state for letter in await market.store.read(letters))


async def until(market: Market, reached: int, *fates: str) -> None:
    async with asyncio.timeout(60):
        while await gone(market, fates) < reached:  # noqa: ASYNC110 - the other process rings no bell here
            await asyncio.sleep(0.1)


async def gone(market: Market, fates: tuple[str, ...]) -> int:
    found = await states(market)
    return sum(found[fate] for fate in fates)


@pytest.fixture
async def lorong(street: Market, tmp_path: Path) -> AsyncIterator[Forked]:
    bot = Forked(street, tmp_path)
    yield bot
    await bot.away()


async def test_a_kill_in_the_middle_repeats_nothing_and_loses_nobody(street: Market, lorong: Forked) -> None:
    await lorong.start()
    ken = await ready(street)
    for reader in READERS[250:260]:
        await street.sandbox.person(reader.id).block()
    await ken.tap("Send to 301")
    await until(street, 60, "sent")
    await lorong.end(SIGKILL)
    in_flight = (await states(street))["sending"]
    assert 0 < in_flight <= HAND
    await lorong.start()
    report = await ken.phone.until(lambda message: message.text.startswith("Done"), timeout=60)
    found = await states(street)
    assert set(found) <= {"sent", "unknown", "unreachable", "dropped"}
    assert found["unknown"] <= in_flight
    counts = got(street)
    assert max(counts.values()) == 1, "nobody gets it twice"
    fates = {letter.person_id: letter.state for letter in await street.store.read(letters)}
    for reader in READERS:
        if fates.get(reader.id) == "sent":
            assert counts[reader.id] == 1
        elif fates.get(reader.id) != "unknown":
            assert reader in READERS[250:260], "everyone else was reached"
    assert f"Unknown {found['unknown']}: no answer came, and they are not sent again." in report.text
    assert (await street.store.read(the_broadcast))["state"] == "sent"


async def test_stop_leaves_the_rest_unsent(street: Market) -> None:
    await street.open()
    ken = await ready(street)
    await ken.tap("Send to 301")
    await until(street, 30, "sent")
    await ken.tap("Stop")
    report = await ken.phone.until(lambda message: message.text.startswith("Stopped"), timeout=30)
    found = await states(street)
    assert found["queued"] == found["sending"] == 0
    assert found["dropped"] > 100
    assert sum(got(street).values()) in (found["sent"], found["sent"] - 1)
    assert f"Not sent {found['dropped']}." in report.text


async def test_a_lost_answer_is_unknown_and_not_sent_again(street: Market) -> None:
    await street.open()
    ken = await ready(street)
    street.sandbox.fault("sendMessage", Fault.LOST, times=3)
    await ken.tap("Send to 301")
    await until(street, 3, "unknown")
    await ken.tap("Stop")
    await ken.phone.until(lambda message: message.text.startswith("Stopped"), timeout=30)
    assert (await states(street))["unknown"] == 3
    assert max(got(street).values()) == 1


async def test_as_much_is_taken_as_a_message_holds(street: Market) -> None:
    await street.open()
    ken = await ready(street)
    await ken.say("/broadcast")
    await ken.tap("Change the words")
    await ken.say("🎪" * 2048)
    assert "Words: 4,096 of 4,096 characters." in ken.reads
