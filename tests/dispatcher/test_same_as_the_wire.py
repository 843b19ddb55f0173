"""A dispatcher test asks what a journey asks: the same walk leaves the same messages on both phones."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.dispatcher.harness import Visitor
from tests.journeys import harness
from tests.journeys.conftest import open_market
from tests.journeys.harness import GROUP, TOM
from tests.journeys.test_vendor import photo

SAID, TAPPED, SENT_DATA = "say", "tap", "data"
WALK = (
    (SAID, "/start"),
    (SAID, "/drops"),
    (TAPPED, "2 Kuih lapis"),
    (TAPPED, "Next"),
    (TAPPED, "Back"),
    (TAPPED, "Calendar"),
    (TAPPED, "30"),
    (TAPPED, "Oct"),
    (SAID, "kuih lapis"),
    (TAPPED, "1 Kuih lapis"),
    (TAPPED, "Details"),
    (TAPPED, "Copy link"),
    (TAPPED, "Directions"),
    (TAPPED, "Back to the drop"),
    (SENT_DATA, "zz:1"),
    (SENT_DATA, "+l:weekend.0..1"),
    (SAID, "remind me fri 5pm load-in"),
    (TAPPED, "Undo"),
    (SAID, "/stall"),
    (TAPPED, "Lorong Bakau"),
    (SAID, "<b>Warung</b> Tom & co"),
    (SAID, "x" * 300),
)


@pytest.fixture
async def wire(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[harness.Market]:
    """Yield the demo data over the wire."""
    file = shutil.copy(sqlite_template, tmp_path / "wire.db")
    async with open_market(harness.Market(f"sqlite:///{file}")) as market:
        await market.open()
        yield market


async def walk(visitor: harness.Visitor) -> list[Any]:
    """Take the walk; return after each step the answer to a tap and what the phone shows."""
    seen: list[Any] = []
    for kind, words in WALK:
        answer = None
        if kind == SAID:
            await visitor.writes(words)
        else:
            answer = await visitor.tap(
                words if kind == TAPPED else None, data=words if kind == SENT_DATA else None
            )
        seen.append((words, answer, messages(visitor)))
    await visitor.edit(visitor.answers[0].id - 1, "onde-onde")
    await visitor.phone.photo(photo(), "12 kuih lapis RM8.50 sat 7pm")
    await visitor._market.until_idle()
    await visitor.writes("/drops", chat=GROUP)
    await visitor.writes("hello", chat=GROUP)
    return [*seen, messages(visitor)]


def messages(visitor: harness.Visitor) -> list[Any]:
    return [
        (each.id, each.by_bot, each.kind, each.html, each.buttons, each.edited, each.photo is not None)
        for each in visitor.phone.messages
    ]


async def test_the_same_walk_shows_the_same(wire: harness.Market, tom: Visitor) -> None:
    over_the_wire, here = await walk(wire.visitor(TOM)), await walk(tom)
    for there, step in zip(over_the_wire, here, strict=True):
        assert step == there
    groups = [[each.text for each in one.phone.messages_in(GROUP)] for one in (wire.visitor(TOM), tom)]
    assert groups[0] == groups[1]
