"""Roles never move by a merge; an organiser, or the owner of an approved stall, needs the word of an organiser who is neither of both accounts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.account_move import BothInDrop, NamedInSettings
from market.actor import Actor, NotOrganiser, Right, may
from market.admins import NO_ADMINS, Admins
from market.deposit.deposit_offer import deposit_offer
from market.deposit.payee import deposit_settings
from market.deposit.refusals import PaymentWayClosed
from market.merge import accept_merge, merge_request, offer_merge
from market.notification.outbox import notify
from market.organiser.roles import name_organiser, remove_organiser
from market.recovery.facts import own_recovery, recoveries
from market.recovery.move import move_account
from market.recovery.refusals import (
    NoOtherOrganiser,
    OwnRecovery,
    RecoveryBlocked,
    RecoveryGone,
    TooManyRecoveries,
)
from market.recovery.request import (
    LIVES,
    MAX_A_DAY,
    ask_recovery,
    object_to_move,
    refuse_recovery,
    withdraw_recovery,
)
from market.refusal import LinkUnknown
from market.stall_notifications import StallRequested
from storage.address import Address
from storage.audit import AuditAction, AuditEntry
from storage.deposit import PaymentMethod
from storage.notification import Notification
from storage.organiser import Organiser
from storage.person import Person
from storage.recovery import Recovery, RecoveryState
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.store import Store
from tests.log_words import log_lines
from tests.market.deposit.conftest import MARIUS, DepositScenario, scenario
from tests.market.deposit.conftest import NOW as DEPOSIT_NOW
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario
from tests.merging import merge_by_word
from tests.people import telegram_id

__all__ = ["scenario"]
NewItem = Callable[..., Awaitable[ItemScenario]]
ASKER, OTHER, KEN, JO = 1, 2, 20, 21
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def organised(item: ItemScenario) -> ItemScenario:
    """Ken organises the market."""
    await organise(item.store, KEN)
    return item


async def organise(store: Store, *people: int) -> None:
    def write(session: Session) -> None:
        for person in people:
            session.add(Organiser(person_id=person, named_by=None, named_at=NOW))

    await store.write(write)


async def asks(store: Store, asker: int = ASKER, other: int = OTHER, admins: Admins = NO_ADMINS) -> int:
    """The other account confirms, and the organisers are asked; the request."""
    offer = await store.write(offer_merge, asker, NOW, Random(f"{asker} {other}"))
    said = await store.write(accept_merge, other, offer.code, NOW, rng=Random(offer.code), admins=admins)
    assert said is None
    newest = select(Recovery.id).order_by(col(Recovery.id).desc()).limit(1)
    return await store.read(lambda session: session.exec(newest).one() or 0)


async def decides(store: Store, request: int, by: int = KEN, admins: Admins = NO_ADMINS) -> None:
    await store.write(move_account, Actor(by), request, admins, now=NOW, rng=Random(request))


async def organisers(store: Store) -> set[int]:
    return await store.read(lambda session: {*session.exec(select(Organiser.person_id))})


async def owner(store: Store) -> int | None:
    return await store.read(lambda session: session.get_one(Stall, 1).owner_id)


async def told(store: Store, kind: str) -> list[tuple[int | None, int | None]]:
    rows = select(Notification.person_id, Notification.address_id).where(col(Notification.kind) == kind)
    return await store.read(
        lambda session: [(row[0], row[1]) for row in session.exec(rows.order_by(col(Notification.id)))]
    )


async def people(store: Store) -> set[int]:
    rows = select(Person.id).where(col(Person.id).in_((ASKER, OTHER, ROS, KEN)))
    return await store.read(lambda session: {each for each in session.exec(rows) if each})


@pytest.mark.parametrize("pair", [(ASKER, OTHER), (OTHER, ASKER)], ids=["confirms", "asks"])
async def test_an_organiser_s_link_moves_nothing_before_another_one_agrees(
    organised: ItemScenario, pair: tuple[int, int]
) -> None:
    store = organised.store
    await organise(store, OTHER)
    request = await asks(store, *pair)
    assert await people(store) == {ASKER, OTHER, ROS, KEN}
    assert await organisers(store) == {KEN, OTHER}
    assert [person for person, _ in await told(store, "RecoveryRequested")] == [KEN]
    await decides(store, request)
    assert OTHER in await organisers(store) if pair[0] == OTHER else await organisers(store) == {KEN}
    assert len(await people(store)) == 3


@pytest.mark.empty_market("the last lines of the audit log")
async def test_the_owner_of_an_approved_stall_needs_an_organiser(organised: ItemScenario) -> None:
    store = organised.store
    request = await asks(store, ASKER, ROS)
    assert await owner(store) == ROS
    own = [await store.read(own_recovery, person, NOW) for person in (ASKER, ROS)]
    assert [facts.id for facts in own if facts] == [request, request], "both see the request"
    assert [person for person, _ in await told(store, "MergeWaits")] == [ASKER]
    await decides(store, request)
    assert await owner(store) == ASKER
    addresses = select(Address.id).where(col(Address.external_id).in_((telegram_id(ASKER), telegram_id(ROS))))
    both = await store.read(lambda session: {*session.exec(addresses)})
    agreed = await told(store, "MergeAgreed")
    assert {person for person, _ in agreed} == {ASKER}
    assert {address for _, address in agreed} == both, "each account is told where it writes from"
    last = (await log_lines(store, Actor(KEN)))[0]
    assert (last.action, last.actor, last.subject, last.details) == (
        AuditAction.ACCOUNTS_MERGED, f"P{KEN}", f"P{ASKER}", "agreed"
    )  # fmt: skip
    assert last.thing == "Ros"


async def test_a_stall_that_waits_for_approval_goes_along_without_an_organiser(
    organised: ItemScenario,
) -> None:
    store = organised.store
    await store.write(lambda session: setattr(session.get_one(Stall, 1), "state", "asked"))
    offer = await store.write(offer_merge, ASKER, NOW, Random(1))
    assert await store.write(accept_merge, ROS, offer.code, NOW, rng=Random(1)) == ASKER
    assert await owner(store) == ASKER


async def test_each_merge_is_in_the_log(item: ItemScenario) -> None:
    offer = await item.store.write(offer_merge, ASKER, NOW, Random(1))
    await item.store.write(accept_merge, OTHER, offer.code, NOW, rng=Random(1))
    rows = select(AuditEntry.action, AuditEntry.details).order_by(col(AuditEntry.id).desc()).limit(1)
    assert await item.store.read(lambda session: tuple(session.exec(rows).one())) == ("accounts_merged", "")


async def test_what_waits_for_the_organiser_who_is_gone_is_read_by_nobody(organised: ItemScenario) -> None:
    store = organised.store
    await organise(store, OTHER)
    await store.write(
        lambda session: notify(session, OTHER, StallRequested(stall_id=1), NOW, about="stall:1")
    )
    await decides(store, await asks(store))
    assert [person for person, _ in await told(store, "StallRequested")] == []


async def test_a_helper_s_role_ends_and_its_owner_is_told(organised: ItemScenario) -> None:
    store = organised.store
    helps = StallStaff(stall_id=1, person_id=OTHER, role=StaffRole.ALL, since=NOW)
    await store.write(lambda session: session.add(helps))
    offer = await store.write(offer_merge, ASKER, NOW, Random(1))
    assert await store.write(accept_merge, OTHER, offer.code, NOW, rng=Random(1)) == ASKER, (
        "no word is needed"
    )
    assert not await store.read(may, ASKER, 1, Right.VIEW)
    assert [person for person, _ in await told(store, "HelperLeft")] == [ROS]


async def test_nobody_decides_about_their_own_accounts_nor_who_is_no_organiser(
    organised: ItemScenario,
) -> None:
    store = organised.store
    await organise(store, OTHER)
    request = await asks(store)
    for by, refusal in ((OTHER, OwnRecovery), (ASKER, NotOrganiser), (ROS, NotOrganiser)):
        with pytest.raises(refusal):
            await decides(store, request, by)
    assert await people(store) == {ASKER, OTHER, ROS, KEN}


@pytest.mark.parametrize("of_settings", [False, True])
async def test_without_another_organiser_nothing_is_asked(item: ItemScenario, of_settings: bool) -> None:
    admins = Admins(frozenset({telegram_id(ASKER)})) if of_settings else NO_ADMINS
    if not of_settings:
        await organise(item.store, ASKER)
    offer = await item.store.write(offer_merge, ASKER, NOW, Random(1))
    for _ in range(2):
        with pytest.raises(NoOtherOrganiser):
            await item.store.write(accept_merge, OTHER, offer.code, NOW, rng=Random(1), admins=admins)
    assert await told(item.store, "RecoveryRequested") == []
    await item.store.write(name_organiser, Actor(ASKER, is_configured_admin=True), KEN, admins, now=NOW)
    said = await item.store.write(accept_merge, OTHER, offer.code, NOW, rng=Random(1), admins=admins)
    assert said is None, "the link still works once there is one"


async def test_an_organiser_of_the_settings_asks_and_does_not_confirm(organised: ItemScenario) -> None:
    """The role follows the address, so the address may not go to another account."""
    store, admins = organised.store, Admins(frozenset({telegram_id(OTHER)}))
    offer = await store.write(offer_merge, ASKER, NOW, Random(1))
    with pytest.raises(NamedInSettings):
        await store.write(accept_merge, OTHER, offer.code, NOW, rng=Random(1), admins=admins)
    request = await asks(store, OTHER, ASKER, admins)
    await decides(store, request, admins=admins)
    assert await people(store) == {OTHER, ROS, KEN}


async def test_the_settings_that_change_meanwhile_are_asked_again(organised: ItemScenario) -> None:
    request = await asks(organised.store, ASKER, ROS)
    with pytest.raises(NamedInSettings):
        await decides(organised.store, request, admins=Admins(frozenset({telegram_id(ROS)})))
    assert await owner(organised.store) == ROS


async def test_a_refusal_is_told_to_both_and_nothing_moves(organised: ItemScenario) -> None:
    store = organised.store
    request = await asks(store, ASKER, ROS)
    await store.write(refuse_recovery, Actor(KEN), request, NOW)
    assert [person for person, _ in await told(store, "RecoveryRefused")] == [ASKER, ROS]
    with pytest.raises(RecoveryGone):
        await decides(store, request)
    assert await owner(store) == ROS


@pytest.mark.parametrize("by", [ASKER, ROS])
async def test_either_account_takes_it_back(organised: ItemScenario, by: int) -> None:
    store = organised.store
    request = await asks(store, ASKER, ROS)
    await store.write(withdraw_recovery, Actor(by), NOW)
    assert (
        await store.read(lambda session: session.get_one(Recovery, request))
    ).state == RecoveryState.WITHDRAWN
    with pytest.raises(RecoveryGone):
        await decides(store, request)


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_a_request_ends_after_a_day_and_its_link_is_used_up(organised: ItemScenario) -> None:
    store = organised.store
    offer = await store.write(offer_merge, ASKER, NOW, Random(1))
    await store.write(accept_merge, ROS, offer.code, NOW, rng=Random(1))
    with pytest.raises(LinkUnknown):
        await store.write(accept_merge, ROS, offer.code, NOW, rng=Random(1))
    assert len(await store.read(recoveries, Actor(KEN), NOW + LIVES - HOUR)) == 1
    assert await store.read(recoveries, Actor(KEN), NOW + LIVES) == ()


async def test_three_requests_a_day_and_the_newest_counts(organised: ItemScenario) -> None:
    store = organised.store
    requests = [await asks(store, ASKER, ROS) for _ in range(MAX_A_DAY)]
    states = [
        (await store.read(lambda session, each=each: session.get_one(Recovery, each))).state
        for each in requests
    ]
    assert states == [RecoveryState.ENDED, RecoveryState.ENDED, RecoveryState.ASKED]
    with pytest.raises(TooManyRecoveries):
        await asks(store, ASKER, ROS)


async def test_it_is_decided_as_things_are_then(organised: ItemScenario) -> None:
    """A block, and something that both have got in one drop, stop it at the organiser's tap."""
    store = organised.store
    request = await asks(store, ASKER, ROS)
    await store.write(lambda session: setattr(session.get_one(Person, ASKER), "blocked_at", NOW))
    with pytest.raises(RecoveryBlocked):
        await decides(store, request)
    await store.write(lambda session: setattr(session.get_one(Person, ASKER), "blocked_at", None))
    for person in (ASKER, ROS):
        await organised.join(person)
    with pytest.raises(BothInDrop):
        await decides(store, request)
    assert await owner(store) == ROS


