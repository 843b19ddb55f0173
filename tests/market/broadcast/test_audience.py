"""The audience of a broadcast: the counted people are the people written to, and equal a count by hand."""

from collections import Counter
from random import Random

import pytest
from sqlmodel import Session, select

from market.admins import NO_ADMINS
from market.broadcast.activity import Activity
from market.broadcast.audience import Audience, AudienceRole, Criterion, headcount, readers
from storage.broadcast import BroadcastKind
from storage.person import Person
from storage.store import Store
from tests.market.broadcast.audience_model import (
    ADMINS,
    DAY,
    LANGUAGES,
    NOW,
    TAGS,
    AudienceModel,
    build_model,
)
from tests.people import add_person
from tests.seeds import seeds


def any_audience(model: AudienceModel, rng: Random) -> Audience:
    def some(choices: tuple[object, ...] | list[int]) -> tuple[object, ...]:
        return tuple(rng.sample(list(choices), rng.randint(1, 2))) if rng.random() < 0.4 else ()

    return Audience(
        alleys=some(model.alleys),  # type: ignore[arg-type]
        languages=some(LANGUAGES),  # type: ignore[arg-type]
        roles=some(AudienceRole),  # type: ignore[arg-type]
        tags=some(TAGS),  # type: ignore[arg-type]
        activities=some(tuple(Activity)),  # type: ignore[arg-type]
        drop=rng.choice(model.drops) if rng.random() < 0.2 else 0,
        market_day=rng.choice(model.market_days) if rng.random() < 0.2 else 0,
    )


@pytest.mark.parametrize("seed", seeds(1, proof=2))
async def test_the_count_is_who_is_written_to_and_what_one_counts_by_hand(store: Store, seed: int) -> None:
    rng = Random(seed)
    model = await store.write(build_model, rng)
    audiences = [Audience(), *(any_audience(model, rng) for _ in range(50))]

    def found(session: Session) -> list[tuple[set[int], tuple[tuple[str, int], ...], tuple[int, int, int]]]:
        return [
            (
                set(session.exec(select(Person.id).where(*readers(audience, kind, ADMINS, NOW)))),
                (count := headcount(session, audience, kind, ADMINS, now=NOW)).languages,
                (count.blocked, count.unreachable, count.no_promotions),
            )
            for audience in audiences
            for kind in BroadcastKind
        ]

    asked = [(audience, kind) for audience in audiences for kind in BroadcastKind]
    somebody = 0
    for (audience, kind), (written, languages, left_out) in zip(asked, await store.read(found), strict=True):
        expected = model.readers(audience, kind)
        somebody += bool(expected)
        assert written == expected, audience
        assert dict(languages) == Counter(model.people[one].language for one in expected), audience
        assert left_out == model.left_out(audience, kind), audience
    assert somebody > 20, "most of them find somebody"


async def test_who_comes_after_it_began_is_not_among_its_readers(store: Store) -> None:
    def late(session: Session) -> tuple[int, int]:
        for one, at in ((1, NOW), (2, NOW + DAY)):
            add_person(session, one, first_name="P", language="en", created_at=at)
        session.flush()
        counts = [
            headcount(session, Audience(), "operational", NO_ADMINS, now=at).total for at in (NOW, NOW + DAY)
        ]
        return counts[0], counts[1]

    assert await store.write(late) == (1, 2)


def test_it_is_stored_and_read_alike_also_as_it_was_before() -> None:
    whole = Audience(
        alleys=(3, 4),
        languages=("ms",),
        roles=("vendor", "shopper"),
        tags=("halal",),
        activities=("waits",),
        drop=12,
        market_day=31,
    )
    assert Audience.read(whole.stored()) == whole
    assert Audience.read({"alley": 3, "language": "", "role": "vendor"}) == Audience(
        alleys=(3,), languages=(), roles=("vendor",)
    )
    assert Audience.read({"alley": 0, "language": "ms", "role": ""}) == Audience(languages=("ms",))
    assert Audience.read({}) == Audience()


def test_a_second_tap_takes_a_choice_back() -> None:
    one = Audience().toggled(Criterion.ALLEY, 3)
    assert one.toggled(Criterion.ALLEY, 4) == Audience(alleys=(3, 4))
    assert one.toggled(Criterion.ALLEY, 4).toggled(Criterion.ALLEY, 3) == Audience(alleys=(4,))
    assert Audience().toggled(Criterion.DROP, 7).toggled(Criterion.DROP, 8) == Audience(drop=8)
    assert Audience(drop=8).toggled(Criterion.DROP, 8) == Audience()
    assert Audience().toggled(Criterion.MARKET_DAY, 7).toggled(Criterion.MARKET_DAY, 8) == Audience(
        market_day=8
    )
    assert Audience(market_day=8).toggled(Criterion.MARKET_DAY, 8) == Audience()
    assert Audience(market_day=8, drop=2).any(Criterion.MARKET_DAY) == Audience(drop=2)
    assert Audience(alleys=(3, 4), drop=8).any(Criterion.ALLEY) == Audience(drop=8)
