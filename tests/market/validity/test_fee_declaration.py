"""A stall says that it paid a month of its licence: one at a time, until it withdraws that or an organiser answers; on both databases."""

from datetime import date
from random import Random

import pytest
from sqlmodel import Session, col, select

import market.licence_rules
from market.actor import Actor, NotOrganiser, NotYourStall, OwnStallDecided, StallUnknown
from market.fee_declaration import (
    DeclarationState,
    DeclaringStall,
    FeeAnswered,
    FeeDeclared,
    FeeNoted,
    count_declared,
    declaration_state,
    declare_fee,
    declared_fees,
    declared_month,
    deny_fee,
    drop_unasked_fees,
    withdraw_fee,
)
from market.licence_fees import FeesChanged, NoLicenceFee, PaidFee, enter_fee, own_fees, void_fee
from market.licence_rules import ANYWHERE, RULES, LicenceRules, MonthlyFee, asks_fee, rules_of
from market.organiser.block import block
from market.organiser.overview import overview
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import Refusal
from market.stall_closing import close_stall
from storage.alley import Alley
from storage.licence import FeeDeclaration
from storage.notification import Notification
from storage.person import Person
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.validity.test_licence import lapse
from tests.market.validity.test_licence_fees import DECEMBER, NOVEMBER, fees, noon, pays
from tests.market.validity.test_validity import (
    ADMINS,
    AINA,
    BEN,
    KEN,
    NOW,
    ORGANISER,
    ROS,
    STRANGER,
    VENDOR,
    people,
)

__all__ = ["people"]

FEE_EVERYWHERE = LicenceRules(territory="", city="", fee=MonthlyFee())
NO_FEE_IN_TAWAU = LicenceRules(territory="MY", city="Tawau")


async def declares(store: Store, stall: int, month: date = NOVEMBER, actor: Actor = VENDOR) -> int:
    return await store.write(declare_fee, actor, stall, month, admins=ADMINS, now=NOW)


async def withdraws(store: Store, stall: int, declaration: int, actor: Actor = VENDOR) -> None:
    await store.write(withdraw_fee, actor, stall, declaration, NOW)


async def denies(store: Store, stall: int, declaration: int, actor: Actor = ORGANISER) -> None:
    await store.write(deny_fee, actor, stall, declaration, NOW)


async def helps(store: Store, stall: int, person: int) -> None:
    def add(session: Session) -> None:
        session.add(StallStaff(stall_id=stall, person_id=person, role=StaffRole.ALL, since=NOW))

    await store.write(add)


async def state(
    store: Store, stall: int, declaration: int, month: date = NOVEMBER, actor: Actor = ORGANISER
) -> DeclarationState:
    return await store.read(declaration_state, actor, stall, declaration, month=month)


async def notified(store: Store) -> list[tuple[str, int]]:
    """The notifications about declared fees, with whom they go to."""
    kinds = (
        "LicenceFeeDeclared",
        "LicenceFeeNoted",
        "LicenceFeeDenied",
        "LicenceFeeDropped",
        "LicenceFeeVoided",
    )
    rows = select(Notification.kind, Notification.person_id).where(col(Notification.kind).in_(kinds))
    return sorted(await store.read(lambda session: [*session.exec(rows)]))