async def test_nobody_objects_to_what_both_agreed_to(organised: ItemScenario) -> None:
    store = organised.store
    request = await asks(store, ASKER, ROS)
    await decides(store, request)
    with pytest.raises(RecoveryGone):
        await store.write(
            object_to_move, Actor(ASKER), request, "no", zone="Asia/Kuching", admins=NO_ADMINS, now=NOW
        )


async def test_an_organiser_who_decides_may_stop_being_one_and_another_decides(
    organised: ItemScenario,
) -> None:
    store = organised.store
    await organise(store, JO)
    request = await asks(store, ASKER, ROS)
    await store.write(remove_organiser, Actor(JO), KEN, NO_ADMINS, now=NOW)
    with pytest.raises(NotOrganiser):
        await decides(store, request)
    await decides(store, request, JO)
    assert await owner(store) == ASKER


async def test_the_question_names_all_that_moves(scenario: DepositScenario) -> None:
    """Bookings, money, the stall, and the name in its bank QR."""
    _, booking = await scenario.paid(person=MARIUS)
    assert booking
    await organise(scenario.store, 5)
    offer = await scenario.store.write(offer_merge, 1, DEPOSIT_NOW, Random(1))
    asked = await scenario.store.read(merge_request, MARIUS, offer.code, DEPOSIT_NOW)
    assert (asked.first_name, asked.has.bookings, asked.has.stalls) == ("P1", 1, ("Ombak Print",))
    assert [(each.amount, each.stall) for each in asked.has.deposits] == [(1000, "Ombak Print")]
    assert asked.payees == ("OMBAK PRINT",)
    assert (asked.roles, asked.needs_organiser) == (False, True)


