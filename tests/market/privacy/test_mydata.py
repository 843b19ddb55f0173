"""The contents of /mydata: every row that refers to the person, without the identity of others."""

import json
from collections.abc import Awaitable, Callable

from sqlmodel import Session

from market.privacy.mydata import data_summary, mydata
from storage.organiser import Organiser
from storage.stall import Stall
from storage.store import Store
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