async def waiting(store: Store, actor: Actor = ORGANISER) -> tuple[DeclaringStall, ...]:
    """Return the declarations that an organiser sees; the number of /admin is the same."""
    page = await store.read(declared_fees, actor, 1)
    counts = await store.read(overview, actor, NOW)
    assert page.total == counts.fees == len(page.stalls)
    return page.stalls


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_many_that_say_so_are_eight_on_a_page_in_their_order(
    store: Store, people: tuple[int, int]
) -> None:
    def declare(session: Session) -> list[int]:
        columns = session.get_one(Stall, people[0]).model_dump()
        stalls = [*range(109, 99, -1)]
        for stall in stalls:
            session.add(Stall(**columns | {"id": stall, "code": f"X{stall}"}))
            session.flush()
            session.add(FeeDeclaration(stall_id=stall, month=NOVEMBER, declared_at=NOW))
            session.flush()
        return stalls

    stalls = await store.write(declare)
    pages = [await store.read(declared_fees, ORGANISER, page) for page in (0, 1, 2, 3)]
    first, last = stalls[:8], stalls[8:]
    assert [[each.stall for each in page.stalls] for page in pages] == [first, first, last, last]
    assert [(page.page, page.pages, page.total) for page in pages] == [
        (1, 2, 10), (1, 2, 10), (2, 2, 10), (2, 2, 10),
    ]  # fmt: skip


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_a_stall_says_it_paid_and_an_organiser_notes_it(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    assert await waiting(store) == ()
    declaration = await declares(store, stall)
    assert await notified(store) == [("LicenceFeeDeclared", KEN)]
    assert await waiting(store) == (DeclaringStall(stall, "Dapur"),)
    for statement in (await fees(store, stall), await store.read(own_fees, VENDOR, stall, NOW)):
        assert statement.declared
        assert (statement.declared.id, statement.declared.month) == (declaration, NOVEMBER)
    assert await store.read(declared_month, declaration) == NOVEMBER
    await pays(store, stall)
    assert (await fees(store, stall)).declared is None
    assert await notified(store) == [("LicenceFeeNoted", ROS)], "nobody is asked about what is noted"
    assert await waiting(store) == ()
    for late in (withdraws(store, stall, declaration), denies(store, stall, declaration)):
        with pytest.raises(FeeAnswered):
            await late
    with pytest.raises(FeeAnswered):
        await store.read(declared_month, declaration)


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_a_stall_withdraws_it_and_says_it_again(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    first = await declares(store, stall)
    with pytest.raises(FeeDeclared):
        await declares(store, stall)
    await withdraws(store, stall, first)
    assert await notified(store) == []
    assert await waiting(store) == ()
    second = await declares(store, stall)
    assert second != first, "a button of the first does nothing to the second"
    for stale in (withdraws(store, stall, first), denies(store, stall, first)):
        with pytest.raises(FeeAnswered):
            await stale
    await denies(store, stall, second)
    assert await notified(store) == [("LicenceFeeDenied", ROS)]
    with pytest.raises(FeeAnswered):
        await denies(store, stall, second)
    await declares(store, stall)
    assert len(await waiting(store)) == 1


async def test_a_month_that_is_noted_or_not_due_is_refused(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    with pytest.raises(FeesChanged):
        await declares(store, stall, DECEMBER)
    entry = await pays(store, stall)
    with pytest.raises(FeeNoted):
        await declares(store, stall, NOVEMBER)
    assert await notified(store) == [], "a stall that said nothing is told nothing"
    declaration = await declares(store, stall, DECEMBER)
    await store.write(void_fee, ORGANISER, stall, entry, NOW)
    await pays(store, stall, month=NOVEMBER)
    kept = (await fees(store, stall)).declared
    assert kept is not None
    assert kept.id == declaration, "another month was noted"
    await lapse(store, stall, None, "Kuching")
    await withdraws(store, stall, declaration)
    with pytest.raises(NoLicenceFee):
        await declares(store, stall)


async def test_only_the_owner_says_it_and_only_an_organiser_answers(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    await helps(store, stall, AINA)
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    await store.write(remove_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    for actor in (STRANGER, Actor(BEN), ORGANISER):
        with pytest.raises(NotYourStall):
            await declares(store, stall, actor=actor)
    declaration = await declares(store, stall)
    for actor in (STRANGER, Actor(BEN), ORGANISER):
        with pytest.raises(NotYourStall):
            await withdraws(store, stall, declaration, actor)
    for actor in (VENDOR, STRANGER, Actor(BEN)):
        with pytest.raises(NotOrganiser):
            await denies(store, stall, declaration, actor)
        with pytest.raises(NotOrganiser):
            await store.read(declared_fees, actor, 1)
    with pytest.raises(StallUnknown):
        await denies(store, 77, declaration)
    await store.write(block, ORGANISER, ROS, ADMINS, now=NOW)
    for deed in (declares(store, stall), withdraws(store, stall, declaration)):
        with pytest.raises(Blocked):
            await deed


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_an_organiser_with_a_part_in_the_stall_is_not_asked(
    store: Store, people: tuple[int, int]
) -> None:
    """Neither its owner nor its helper is told, sees it among what waits, or answers."""
    stall = people[0]
    await helps(store, stall, BEN)
    for person in (ROS, BEN):
        await store.write(name_organiser, ORGANISER, person, ADMINS, now=NOW)
    declaration = await declares(store, stall)
    assert await notified(store) == [("LicenceFeeDeclared", KEN)]
    assert len(await waiting(store)) == 1
    for actor in (Actor(ROS), Actor(BEN)):
        assert await waiting(store, actor) == ()
        with pytest.raises(OwnStallDecided):
            await denies(store, stall, declaration, actor)


@pytest.mark.empty_market("what waits in all of the market")
async def test_what_a_closed_or_forgotten_stall_said_waits_for_nobody(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    declaration = await declares(store, stall)
    await store.write(close_stall, VENDOR, stall, 0, now=NOW)
    assert await waiting(store) == ()
    await store.write(forget, ROS, NOW)
    assert await store.read(lambda session: session.exec(select(FeeDeclaration)).all()) == []
    with pytest.raises(FeeAnswered):
        await store.read(declared_month, declaration)


async def test_a_cancelled_licence_leaves_what_was_said_behind(store: Store, people: tuple[int, int]) -> None:
    """A payment that begins a new licence answers it."""
    stall = people[0]
    await pays(store, stall)
    await declares(store, stall, DECEMBER)
    later = noon(date(2027, 3, 1))
    assert (await fees(store, stall, later)).starts
    await pays(store, stall, later)
    assert (await fees(store, stall, later)).declared is None


async def test_what_became_of_it_is_told_to_those_who_decide(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    first = await declares(store, stall)
    assert await state(store, stall, first) is DeclarationState.WAITING
    await withdraws(store, stall, first)
    assert await state(store, stall, first) is DeclarationState.OVER
    second = await declares(store, stall)
    assert await state(store, stall, first) is DeclarationState.OVER, "another one waits"
    await denies(store, stall, second)
    assert await state(store, stall, second) is DeclarationState.OVER
    third = await declares(store, stall)
    entry = await pays(store, stall)
    assert await state(store, stall, third) is DeclarationState.NOTED
    await store.write(void_fee, ORGANISER, stall, entry, NOW)
    assert await state(store, stall, third) is DeclarationState.OVER
    fourth = await declares(store, stall)
    await store.write(close_stall, VENDOR, stall, 0, now=NOW)
    assert await state(store, stall, fourth) is DeclarationState.OVER
    await helps(store, stall, BEN)
    await store.write(name_organiser, ORGANISER, BEN, ADMINS, now=NOW)
    with pytest.raises(OwnStallDecided):
        await state(store, stall, fourth, actor=Actor(BEN))
    for actor in (VENDOR, STRANGER):
        with pytest.raises(NotOrganiser):
            await state(store, stall, fourth, actor=actor)
    with pytest.raises(StallUnknown):
        await state(store, 77, fourth)


async def asks(store: Store, stall: int, city: str) -> None:
    """The stall's alley is in this city from now on."""
    await lapse(store, stall, None, city)


@pytest.mark.empty_market("what waits in all of the market")
async def test_it_waits_for_nobody_where_the_city_asks_no_fee_any_more(
    store: Store, people: tuple[int, int]
) -> None:
    """At once in no list and no count, and no message is sent about it; within the hour it ends, and the stall is told once."""
    stall = people[0]
    declaration = await declares(store, stall)
    assert await store.write(drop_unasked_fees, NOW) == 0
    await asks(store, stall, "Kuching")
    assert await waiting(store) == ()
    assert await state(store, stall, declaration) is DeclarationState.OVER
    with pytest.raises(FeeAnswered):
        await store.read(declared_month, declaration)
    with pytest.raises(NoLicenceFee):
        await denies(store, stall, declaration)
    await asks(store, stall, "Kota Kinabalu")
    assert len(await waiting(store)) == 1, "asked again before the job came by"
    await asks(store, stall, "Kuching")
    assert await store.write(drop_unasked_fees, NOW) == 1
    assert await store.write(drop_unasked_fees, NOW) == 0
    assert await notified(store) == [("LicenceFeeDropped", ROS)]
    with pytest.raises(FeeAnswered):
        await withdraws(store, stall, declaration)
    await asks(store, stall, "Kota Kinabalu")
    assert await waiting(store) == ()
    await declares(store, stall)
    assert len(await waiting(store)) == 1


async def test_a_stall_is_told_that_what_was_noted_counts_no_more(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    entry = await pays(store, stall)
    await store.write(void_fee, ORGANISER, stall, entry, NOW)
    assert await notified(store) == [("LicenceFeeVoided", ROS)]


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_it_ends_where_the_rules_of_a_city_change(
    store: Store, people: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stall = people[0]
    await declares(store, stall)
    monkeypatch.setattr(market.licence_rules, "RULES", (ANYWHERE,))
    assert await waiting(store) == ()
    assert await store.write(drop_unasked_fees, NOW) == 1
    assert await notified(store) == [("LicenceFeeDropped", ROS)]


async def test_a_stall_that_is_closed_is_told_nothing_of_it(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await declares(store, stall)
    await store.write(close_stall, VENDOR, stall, 0, now=NOW)
    await asks(store, stall, "Kuching")
    assert await store.write(drop_unasked_fees, NOW) == 1
    assert await notified(store) == []


@pytest.mark.parametrize("rules", [RULES, (ANYWHERE,), (FEE_EVERYWHERE,), (NO_FEE_IN_TAWAU, FEE_EVERYWHERE)])
@pytest.mark.parametrize(("territory", "city"), [("MY", "Kota Kinabalu"), ("MY", "Tawau"), ("ID", "Tawau")])
async def test_the_database_finds_the_rules_that_are_found_one_by_one(
    store: Store,
    people: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    rules: tuple[LicenceRules, ...],
    territory: str,
    city: str,
) -> None:
    monkeypatch.setattr(market.licence_rules, "RULES", rules)

    def move(session: Session) -> list[int | None]:
        alley = session.get_one(Alley, people[1])
        alley.territory, alley.city = territory, city
        session.flush()
        return [*session.exec(select(Alley.id).where(asks_fee()))]

    found = await store.write(move)
    assert found == ([people[1]] if rules_of(territory, city).fee else [])


async def test_any_order_leaves_at_most_one_and_never_one_of_a_noted_month(
    store: Store, people: tuple[int, int]
) -> None:
    """Taps on old and new buttons, at random."""
    stall, chance, ids, entries = people[0], Random(11), [0], []
    for _ in range(120):
        try:
            match chance.choice(["declare", "declare", "withdraw", "deny", "note", "void"]):
                case "declare":
                    ids.append(await declares(store, stall, (await fees(store, stall)).next_month))
                case "withdraw":
                    await withdraws(store, stall, chance.choice(ids[-2:]))
                case "deny":
                    await denies(store, stall, chance.choice(ids[-2:]))
                case "note":
                    entries.append(await pays(store, stall))
                case "void" if entries:
                    await store.write(void_fee, ORGANISER, stall, entries.pop(), NOW)
        except Refusal as refusal:
            assert isinstance(refusal, FeeDeclared | FeeAnswered)  # noqa: PT017
        found = await fees(store, stall)
        counting = {each.month for each in found.entries if not each.voids and not each.is_voided}
        assert found.declared is None or found.declared.month not in counting
        assert await store.read(count_declared, ORGANISER) == (1 if found.declared else 0)


@ON_POSTGRESQL
async def test_two_at_once_wait_for_each_other(store: Store, people: tuple[int, int]) -> None:
    """The stall withdraws while an organiser notes, and each reads what the other left."""
    stall = people[0]
    declaration = await declares(store, stall)
    paid = PaidFee(stall=stall, month=NOVEMBER, amount=1000, receipt="", paid_on=NOW.date())
    mine = f"id = {stall}"
    for deed in (
        (declare_fee, VENDOR, stall, NOVEMBER, ADMINS, NOW),
        (withdraw_fee, VENDOR, stall, declaration, NOW),
        (deny_fee, ORGANISER, stall, declaration, NOW),
        (enter_fee, ORGANISER, paid, NOW),
    ):
        await waits_where_it_looks(store, deed, Stall, mine)
    for deed in (
        (declare_fee, VENDOR, stall, NOVEMBER, ADMINS, NOW),
        (withdraw_fee, VENDOR, stall, declaration, NOW),
    ):
        await waits_where_it_looks(store, deed, Person, f"id = {ROS}")
    await asks(store, stall, "Kuching")
    await waits_where_it_looks(store, (drop_unasked_fees, NOW), Stall, mine)
