"""The contents of /mydata: every row that refers to the person, without the identity of others."""

import json
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import LargeBinary
from sqlmodel import Session, col, select

from market.privacy.forget import forget
from market.privacy.mydata import HELD, OF_OTHERS, data_summary, mydata
from storage.broadcast import Broadcast, Wording
from storage.deposit import Payee
from storage.follow import StallFollow
from storage.job_failure import HOLDS, LOANS, OF_PEOPLE, REMINDERS, all_failures, record_failure
from storage.organiser import Organiser
from storage.stall import Stall
from storage.stock_template import StockTemplate
from storage.store import Store
from storage.tables import metadata
from storage.waitlist import Hold
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]
KEN, WEI, NOBODY = 21, 22, 23


async def named(new_item: NewItem) -> Store:
    """Write a market where Ken approved Ros and named Wei organiser, and 1 and 2 have joined a waitlist."""
    item = await new_item(quantity=2)
    await item.join(1)
    await item.join(2)

    def write(session: Session) -> None:
        session.get_one(Stall, 1).decided_by = KEN
        session.add(Organiser(person_id=KEN, named_by=None, named_at=NOW))
        session.add(Organiser(person_id=WEI, named_by=KEN, named_at=NOW))

    await item.store.write(write)
    return item.store


async def test_of_others_it_says_only_that_they_are_others(new_item: NewItem) -> None:
    store = await named(new_item)
    wei = await store.read(mydata, WEI)
    assert wei["organiser"] == [{"person_id": WEI, "named_by": "somebody else", "named_at": NOW.isoformat()}]
    ken = await store.read(mydata, KEN)
    assert [(row["person_id"], row["named_by"]) for row in ken["organiser"]] == [
        (KEN, None),
        ("somebody else", KEN),
    ]
    for person, owner, decided_by in ((KEN, "somebody else", KEN), (ROS, ROS, "somebody else")):
        [stall] = (await store.read(mydata, person))["stall"]
        assert (stall["owner_id"], stall["decided_by"], stall["deposits_by"]) == (owner, decided_by, None)


async def test_each_gets_their_own_rows_and_only_tables_that_have_some(new_item: NewItem) -> None:
    store = await named(new_item)
    one, two, nobody = [await store.read(mydata, person) for person in (1, 2, NOBODY)]
    for person, found in ((1, one), (2, two)):
        assert [row["id"] for row in found["person"]] == [person]
        assert {row["person_id"] for name in ("entry", "hold", "notification") for row in found[name]} == {
            person
        }
    assert len(one["hold"]) == len(two["hold"]) == 1
    assert {*nobody} == {"person", "address"}
    assert json.loads(json.dumps([one, two])) == [one, two]


async def test_what_is_kept_is_counted_by_whose_it_is(new_item: NewItem) -> None:
    store = await named(new_item)
    tables = ("entry", "hold", "booking", "organiser", "stall", "nowhere")
    counts = {
        person: [(await store.read(data_summary, person)).rows.get(table, 0) for table in tables]
        for person in (1, KEN, WEI, ROS, NOBODY)
    }
    assert counts == {
        1: [1, 1, 0, 0, 0, 0],
        KEN: [0, 0, 0, 2, 1, 0],
        WEI: [0, 0, 0, 1, 0, 0],
        ROS: [0, 0, 0, 0, 1, 0],
        NOBODY: [0] * 6,
    }


async def test_it_has_what_one_s_stall_and_broadcasts_hold_and_nothing_of_others(new_item: NewItem) -> None:
    store = await named(new_item)

    def write(session: Session) -> None:
        session.get_one(Stall, 1).decided_by = None
        session.add(Payee(stall_id=1, payload="00", name="ROS", set_by=ROS, set_at=NOW))
        template = {
            "weekday": 5,
            "drop_name": "Kuih",
            "message": "12 kuih",
            "language": "ms",
            "saved_at": NOW,
        }
        session.add(StockTemplate(stall_id=1, name="Fridays", **template))
        session.add(StallFollow(stall_id=1, person_id=1, since=NOW))
        words = Broadcast(author_id=KEN, audience={}, created_at=NOW)
        session.add(words)
        session.flush()
        session.add(Wording(broadcast_id=words.id, language="en", words="Rain tonight"))

    await store.write(write)
    ros, ken, one = [await store.read(mydata, person) for person in (ROS, KEN, 1)]
    assert [row["name"] for row in ros["drop"]] == ["Kuih lapis"]
    assert [row["name"] for row in ros["item"]] == ["kuih lapis"]
    assert [row["name"] for row in ros["payee"]] == ["ROS"]
    assert [row["name"] for row in ros["stock_template"]] == ["Fridays"]
    assert [row["words"] for row in ken["wording"]] == ["Rain tonight"]
    assert not {"stall_follow", "entry", "hold", "wording"} & {*ros}, "what is others' own is theirs"
    assert not {"drop", "item", "payee", "wording"} & {*one}
    assert json.loads(json.dumps([ros, ken])) == [ros, ken]


@pytest.mark.parametrize("holder", ["stall", "broadcast", "drop"])
def test_each_table_about_a_stall_or_broadcast_is_given_or_is_others_own(holder: str) -> None:
    """A new table is given its place in one of two lists."""
    about = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name == holder for column in table.columns for key in column.foreign_keys)
    }
    held, others = HELD[holder], OF_OTHERS.get(holder, ())
    assert sorted(about) == sorted((*held, *others))


def test_what_is_given_of_a_stall_is_text_numbers_and_times() -> None:
    tables = [metadata.tables[name] for names in HELD.values() for name in names]
    assert not [str(each) for table in tables for each in table.columns if isinstance(each.type, LargeBinary)]


async def test_the_failures_of_a_forgotten_person_s_items_are_off_the_list(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    for person in (1, 2):
        await item.join(person)

    def write(session: Session) -> list[int]:
        holds = [each or 0 for each in session.exec(select(Hold.id).order_by(col(Hold.person_id)))]
        for hold in holds:
            record_failure(session, HOLDS, hold, "ValueError", now=NOW)
        record_failure(session, "drops to wind up", holds[0], "ValueError", now=NOW)
        return holds

    theirs, other = await item.store.write(write)
    await item.store.write(forget, 1, NOW)
    left = await item.store.read(
        lambda session: {(row.job, row.item) for row in session.scalars(all_failures())}
    )
    assert left == {(HOLDS, other), ("drops to wind up", theirs)}
    assert {*OF_PEOPLE} == {REMINDERS, HOLDS, LOANS}
