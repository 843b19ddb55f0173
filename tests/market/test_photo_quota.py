"""Photos: who may send them, how many a day, and which pictures are deleted."""

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.person import Blocked
from market.photo_quota import (
    DAY,
    MAX_OF_PERSON,
    MAX_OF_STALL,
    TooManyPhotos,
    count_photo,
    may_post,
    sweep_photo_counts,
)
from market.picture import store_file_ids, store_picture, sweep_pictures
from storage.drop import Drop
from storage.person import Person
from storage.picture import Picture, ReceivedPhoto, Upload
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.market.test_organiser import AINA, NOW, ORGANISER, ROS, STRANGER, add_market

ZONE = "Asia/Kuching"


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(add_market)
    return store


async def test_a_stall_and_an_organiser_may_post_and_nobody_else(market: Store) -> None:
    for actor, may in ((Actor(ROS), True), (ORGANISER, True), (STRANGER, False)):
        assert await market.read(may_post, actor) is may

    def turn_down(session: Session) -> None:
        session.exec(select(Stall)).one().state = StallApproval.TURNED_DOWN

    await market.write(turn_down)
    assert await market.read(may_post, Actor(ROS)) is False


@pytest.mark.parametrize(("person", "maximum"), [(ROS, MAX_OF_STALL), (AINA, MAX_OF_PERSON)])
async def test_so_many_a_day_and_then_none_until_there_is_room(
    market: Store, person: int, maximum: int
) -> None:
    for update in range(maximum):
        await market.write(count_photo, Actor(person), update, ZONE, now=NOW)
        await market.write(count_photo, Actor(person), update, ZONE, now=NOW)
    with pytest.raises(TooManyPhotos) as refused:
        await market.write(count_photo, Actor(person), maximum, ZONE, now=NOW + DAY / 2)
    assert (refused.value.again, refused.value.zone) == (NOW + DAY, ZONE)
    await market.write(count_photo, Actor(person), maximum, ZONE, now=NOW + DAY)


async def test_a_blocked_person_s_photo_is_not_downloaded(market: Store) -> None:
    await market.write(lambda session: setattr(session.get_one(Person, ROS), "blocked_at", NOW))
    with pytest.raises(Blocked):
        await market.write(count_photo, Actor(ROS), 1, ZONE, now=NOW)


@pytest.mark.empty_market("sweeps everybody's")
async def test_counts_are_kept_for_a_day(market: Store) -> None:
    await market.write(count_photo, Actor(ROS), 1, ZONE, now=NOW)
    await market.write(count_photo, Actor(ROS), 2, ZONE, now=NOW + DAY / 2)
    await market.write(sweep_photo_counts, NOW + DAY)
    assert await market.read(lambda session: session.exec(select(ReceivedPhoto.update_id)).all()) == [2]


async def test_a_picture_that_nothing_shows_is_swept_after_a_day(market: Store) -> None:
    used, unused, again, old = ("ab" * 32, "cd" * 32, "ef" * 32, "01" * 32)
    for key in (used, unused, again, old):
        await market.write(store_picture, key, 1, 1, data=b"x", now=NOW)
    await market.write(store_file_ids, 7, {unused: "AgAC"}, NOW)

    def change(session: Session) -> None:
        session.exec(select(Drop)).one().picture_hash = used
        session.get_one(Picture, old).stored_at = None

    await market.write(change)
    assert await market.write(sweep_pictures, NOW + DAY / 2) == 1, "one from before it was known when"
    await market.write(store_picture, again, 1, 1, data=b"x", now=NOW + DAY / 2)
    assert await market.write(sweep_pictures, NOW + DAY) == 1
    assert await market.write(sweep_pictures, NOW + DAY) == 0

    def left(session: Session) -> tuple[list[str], list[str]]:
        pictures = select(Picture.hash).order_by(col(Picture.hash))
        return list(session.exec(pictures)), list(session.exec(select(Upload.hash)))

    assert await market.read(left) == (sorted([used, again]), [])
