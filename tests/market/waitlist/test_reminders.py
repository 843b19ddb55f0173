"""The reminder of a hold: written ahead, once, and withdrawn with its reason."""

from datetime import datetime

from sqlmodel import col, select

from storage.notification import Notification
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario

AINA = 1


async def waiting(item: ItemScenario, kind: str) -> list[datetime]:
    rows = select(Notification.due_at).where(
        col(Notification.kind) == kind, col(Notification.state) == "queued"
    )
    return await item.store.read(lambda session: list(session.exec(rows.order_by(col(Notification.due_at)))))


async def test_half_of_a_holds_time_that_counts_is_nudged_and_keeping_takes_it_back(
    item: ItemScenario,
) -> None:
    await item.join(AINA)
    assert await waiting(item, "HoldHalfElapsed") == [NOW + 10 * HOUR], (
        "20 hours, of which 21:00 to 08:00 rest"
    )
    await item.confirm(AINA)
    assert await waiting(item, "HoldHalfElapsed") == []
