"""The link of a person's feed: one at a time, of which only a hash is stored, ended by all that has to end it."""

from random import Random

import pytest
from sqlmodel import Session, select

from market.feed.feed_link import feed_link_made_at, make_feed_link, stop_feed_link
from market.feed.own_feed import own_feed
from market.merge import accept_merge, offer_merge
from market.organiser.block import block, unblock
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import LinkUnknown
from storage.feed import FeedLink
from tests.counted_statements import noted_statements
from tests.market.drop.conftest import NOW, SITI, TOM
from tests.market.feed.conftest import HOUR, KEN, FeedScenario
from tests.people import admins


async def ended(feeds: FeedScenario, secret: str) -> None:
    with pytest.raises(LinkUnknown):
        await feeds.store.read(own_feed, secret, feeds.now)


async def test_a_new_link_ends_the_one_before_and_nobody_elses(feeds: FeedScenario) -> None:
    other, first = await feeds.link(SITI), await feeds.link(TOM)
    await feeds.of_person(first)
    feeds.now = NOW + HOUR
    second = await feeds.link(TOM, seed=2)
    assert len(second) == 22
    assert len({other, first, second}) == 3
    await ended(feeds, first)
    await feeds.of_person(second)
    await feeds.of_person(other)
    assert await feeds.store.read(feed_link_made_at, TOM) == NOW + HOUR


async def test_stop_ends_the_link_and_may_come_twice(feeds: FeedScenario) -> None:
    other, secret = await feeds.link(SITI), await feeds.link(TOM)
    for _ in range(2):
        await feeds.store.write(stop_feed_link, TOM)
        await ended(feeds, secret)
    assert await feeds.store.read(feed_link_made_at, TOM) is None
    await feeds.of_person(other)


async def test_only_a_hash_is_stored_and_mydata_has_it(feeds: FeedScenario) -> None:
    secret = await feeds.link(TOM)
    data = await feeds.store.read(mydata, TOM)
    assert [*data["feed_link"][0]] == ["person_id", "code_hash", "made_at"]
    assert secret not in str(data)
    stored = await feeds.store.read(lambda session: session.exec(select(FeedLink.code_hash)).all())
    assert not any(secret in each for each in stored)


async def test_forget_ends_it(feeds: FeedScenario) -> None:
    secret = await feeds.link(TOM)
    await feeds.store.write(forget, TOM, NOW)
    await ended(feeds, secret)


async def test_a_blocked_person_has_no_feed_and_makes_no_link(feeds: FeedScenario) -> None:
    secret = await feeds.link(TOM)
    await feeds.store.write(block, KEN, TOM, admins(KEN.person), NOW)
    await ended(feeds, secret)
    with pytest.raises(Blocked):
        await feeds.store.write(make_feed_link, TOM, NOW, rng=Random(3))
    await feeds.store.write(unblock, KEN, TOM, NOW)
    await feeds.of_person(secret)
    await feeds.store.write(block, KEN, TOM, admins(KEN.person), NOW)
    await feeds.store.write(stop_feed_link, TOM)
    await feeds.store.write(unblock, KEN, TOM, NOW)
    await ended(feeds, secret)


async def test_two_accounts_that_become_one_keep_the_link_of_the_one_that_stays(feeds: FeedScenario) -> None:
    stays, gone = await feeds.link(TOM), await feeds.link(SITI)
    offer = await feeds.store.write(offer_merge, TOM, NOW, Random(7))
    await feeds.store.write(accept_merge, SITI, offer.code, NOW, rng=Random(3))
    await ended(feeds, gone)
    await feeds.of_person(stays)


async def test_a_link_of_the_account_that_goes_is_not_inherited(feeds: FeedScenario) -> None:
    gone = await feeds.link(SITI)
    offer = await feeds.store.write(offer_merge, TOM, NOW, Random(7))
    await feeds.store.write(accept_merge, SITI, offer.code, NOW, rng=Random(3))
    await ended(feeds, gone)
    assert await feeds.store.read(feed_link_made_at, TOM) is None


async def test_links_that_show_nothing_are_answered_by_the_same_query(feeds: FeedScenario) -> None:
    old = await feeds.link(TOM)
    await feeds.link(TOM, seed=2)
    forgotten = await feeds.link(SITI)
    await feeds.store.write(forget, SITI, NOW)

    def asked(session: Session, secret: str) -> list[str]:
        with noted_statements(session.connection()) as made, pytest.raises(LinkUnknown):
            own_feed(session, secret, NOW)
        return made

    seen = [await feeds.store.read(asked, secret) for secret in (old, forgotten, "A" * 22, "", "'" * 22)]
    assert len(seen[0]) == 1
    assert seen == [seen[0]] * 5
