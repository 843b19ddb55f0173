"""What waits for organisers: what is due first stands first, and nothing urgent is lost among much that waits."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from market.office.waiting import MOST, MatterKind, waiting_for_organisers
from storage.alley import Alley
from storage.help_call import HelpCall
from storage.stall import Stall
from storage.store import Store
from tests.market.test_organiser import ADMINS, NOW, ORGANISER, add_market

DAY = timedelta(days=1)


def crowd(session: Session) -> None:
    """More stalls ask than are shown, all of them days ago; somebody needs help since a minute."""
    add_market(session)
    alley = session.exec(select(Alley.id)).first()
    assert alley is not None
    asked = {"alley_id": alley, "language": "ms", "asked_at": NOW - 3 * DAY}
    session.add_all(Stall(code=f"W{n}", name=f"Stall {n}", **asked) for n in range(MOST + 1))
    minute_ago = NOW - timedelta(minutes=1)
    session.add(HelpCall(alley_id=alley, asked_at=minute_ago, told_at=minute_ago))


@pytest.mark.empty_market("the first of all that waits")
async def test_a_call_for_help_is_among_what_is_shown_however_much_waits(store: Store) -> None:
    await store.write(crowd)
    matters = await store.read(waiting_for_organisers, ORGANISER, ADMINS, NOW)
    assert len(matters) == MOST
    assert [each.name for each in matters if each.kind is MatterKind.HELP] == ["Lorong Bakau"]
    assert [each.due_at for each in matters] == sorted(each.due_at for each in matters)
    assert {each.due_at for each in matters if each.kind is MatterKind.STALL} == {NOW - DAY}
