"""The screenshot of a transfer: its owner, its readers, until when it may change, and that a copy is recognised."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser, NotYourStall
from market.deposit.picture_print import COUNT, MAX_DIFFERENCE, print_of
from market.deposit.refusals import DepositNotYours, ScreenshotGone, ScreenshotLate
from market.deposit.screenshot import (
    ANSWERED_FOR,
    PRINT_FOR,
    UNANSWERED_FOR,
    ScreenshotFacts,
    SeenBefore,
    SentPicture,
    own_screenshot,
    remove_screenshot,
    require_waiting,
    screenshot_of,
    screenshot_to_check,
    send_screenshot,
    stalled_screenshot,
    sweep_screenshots,
)
from market.deposit.stalled import SILENT_AFTER
from market.person import Blocked
from market.picture import bytes_of, store_picture, sweep_pictures
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import Refusal
from storage.deposit import Deposit, DepositState, Payee
from storage.drop import Drop
from storage.person import Person
from storage.screenshot import PicturePrint, Screenshot
from storage.stall import Stall
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.market.deposit.conftest import (
    AINA,
    DAY,
    HOUR,
    KEN,
    MARIUS,
    NOW,
    STRANGER,
    TOM,
    DepositScenario,
    add_drop,
)
from tests.market.deposit.payloads import DUITNOW
from tests.market.locks import waits_where_it_looks

ORGANISER = Actor(KEN, is_configured_admin=True)
STALL = Actor(MARIUS)


def picture(shade: int, mark: str = "", spot: int = 0) -> tuple[SentPicture, bytes]:
    """Return a grey picture with a `spot` of another grey; `mark` makes files differ that look the same."""
    data = f"{shade} {spot} {mark}".encode()
    tiles = bytes([shade] * (COUNT - 1) + [shade + spot])
    return SentPicture(sha256(data).hexdigest(), print_of(data, tiles)), data


async def send(
    scenario: DepositScenario,
    deposit: int,
    shade: int = 40,
    *,
    person: int = AINA,
    mark: str = "",
    spot: int = 0,
) -> str:
    """Store a picture and put it to a payment; its hash."""
    sent, data = picture(shade, mark, spot)
    await scenario.store.write(store_picture, sent.picture, 9, 16, data=data, now=scenario.now)
    await scenario.store.write(send_screenshot, person, deposit, sent, now=scenario.now)
    return sent.picture


async def said(scenario: DepositScenario, person: int = AINA) -> int:
    deposit = await scenario.choose(await scenario.hold(person), "bank", person)
    await scenario.say(deposit, person)
    return deposit


async def of(scenario: DepositScenario, deposit: int) -> ScreenshotFacts | None:
    return await scenario.store.read(screenshot_of, deposit)


async def seen(scenario: DepositScenario, deposit: int) -> SeenBefore | None:
    found = await of(scenario, deposit)
    assert found is not None
    return found.seen


async def prints(store: Store) -> int:
    return await store.read(lambda session: len(session.exec(select(PicturePrint.id)).all()))


async def test_sent_replaced_and_removed_while_the_payment_waits(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    assert await of(scenario, deposit) is None
    await send(scenario, deposit, 40)
    other = await send(scenario, deposit, 90)
    found = await of(scenario, deposit)
    assert found == ScreenshotFacts(deposit=deposit, picture=other, sent_at=NOW, seen=None)
    assert await scenario.store.read(own_screenshot, AINA, deposit) == NOW
    assert await scenario.store.read(own_screenshot, TOM, deposit) is None
    for _ in range(2):
        await scenario.store.write(remove_screenshot, AINA, deposit, NOW)
        assert await of(scenario, deposit) is None
    assert await prints(scenario.store) == 0


async def test_only_the_payer_and_only_while_the_stall_has_not_answered(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    with pytest.raises(ScreenshotLate):
        await send(scenario, deposit)
    await scenario.say(deposit)
    for person in (TOM, STRANGER, MARIUS):
        for action in (remove_screenshot, require_waiting):
            with pytest.raises(DepositNotYours):
                await scenario.store.write(action, person, deposit, *([NOW] * (action is remove_screenshot)))
        with pytest.raises(DepositNotYours):
            await send(scenario, deposit, person=person)
    await scenario.change(Person, AINA, blocked_at=NOW)
    with pytest.raises(Blocked):
        await send(scenario, deposit)
    await scenario.change(Person, AINA, blocked_at=None)
    await send(scenario, deposit)
    await scenario.confirm(deposit)
    for refused in (send(scenario, deposit), scenario.store.write(remove_screenshot, AINA, deposit, NOW)):
        with pytest.raises(ScreenshotLate):
            await refused
    assert await of(scenario, deposit) is not None


async def test_who_answers_the_payment_sees_it_and_nobody_else(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    with pytest.raises(ScreenshotGone):
        await scenario.store.read(screenshot_to_check, STALL, deposit, NOW)
    key = await send(scenario, deposit)
    facts, found = await scenario.store.read(screenshot_to_check, STALL, deposit, NOW)
    assert (facts.id, found.picture) == (deposit, key)
    for actor in (Actor(AINA), Actor(STRANGER), ORGANISER):
        with pytest.raises(NotYourStall):
            await scenario.store.read(screenshot_to_check, actor, deposit, NOW)
    assert await scenario.store.read(stalled_screenshot, ORGANISER, deposit, NOW) is None
    silent = NOW + SILENT_AFTER
    assert await scenario.store.read(screenshot_to_check, ORGANISER, deposit, silent) == (facts, found)
    assert await scenario.store.read(stalled_screenshot, ORGANISER, deposit, silent) == found
    with pytest.raises(NotOrganiser):
        await scenario.store.read(stalled_screenshot, STALL, deposit, silent)


@pytest.mark.parametrize(
    ("mark", "spot", "expected"),
    [
        ("", 0, SeenBefore.SAME),
        ("again", 0, SeenBefore.ALIKE),
        ("again", MAX_DIFFERENCE, SeenBefore.ALIKE),
        ("again", MAX_DIFFERENCE + 1, None),
    ],
)
async def test_a_picture_of_another_payment_is_known_again(
    scenario: DepositScenario, mark: str, spot: int, expected: SeenBefore | None
) -> None:
    first, second = await said(scenario), await said(scenario, TOM)
    await send(scenario, first)
    await send(scenario, second, person=TOM, mark=mark, spot=spot)
    assert await seen(scenario, first) is None, "it was the first"
    assert await seen(scenario, second) == expected


async def test_a_picture_of_another_stall_is_known_again(scenario: DepositScenario) -> None:
    drop, item = await scenario.store.write(add_drop)
    await scenario.change(Drop, drop, stall_id=2)
    await scenario.change(Stall, 2, deposits_at=NOW)
    other = DepositScenario(scenario.store, drop, item)
    await add_payee(scenario, 2)
    first, second = await said(scenario), await said(other, TOM)
    await send(scenario, first)
    await send(other, second, person=TOM)
    assert await seen(scenario, second) == SeenBefore.SAME


async def add_payee(scenario: DepositScenario, stall: int) -> None:
    named: dict[str, Any] = {"payload": DUITNOW, "name": "OTHER", "set_by": KEN}
    long_ago = NOW - 3 * DAY
    await scenario.store.write(
        lambda session: session.add(Payee(stall_id=stall, set_at=long_ago, confirmed_at=long_ago, **named))
    )


async def test_the_same_picture_again_for_one_payment_is_no_second_use(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    await send(scenario, deposit)
    await scenario.deny(deposit)
    scenario.now += HOUR
    await scenario.say(deposit)
    await send(scenario, deposit)
    assert await seen(scenario, deposit) is None
    assert await prints(scenario.store) == 2


async def test_what_the_stall_has_answered_counts_also_when_it_was_removed(scenario: DepositScenario) -> None:
    """A picture that served once, and was taken away, cannot serve as if it were new."""
    first, second = await said(scenario), await said(scenario, TOM)
    await send(scenario, first)
    await scenario.deny(first)
    scenario.now += HOUR
    await scenario.say(first)
    await scenario.store.write(remove_screenshot, AINA, first, scenario.now)
    assert await of(scenario, first) is None
    await send(scenario, second, person=TOM)
    assert await seen(scenario, second) == SeenBefore.SAME


async def test_what_was_removed_before_an_answer_counts_for_nothing(scenario: DepositScenario) -> None:
    first, second = await said(scenario), await said(scenario, TOM)
    await send(scenario, first)
    await scenario.store.write(remove_screenshot, AINA, first, NOW)
    await send(scenario, second, person=TOM)
    assert await seen(scenario, second) is None


async def sweep(scenario: DepositScenario, at: Any) -> None:
    while await scenario.store.write(sweep_screenshots, at):
        pass
    await scenario.store.write(sweep_pictures, at)


async def test_pictures_go_after_the_answer_and_prints_later(scenario: DepositScenario) -> None:
    first, second = await said(scenario), await said(scenario, TOM)
    key = await send(scenario, first)
    await scenario.confirm(first)
    await sweep(scenario, NOW + ANSWERED_FOR - HOUR)
    assert await of(scenario, first) is not None
    await sweep(scenario, NOW + ANSWERED_FOR)
    assert await of(scenario, first) is None
    with pytest.raises(KeyError):
        await scenario.store.read(bytes_of, key)
    scenario.now += ANSWERED_FOR
    await send(scenario, second, person=TOM)
    assert await seen(scenario, second) == SeenBefore.SAME, "the print is there still"
    await sweep(scenario, NOW + PRINT_FOR)
    assert await prints(scenario.store) == 1, "the later one"


async def test_a_picture_goes_also_where_the_stall_never_answers(scenario: DepositScenario) -> None:
    deposit = await said(scenario)
    await send(scenario, deposit)
    await sweep(scenario, NOW + UNANSWERED_FOR - HOUR)
    assert await of(scenario, deposit) is not None
    await sweep(scenario, NOW + UNANSWERED_FOR)
    assert await of(scenario, deposit) is None
    assert await scenario.state(deposit) == DepositState.SAID


async def test_mydata_has_it_and_forget_takes_the_picture_and_leaves_no_person(
    scenario: DepositScenario,
) -> None:
    first, second = await said(scenario), await said(scenario, TOM)
    key = await send(scenario, first)
    [row] = (await scenario.store.read(mydata, AINA))["screenshot"]
    assert row["picture_hash"] == key
    await scenario.store.write(forget, AINA, NOW)
    await scenario.store.write(sweep_pictures, NOW)
    with pytest.raises(KeyError):
        await scenario.store.read(bytes_of, key)
    assert await scenario.store.read(lambda session: session.exec(select(Screenshot.id)).all()) == []
    await send(scenario, second, person=TOM)
    assert await seen(scenario, second) == SeenBefore.SAME, (
        "who sent it is forgotten, and what was sent is not"
    )


@ON_POSTGRESQL
@pytest.mark.parametrize("table", [Person, Deposit])
async def test_sending_and_removing_wait_where_they_look(scenario: DepositScenario, table: type[Any]) -> None:
    deposit = await said(scenario)
    await send(scenario, deposit)
    sent, _ = picture(90)
    await scenario.store.write(store_picture, sent.picture, 9, 16, data=b"90", now=NOW)
    where = f"id = {AINA}" if table is Person else "TRUE"
    for deed in ((send_screenshot, AINA, deposit, sent, NOW), (remove_screenshot, AINA, deposit, NOW)):
        await waits_where_it_looks(scenario.store, deed, table, where)


ACTS = ("send", "send", "send again", "remove", "remove", "confirm", "deny", "say")
requests = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 3)), min_size=10, max_size=40)


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(requests=requests)
async def test_whatever_payers_and_the_stall_do_at_one_time(
    store: Store, requests: list[tuple[str, int]]
) -> None:
    """One picture a payment is shown at most, each with its print, and none is added or taken away after the answer."""
    scenario = DepositScenario(store, *await store.write(add_drop))
    deposits = {person: await said(scenario, person) for person in (1, 2, 3)}
    for first in range(0, len(requests), 4):
        batch = requests[first : first + 4]
        before = await store.read(_shown)
        states = {person: await scenario.state(each) for person, each in deposits.items()}
        await asyncio.gather(*(_act(scenario, deposits[person], *one) for one in batch for person in one[1:]))
        after = await store.read(_shown)
        for person, deposit in deposits.items():
            waited = states[person] == DepositState.SAID or ("say", person) in batch
            assert waited or before.get(deposit) == after.get(deposit)
        scenario.now += timedelta(hours=1)
    assert await store.read(_orphans) == []


async def _act(scenario: DepositScenario, deposit: int, act: str, person: int) -> None:
    with suppress(Refusal):
        match act:
            case "send" | "send again":
                await send(scenario, deposit, 40 + 60 * person * (act == "send"), person=person)
            case "remove":
                await scenario.store.write(remove_screenshot, person, deposit, scenario.now)
            case "confirm":
                await scenario.confirm(deposit)
            case "deny":
                await scenario.deny(deposit)
            case "say":
                await scenario.say(deposit, person)


def _shown(session: Session) -> dict[int, str]:
    rows = session.exec(select(Screenshot).where(col(Screenshot.picture_hash).is_not(None))).all()
    assert len({row.deposit_id for row in rows}) == len(rows)
    return {row.deposit_id: row.picture_hash or "" for row in rows}


def _orphans(session: Session) -> list[int]:
    """Return prints that are missing."""
    known = set(session.exec(select(PicturePrint.id)).all())
    return [row.id or 0 for row in session.exec(select(Screenshot)).all() if row.print_id not in known]
