"""Editable records: list, page, fields, deleting and Undo are the same for each kind; a showroom's hours and shows stand for all."""

import pytest
from sqlmodel import Session, select

from handlers.callbacks.editable import EditableKind
from handlers.editable_kinds import KINDS
from storage.showroom import ShowroomWindow
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS, TOM


def stall_of_ros(session: Session) -> int:
    return session.exec(select(Stall.id).where(Stall.name == "Dapur Nenek Ros")).one() or 0


def window_of_ros(session: Session) -> int:
    return session.exec(select(ShowroomWindow.id)).one() or 0


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Yield Ros, who has written the hours of her showroom."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await ros.tap(data=f"rrl:h:{await market.store.read(stall_of_ros)}:1")
    await ros.tap("Add hours")
    await ros.writes("sat 10-13, 15 min, buffer 5")
    return ros


SATURDAY = "Every Saturday 10:00 to 13:00: visits of 15 min for 1 person, 5 min between"


async def test_a_tap_goes_on_to_the_next_value(ros: Visitor) -> None:
    assert ros.reads == SATURDAY
    for button, reads in (
        ("10 min between", "10 min between"),
        ("15 min between", "15 min between"),
        ("No time between", "one after the other"),
        ("2 people a visit", "for 2 people"),
    ):
        answer = await ros.tap(button)
        assert answer.text == "Saved."
        assert reads in ros.reads
    await ros.tap("Back")
    assert "for 2 people, one after the other" in ros.reads
    assert "Link and QR" in ros.labels


async def test_what_is_deleted_comes_back_with_all_its_fields_within_a_minute(ros: Visitor) -> None:
    await ros.tap("Walk-ins: 1 in 2")
    assert (await ros.tap("Delete hours")).text == "Deleted."
    assert ros.reads.endswith("No hours yet, so nobody can book a visit.")
    answer = await ros.tap("Undo (1 min)")
    assert answer.text == "It is back."
    assert ros.reads.endswith(f"{SATURDAY}; one in 2 is for walk-ins")
    assert "Undo (1 min)" not in ros.labels


async def test_after_a_minute_or_another_tap_it_stays_deleted(market: Market, ros: Visitor) -> None:
    stall = await market.store.read(stall_of_ros)
    await ros.tap("Delete hours")
    market.clock.move(seconds=61)
    assert (await ros.tap("Undo (1 min)")).text == "It is too late to undo that."
    await ros.tap("Add hours")
    await ros.writes("sun 10-13, 15 min")
    await ros.tap("Delete hours")
    await ros.tap("Back")
    assert (await ros.tap(data=f"rru:h:{stall}")).text == "It is too late to undo that."


async def test_hours_with_a_visit_are_deleted_after_a_question(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await tom.tap(data=f"e1:{await market.store.read(stall_of_ros)}:1")
    await tom.tap("Sat 28 Nov")
    await tom.tap("10:00")
    await ros.tap("Delete hours")
    assert ros.reads.endswith("1 visit is booked in them. It stays: to cancel it, close its day.")
    assert ros.labels == ["Keep it", "Delete hours"]
    await ros.tap("Keep it")
    assert ros.reads == SATURDAY
    await ros.tap("Delete hours")
    assert (await ros.tap("Delete hours")).text == "Deleted."


async def test_a_show_is_added_renamed_and_deleted(market: Market, ros: Visitor) -> None:
    await ros.tap(data=f"rrl:s:{await market.store.read(stall_of_ros)}:1")
    assert ros.reads == "Nothing is on show yet."
    await ros.tap("Add a show")
    await ros.writes("Batik, 24 nov")
    assert ros.reads == "Batik, from Tue 24 Nov"
    await ros.tap("Name")
    assert ros.reads == "What is on show?"
    await ros.writes("Silver")
    assert ros.reads.endswith("Silver, from Tue 24 Nov")
    await ros.tap("Delete")
    await ros.tap("Undo (1 min)")
    assert ros.reads == "Silver, from Tue 24 Nov"


async def test_records_of_another_stall_are_theirs(market: Market, ros: Visitor) -> None:
    """What each action refuses is tried beside it; here that no way of the engine goes round it."""
    stall = await market.store.read(stall_of_ros)
    window = await market.store.read(window_of_ros)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for data in (
        "rrl:{k}:{s}:1",
        "rrn:{k}:{s}",
        "rrs:{k}:{s}:{r}",
        "rrd:{k}:{s}:{r}:1",
        "rrc:{k}:{s}:{r}:places:2",
    ):
        for kind in EditableKind:
            await tom.tap(data=data.format(k=kind, s=stall, r=window))
            assert "10:00 to 13:00" not in tom.reads
            assert "Saved." not in tom.reads
    await ros.tap(data=f"rrl:h:{stall}:1")
    assert SATURDAY in ros.reads


async def test_a_record_or_field_that_is_not_there_is_refused(market: Market, ros: Visitor) -> None:
    stall = await market.store.read(stall_of_ros)
    for data in (f"rrs:h:{stall}:999", f"rrf:h:{stall}:999:name", f"rrc:h:{stall}:999:places:2"):
        answer = await ros.tap(data=data)
        assert answer.text, data
    window = f"{stall}:{await market.store.read(window_of_ros)}"
    for data in (f"rrf:h:{window}:places", f"rrc:h:{window}:places:60", f"rrc:h:{window}:x:2"):
        assert (await ros.tap(data=data)).text == "That button does not work here. This is your screen now."


def test_each_kind_has_its_records() -> None:
    assert KINDS.keys() == {*EditableKind}
