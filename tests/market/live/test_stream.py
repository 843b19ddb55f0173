"""A stall's stream: which addresses are taken, who may set one, who sees it; and the next live drop of a stall."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

from market.actor import Actor, NotYourStall, OutsideRole
from market.admins import NO_ADMINS
from market.drop.refusals import DropCancelled, DropOver
from market.live.live_order import live_order
from market.live.next_live import StallLive, announce_live, stall_live
from market.live.refusals import LiveNeedsQueue, StreamUnfit
from market.live.stream import (
    MAX_ADDRESS,
    discard_stream,
    draft_stream,
    own_stream,
    publish_stream,
    remove_stream,
    shown_stream,
    stream_address,
    stream_host,
)
from market.organiser.block import block
from market.organiser.stalls import stall_application
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from storage.alley import Alley
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from tests.market.live.conftest import MINUTE, LiveScenario
from tests.market.waitlist.conftest import HOUR, NOW, ROS

NewItem = Callable[..., Awaitable[LiveScenario]]
STALL, TOM, HELPER = 1, 1, 2
ORGANISER = Actor(40, is_configured_admin=True)
URL, OTHER = "https://live.example/ros", "https://other.example/ros"

GOOD = {
    "https://www.tiktok.com/@dapur.ros/live": ("https://www.tiktok.com/@dapur.ros/live", "www.tiktok.com"),
    "  https://youtu.be/x?si=a_b-c&t=1#now\n": ("https://youtu.be/x?si=a_b-c&t=1#now", "youtu.be"),
    "HTTPS://Shopee.COM.my/Live": ("https://shopee.com.my/Live", "shopee.com.my"),
    "https://live.example": ("https://live.example", "live.example"),
    "https://live.example?room=[1]": ("https://live.example?room=[1]", "live.example"),
    "https://xn--nmc.xn--fiqs8s/%E5%92%96": ("https://xn--nmc.xn--fiqs8s/%E5%92%96", "xn--nmc.xn--fiqs8s"),
    "https://live.example/" + "a" * 179: ("https://live.example/" + "a" * 179, "live.example"),
}
BAD = (
    "",
    "live.example/ros",
    "http://live.example/ros",
    "ftp://live.example",
    "javascript:alert(1)",
    "tg://resolve?domain=x",
    "https://",
    "https://localhost/ros",
    "https://192.168.1.1/ros",
    "https://0x7f.1",
    "https://[::1]/",
    "https://live.example:8443/",
    "https://live.example./",
    "https://.example/",
    "https://-live.example/",
    "https://live-.example/",
    "https://live..example/",
    "https://ros@live.example/",
    "https://ros:word@live.example/",
    "https://www.tiktok.com@evil.example/",
    "https://evil.example\\@www.tiktok.com/",
    "https://live.example/a b",
    "https://live.example/a\nb",
    "https://live.example/\u202eevil",
    "https://live.example/\u200b",
    "https://live.example/\x00",
    "https://live.example/\x7f",
    "https://\u202elive.example/",
    "https://li\u0475e.example/",
    "https://\u212aive.example/",
    "https://live\u3002example/",
    'https://live.example/"><b>',
    "https://live.example/`",
    "https://live.example/" + "a" * 180,
    f"https://{'a' * 64}.example/",
    f"see {URL}",
    f"{URL} {URL}",
)


@pytest.mark.parametrize("typed", GOOD)
def test_a_plain_https_address_is_taken_with_its_host_in_lower_case(typed: str) -> None:
    address = stream_address(typed)
    assert (address, stream_host(address)) == GOOD[typed]
    assert len(address) <= MAX_ADDRESS


@pytest.mark.parametrize("typed", BAD)
def test_any_other_text_is_refused(typed: str) -> None:
    with pytest.raises(StreamUnfit):
        stream_address(typed)


async def publish(item: LiveScenario, url: str = URL) -> None:
    await item.store.write(draft_stream, Actor(ROS), STALL, url)
    await item.store.write(publish_stream, Actor(ROS), STALL)


async def shown(item: LiveScenario) -> str:
    return await item.store.read(shown_stream, STALL)


async def own(item: LiveScenario) -> tuple[str, str]:
    stream = await item.store.read(own_stream, Actor(ROS), STALL)
    return stream.url, stream.draft_url


async def test_what_is_typed_is_seen_by_its_owner_alone_until_it_is_published(item: LiveScenario) -> None:
    await item.store.write(draft_stream, Actor(ROS), STALL, URL)
    assert (await own(item), await shown(item)) == (("", URL), "")
    await item.store.write(publish_stream, Actor(ROS), STALL)
    await item.store.write(publish_stream, Actor(ROS), STALL)
    assert (await own(item), await shown(item)) == ((URL, ""), URL)
    await item.store.write(draft_stream, Actor(ROS), STALL, OTHER)
    assert (await own(item), await shown(item)) == ((URL, OTHER), URL)
    await item.store.write(discard_stream, Actor(ROS), STALL)
    assert (await own(item), await shown(item)) == ((URL, ""), URL)


async def test_a_removed_address_is_seen_by_nobody_and_can_be_published_again(item: LiveScenario) -> None:
    await publish(item)
    await item.store.write(remove_stream, Actor(ROS), STALL)
    await item.store.write(remove_stream, Actor(ROS), STALL)
    assert (await own(item), await shown(item)) == (("", URL), "")
    await item.store.write(publish_stream, Actor(ROS), STALL)
    assert await shown(item) == URL


async def test_strangers_helpers_and_the_blocked_change_nothing(item: LiveScenario) -> None:
    await publish(item)

    def help_out(session: Session) -> None:
        session.add(StallStaff(stall_id=STALL, person_id=HELPER, role=StaffRole.ALL, since=NOW))

    async def refused(person: int, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            await item.store.write(draft_stream, Actor(person), STALL, OTHER)
        for action in (publish_stream, discard_stream, remove_stream):
            with pytest.raises(refusal):
                await item.store.write(action, Actor(person), STALL)

    await item.store.write(help_out)
    await refused(TOM, NotYourStall)
    await refused(HELPER, OutsideRole)
    await item.store.write(block, ORGANISER, ROS, NO_ADMINS, now=NOW)
    await refused(ROS, Blocked)
    assert await own(item) == (URL, "")
    assert await shown(item) == "", "nobody is led to what somebody blocked shows"


async def test_only_a_stall_that_is_open_shows_it_and_organisers_read_it(item: LiveScenario) -> None:
    await publish(item)
    assert (await item.store.read(live_order, item.drop, 1)).stream_url == URL
    assert (await item.store.read(stall_application, ORGANISER, STALL)).stream_url == URL

    def change(session: Session, state: str, closed: bool) -> None:
        session.get_one(Stall, STALL).state = state
        session.get_one(Alley, 1).closed_at = NOW if closed else None

    for state, closed, expected in (
        ("asked", False, ""),
        ("turned_down", False, ""),
        ("approved", True, ""),
        ("approved", False, URL),
    ):
        await item.store.write(change, state, closed)
        assert await shown(item) == expected, (state, closed)


async def test_forget_erases_it_with_what_was_not_published(item: LiveScenario) -> None:
    await publish(item)
    await item.store.write(draft_stream, Actor(ROS), STALL, OTHER)
    assert (await item.store.read(mydata, ROS))["stall"][0]["stream_url"] == URL
    await item.store.write(forget, ROS, NOW)
    row = await item.store.read(lambda session: session.get_one(Stall, STALL))
    assert (row.stream_url, row.stream_draft) == ("", "")


async def live(item: LiveScenario) -> tuple[int | None, bool]:
    found: StallLive = await item.store.read(stall_live, STALL, item.now)
    return found.next_drop, found.runs


async def test_a_drop_is_next_from_its_announcement_and_live_while_its_session_runs(
    item: LiveScenario,
) -> None:
    async def announce(announced: bool) -> None:
        await item.store.write(announce_live, Actor(ROS), item.drop, announced=announced, now=item.now)

    assert await live(item) == (None, False)
    await announce(True)
    assert await live(item) == (item.drop, False)
    await announce(False)
    assert await live(item) == (None, False)
    await announce(True)
    await item.start()
    assert await live(item) == (item.drop, True)
    item.now += MINUTE
    await item.stop()
    assert await live(item) == (None, False), "what was announced has been"


async def test_what_is_live_now_comes_before_what_is_announced_earlier(new_item: NewItem) -> None:
    first, second = await new_item(), await new_item()
    for item in (second, first):
        await item.store.write(announce_live, Actor(ROS), item.drop, announced=True, now=NOW)
    assert await live(first) == (first.drop, False)
    await second.start()
    assert await live(first) == (second.drop, True)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"state": "cancelled", "cancelled_at": NOW}, DropCancelled),
        ({"opens_at": NOW - 9 * HOUR, "starts_at": NOW - 3 * HOUR, "ends_at": NOW}, DropOver),
        ({"policy": "draw", "draws_at": NOW + HOUR}, LiveNeedsQueue),
    ],
)
async def test_what_cannot_be_live_is_not_announced_and_not_shown(
    item: LiveScenario, changes: dict[str, object], refusal: type[Exception]
) -> None:
    await item.change(**changes)
    with pytest.raises(refusal):
        await item.store.write(announce_live, Actor(ROS), item.drop, announced=True, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "cancelled", "cancelled_at": NOW},
        {"state": "paused", "paused_at": NOW},
        {"hidden_at": NOW},
        {"opens_at": NOW - 9 * HOUR, "starts_at": NOW - 3 * HOUR, "ends_at": NOW},
    ],
)
async def test_an_announced_drop_that_is_not_on_is_not_next(
    item: LiveScenario, changes: dict[str, object]
) -> None:
    await item.store.write(announce_live, Actor(ROS), item.drop, announced=True, now=NOW)
    await item.change(**changes)
    assert await live(item) == (None, False)
