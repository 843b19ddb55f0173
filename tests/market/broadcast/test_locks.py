"""Whatever is decided about a broadcast is decided by a row that nobody else has."""

from collections.abc import Callable

import pytest

from market.broadcast.correcting import correct_broadcast, recall_broadcast
from market.broadcast.draft import discard_draft, own_draft
from market.broadcast.extending import extend_broadcast
from market.broadcast.news import must_be_apart
from market.broadcast.pausing import pause_broadcast, resume_broadcast, stop_broadcast
from market.broadcast.scheduling import edit_again, let_go_of_drop
from market.broadcast.sending import send_broadcast
from market.broadcast.underway import go_on, told
from storage.broadcast import Broadcast
from tests.market.broadcast.conftest import ADMINS, NOW, ORGANISER, OTHER, ZONE, Announcing
from tests.market.locks import ON_POSTGRESQL, Deed, waits_where_it_looks

pytestmark = ON_POSTGRESQL

DEEDS: dict[str, Callable[[Announcing], Deed]] = {
    "send": lambda one: (send_broadcast, ORGANISER, one.broadcast, 9, ADMINS, ZONE, NOW),
    "pause": lambda one: (pause_broadcast, OTHER, one.broadcast, NOW),
    "resume": lambda one: (resume_broadcast, OTHER, one.broadcast, NOW),
    "stop": lambda one: (stop_broadcast, OTHER, one.broadcast, NOW),
    "extend": lambda one: (extend_broadcast, ORGANISER, one.broadcast, 9, ADMINS, NOW),
    "correct": lambda one: (correct_broadcast, ORGANISER, one.broadcast, "en", "Come at six", NOW),
    "recall": lambda one: (recall_broadcast, OTHER, one.broadcast, 77, NOW),
    "edit again": lambda one: (edit_again, ORGANISER, one.broadcast),
    "go on": lambda one: (go_on, one.broadcast, ADMINS, NOW),
    "told": lambda one: (told, one.broadcast, NOW),
    "discard": lambda _: (discard_draft, ORGANISER),
    "prepare": lambda _: (own_draft, ORGANISER, NOW),
    "let go of its drop": lambda one: (let_go_of_drop, one.drop, NOW),
    "keep promotions apart": lambda one: (must_be_apart, one.broadcast, NOW, ZONE),
}


@pytest.mark.parametrize("doing", DEEDS)
async def test_whoever_decides_waits_for_who_has_the_broadcast(announcing: Announcing, doing: str) -> None:
    await announcing.change(drop_id=announcing.drop, before=60, kind="promotional")
    await waits_where_it_looks(announcing.store, DEEDS[doing](announcing), Broadcast)