@pytest.mark.parametrize("way", ["merge", "recovery"])
async def test_a_stall_that_moved_takes_no_deposit_from_afar_for_a_day(
    scenario: DepositScenario, way: str
) -> None:
    shopper, taker, ken = 2, 1, 5
    hold = await scenario.hold(shopper)
    store = scenario.store
    before = await scenario.choose(hold, "bank", shopper)
    if way == "merge":
        await merge_by_word(store, taker, MARIUS, ken, now=DEPOSIT_NOW)
    else:
        await organise(store, ken)
        named = {"zone": "Asia/Kuching", "admins": NO_ADMINS, "now": DEPOSIT_NOW, "rng": Random(2)}
        await store.write(ask_recovery, Actor(taker), "Ombak Print", **named)
        request = await store.read(lambda session: session.exec(select(Recovery.id)).one())
        await store.write(move_account, Actor(ken), request, NO_ADMINS, now=DEPOSIT_NOW, rng=Random(2))
    offer = await store.read(deposit_offer, shopper, hold, cards=True, now=DEPOSIT_NOW + DAY - HOUR)
    assert offer.ways == (PaymentMethod.CASH,)
    for closed in ("bank", "invoice"):
        with pytest.raises(PaymentWayClosed):
            await scenario.choose(hold, closed, shopper)
    settings = await store.read(deposit_settings, Actor(taker), 1, DEPOSIT_NOW + HOUR)
    assert settings.serving is None
    assert settings.next
    assert settings.next.serves_at == DEPOSIT_NOW + DAY
    assert (await scenario.deposit(before)).state == "asked", "what was asked for before stays"
    offer = await store.read(deposit_offer, shopper, hold, cards=True, now=DEPOSIT_NOW + DAY)
    assert offer.ways == (PaymentMethod.BANK, PaymentMethod.INVOICE, PaymentMethod.CASH)
