"""Every decision about a broadcast is made on a locked row."""

from collections.abc import Callable

import pytest

from market.broadcast.advance import advance, mark_final_report
from market.broadcast.correcting import correct_broadcast, recall_broadcast
from market.broadcast.draft import discard_draft, own_draft
from market.broadcast.extending import extend_broadcast
from market.broadcast.pausing import pause_broadcast, resume_broadcast, stop_broadcast
from market.broadcast.promotions import require_apart
from market.broadcast.scheduling import detach_drop, edit_again
from market.broadcast.sending import send_broadcast
from storage.broadcast import Broadcast
from tests.databases import ON_POSTGRESQL
from tests.market.broadcast.conftest import ADMINS, NOW, ORGANISER, OTHER, ZONE, BroadcastScenario
from tests.market.locks import Deed, waits_where_it_looks

pytestmark = ON_POSTGRESQL

DEEDS: dict[str, Callable[[BroadcastScenario], Deed]] = {
    "send": lambda one: (send_broadcast, ORGANISER, one.broadcast, 9, ADMINS, ZONE, NOW),
    "pause": lambda one: (pause_broadcast, OTHER, one.broadcast, NOW),
    "resume": lambda one: (resume_broadcast, OTHER, one.broadcast, NOW),
    "stop": lambda one: (stop_broadcast, OTHER, one.broadcast, NOW),
    "extend": lambda one: (extend_broadcast, ORGANISER, one.broadcast, 9, ADMINS, NOW),
    "correct": lambda one: (correct_broadcast, ORGANISER, one.broadcast, "en", "Come at six", NOW),
    "recall": lambda one: (recall_broadcast, OTHER, one.broadcast, 77, NOW),
    "edit again": lambda one: (edit_again, ORGANISER, one.broadcast),
    "go on": lambda one: (advance, one.broadcast, ADMINS, NOW),
    "told": lambda one: (mark_final_report, one.broadcast, NOW),
    "discard": lambda _: (discard_draft, ORGANISER),
    "prepare": lambda _: (own_draft, ORGANISER, NOW),
    "let go of its drop": lambda one: (detach_drop, one.drop, NOW),
    "keep promotions apart": lambda one: (require_apart, one.broadcast, NOW, ZONE),
}


@pytest.mark.parametrize("action", DEEDS)
async def test_whoever_decides_waits_for_who_has_the_broadcast(
    scenario: BroadcastScenario, action: str
) -> None:
    await scenario.change(drop_id=scenario.drop, minutes_before=60, kind="promotional")
    await waits_where_it_looks(scenario.store, DEEDS[action](scenario), Broadcast)
