"""The demo's people answer by themselves: over the same API as everybody, reproducibly, and only what they were asked."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session, col, select

from bot.demo.command import GROUP, Demo, open_demo
from bot.demo.data.drops import KINABALU_AT_DAWN
from bot.demo.data.evening_plans import TONIGHT
from bot.demo.data.people_and_stalls import AINA, DEMO_PEOPLE, KEN, OTHER_SHOPPERS, PHONE_OWNERS
from bot.demo.town import Answer, Town, deeds
from handlers.callbacks.waitlist import ConfirmHold, DeclineHold
from market.actor import Actor
from market.live.live_session import LiveTerms, start_live
from sandbox import Bot, Sandbox, UserProfile
from storage.address import Address
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.stall import Stall
from storage.waitlist import Booking, BookingState, Hold, HoldState

PLURALS = {"message sent": "messages sent", "hold ended": "holds ended", "new follower": "new followers"}
SAID = {"confirmed", "declined", "coming", "collected", "returned", *PLURALS, *PLURALS.values()}
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    stop = asyncio.Event()
    async with open_demo(stop, Path(tmp_path_factory.mktemp("town")), 0) as demo:
        yield demo
        stop.set()
        await demo.app_task


def town_ends(session: Session) -> Counter[str]:
    """Return the delivery statuses of messages to people without a phone on the page."""
    ids = [person.id for person in DEMO_PEOPLE if person not in PHONE_OWNERS]
    return Counter(
        session.exec(
            select(Notification.state)
            .join(Address, col(Address.person_id) == col(Notification.person_id))
            .where(col(Address.external_id).in_(ids))
        )
    )


def drawn(session: Session) -> Counter[str]:
    """Return the states of the holds of the draw that the tutorial names."""
    of_print = select(Hold.state).join(Item, col(Item.id) == col(Hold.item_id))
    return Counter(session.exec(of_print.where(col(Item.name) == KINABALU_AT_DAWN.items[0].name)))


async def test_every_inline_result_has_its_picture_from_the_start(demo: Demo) -> None:
    found = await demo.sandbox.person(AINA.id).inline_query("")
    assert len(found) > 5
    assert [each["type"] for each in found] == ["photo"] * (len(found) - 1) + ["article"]
    sent = await demo.sandbox.person(AINA.id).choose(found[0])
    assert sent.photo is not None


def tonight(session: Session) -> Counter[str]:
    """Return the states of the bookings of what other stalls sell on the first evening."""
    names = [plan.name for plan in TONIGHT]
    of_tonight = select(Booking.state).join(Item, col(Item.id) == col(Booking.item_id)).join(Drop)
    return Counter(session.exec(of_tonight.where(col(Drop.name).in_(names))))


async def test_nobody_in_town_is_told_of_what_was_before_the_start(demo: Demo) -> None:
    phones = {person.id for person in PHONE_OWNERS}
    await demo.app.run_jobs()
    assert {sent.chat for sent in demo.sandbox.telegram.sent} <= phones
    assert set(await demo.app.store.read(town_ends)) <= {"dropped", "queued"}


async def test_what_ros_sells_live_tonight_is_booked_in_the_group(demo: Demo) -> None:
    def go_live(session: Session) -> None:
        drop, stall = session.exec(select(Drop.id, Drop.stall_id).where(col(Drop.live_announced))).one()
        terms = LiveTerms(drop=drop or 0, minutes=2, with_word=False)
        ros = Actor(session.get_one(Stall, stall).owner_id or 0)
        start_live(session, ros, terms, demo.clock.now().astimezone(UTC), Random(1))

    await demo.app.store.write(go_live)
    aina = demo.sandbox.person(AINA.id)
    await aina.write("MINE a001", chat=GROUP.id)
    await aina.until(lambda message: "Live order" in message.labels, timeout=60)


async def test_a_broadcast_reaches_everybody_in_the_demo(demo: Demo) -> None:
    ken = demo.sandbox.person(KEN.id)
    await ken.write("/broadcast")
    await ken.until(lambda message: "Write it" in message.labels, timeout=60)
    await ken.tap("Write it")
    await ken.until(lambda message: "Write it in English" in message.text, timeout=60)
    await ken.write("The market opens at five today.")
    await ken.until(lambda message: "Preview" in message.labels, timeout=60)
    await ken.tap("Preview")
    confirm = await ken.until(
        lambda message: any(label.startswith("Send to ") for label in message.labels), timeout=60
    )
    [send] = [label for label in confirm.labels if label.startswith("Send to ")]
    await ken.tap(send)
    await ken.until(lambda message: "Not now" in message.labels, timeout=60)
    await ken.tap(send)
    asked = int(re.sub(r"\D", "", send))
    assert asked == len(DEMO_PEOPLE)
    report = await ken.until(lambda message: f"sent {asked}" in message.text, timeout=60)
    assert "Unreachable" not in report.text, "what is zero is left out"


async def test_days_move_the_queues_and_what_is_said_of_them_is_so(demo: Demo) -> None:
    """Three days, or a few more where nobody was asked yet whether they come, or the draw is not closed: on a Sunday it has six days left."""
    before = await demo.app.store.read(deeds)
    said: Counter[str] = Counter()
    days = 0
    print_holds: Counter[str] = Counter()
    while days < 3 or (days < 7 and not (said["coming"] and print_holds)):
        days += 1
        text = await demo.clock.move(demo.clock.now() + timedelta(days=1))
        parts = [part.partition(" ") for part in text.split(", ")]
        said.update({PLURALS.get(what, what): int(count) for count, _, what in parts})
        assert {what for _, _, what in parts} <= SAID
        print_holds = await demo.app.store.read(drawn)
    after = await demo.app.store.read(deeds)
    assert said.pop("messages sent") > 100
    assert said == after - before
    came = await demo.app.store.read(tonight)
    assert came[BookingState.COLLECTED] > 3 * came[BookingState.MISSED] > 0, "most of the town came"
    assert min(said["collected"], said["returned"], said["new followers"]) > 0
    assert min(said["confirmed"], said["declined"], said["coming"]) > 0
    assert said["confirmed"] > said["declined"]
    assert print_holds[HoldState.BOOKED] > 20, "draws do not lapse"
    assert print_holds[HoldState.EXPIRED] < print_holds[HoldState.BOOKED]
    assert "unreachable" not in await demo.app.store.read(town_ends)


def test_the_same_question_has_the_same_answer_and_one_alone() -> None:
    def planned() -> list[Answer]:
        sandbox = Sandbox(
            [Bot(id=1, token="1:a", username="a_bot", name="A")],
            [UserProfile(id=each.id, first_name=each.first_name, on_page=False) for each in OTHER_SHOPPERS],
        )
        account = sandbox.telegram.first_account
        town = Town(sandbox, frozenset(each.id for each in OTHER_SHOPPERS))
        for hold, person in enumerate(OTHER_SHOPPERS, 1):
            for _ in range(2):
                keys = [
                    [{"text": "x", "callback_data": kind.pack()}]
                    for kind in (
                        ConfirmHold(hold=hold, units=1, back_to=""),
                        DeclineHold(hold=hold, back_to=""),
                    )
                ]
                markup = {"inline_keyboard": keys}
                sandbox.telegram.send(account.chats[person.id], account, text="?", markup=markup)
        town.read_new(NOON)
        return sorted(town.coming)

    once, again = planned(), planned()
    assert [(each.at, each.person, each.data) for each in once] == [
        (each.at, each.person, each.data) for each in again
    ]
    assert len({each.person for each in once}) == len(once), "the reminder of a hold is no second question"
    kinds = Counter(each.data.partition(":")[0] for each in once)
    assert kinds["kk"] > kinds["kd"] > 0
    assert len(once) < len(OTHER_SHOPPERS), "some never answer"
    assert all(NOON < each.at < NOON + timedelta(minutes=30) for each in once)
