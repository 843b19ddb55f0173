"""Agreements on shares: who agrees, until when, and what ends them."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select, text

from market.actor import Actor, NotYourStall
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import ButtonForged
from market.split.agree import agree_share, end_shares, offered_share, step_back
from market.split.facts import count_own_shares, own_share, own_shares
from market.split.refusals import (
    NoUsualShares,
    OtherParty,
    OwnSplitLink,
    ShareUnfit,
    SplitFixed,
    SplitLinkEnded,
    SplitNeedsDrop,
    SplitOver,
    SplitUnknown,
)
from market.split.rule import SplitTerms
from market.stock.draft import undo
from market.stock.pause import cancel
from storage.address import Address
from storage.drop import Drop
from storage.organiser import Organiser
from storage.person import Person
from storage.shown import ShownKind, ShownMessage
from storage.split import Split, SplitParty, SplitRole
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.sale.conftest import AINA, DAY, HOUR, KEN, KUIH, NOW, ROS, SITI, TOM, WEI
from tests.market.split.conftest import CREATOR, DROP, HOST, NEXT_DROP, NEXT_ITEM, SplitScenario


async def test_nothing_counts_until_each_has_agreed(scenario: SplitScenario) -> None:
    await scenario.propose(CREATOR, 2000)
    split = await scenario.propose(HOST, 1000)
    await scenario.accept(await scenario.link(CREATOR), TOM)
    assert await scenario.in_force() == []
    await scenario.accept(await scenario.link(HOST), SITI)
    assert await scenario.in_force() == [split]
    shares = await scenario.shares()
    assert shares.agreed is not None
    assert shares.proposed is None
    assert shares.agreed.terms == SplitTerms(2000, 1000)
    assert [(party.role, party.name) for party in shares.agreed.parties] == [(CREATOR, "Tom"), (HOST, "Siti")]
    assert await scenario.notified("SharesAgreed") == {ROS, TOM}, "Siti, the last, was there"


async def test_a_link_works_once_for_a_day_and_not_for_the_owner_or_the_other_party(
    scenario: SplitScenario,
) -> None:
    await scenario.propose(CREATOR, 2000)
    await scenario.propose(HOST, 1000)
    old = await scenario.link(CREATOR)
    code = await scenario.link(CREATOR)
    host = await scenario.link(HOST)
    with pytest.raises(SplitLinkEnded):
        await scenario.accept(old, TOM)
    with pytest.raises(OwnSplitLink):
        await scenario.accept(code, ROS)
    scenario.now += timedelta(hours=3)
    await scenario.accept(code, TOM)
    with pytest.raises(SplitLinkEnded):
        await scenario.accept(code, SITI)
    with pytest.raises(OtherParty):
        await scenario.accept(host, TOM)
    await scenario.change(Drop, DROP, starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
    scenario.now = NOW + DAY
    with pytest.raises(SplitLinkEnded):
        await scenario.accept(host, SITI)


async def test_opening_a_link_shows_the_terms_of_all_and_changes_nothing(scenario: SplitScenario) -> None:
    await scenario.propose(HOST, 1000)
    await scenario.propose(CREATOR, 2000)
    code = await scenario.link(CREATOR)
    offered = await scenario.store.read(offered_share, TOM, code, scenario.now)
    assert (offered.role, offered.terms) == (CREATOR, SplitTerms(2000, 1000))
    taken = await scenario.count(SplitParty.person_id, SplitParty.agreed_at)
    assert {*taken} == {(None, None)}


async def test_a_change_is_a_new_proposal_and_the_old_terms_stay_until_all_agree(
    scenario: SplitScenario,
) -> None:
    first = await scenario.shared()
    second = await scenario.propose(CREATOR, 2500)
    assert await scenario.notified("SharesProposed") == {TOM, SITI}
    assert await scenario.in_force() == [first]
    await scenario.agree(second, CREATOR)
    assert await scenario.in_force() == [first]
    with pytest.raises(SplitUnknown):
        await scenario.agree(second, HOST, TOM)
    await scenario.agree(second, HOST)
    assert await scenario.in_force() == [second]
    await scenario.agree(second, HOST)
    assert await scenario.in_force() == [second]
    with pytest.raises(SplitOver):
        await scenario.step_back(first, HOST)


async def test_one_part_is_taken_out_of_a_proposal_and_who_was_asked_is_told(scenario: SplitScenario) -> None:
    await scenario.shared()
    await scenario.sell((KUIH, 1))
    await scenario.usual()
    assert await scenario.parts(NEXT_DROP) == {CREATOR: 2000, HOST: 1000}
    await scenario.remove(HOST, NEXT_DROP)
    assert await scenario.parts(NEXT_DROP) == {CREATOR: 2000}
    assert await scenario.notified("SharesEnded") == {SITI}
    with pytest.raises(SplitOver):
        await scenario.remove(HOST, NEXT_DROP)
    await scenario.remove(CREATOR, NEXT_DROP)
    assert await scenario.parts(NEXT_DROP) == {}
    assert await scenario.notified("SharesEnded") == {SITI, TOM}
    with pytest.raises(SplitOver):
        await scenario.remove(CREATOR, NEXT_DROP)


async def test_what_was_agreed_stays_until_those_who_remain_agree_anew(scenario: SplitScenario) -> None:
    agreed = await scenario.shared()
    await scenario.remove(HOST)
    assert await scenario.in_force() == [agreed]
    assert await scenario.notified("SharesEnded") == set()
    proposed = (await scenario.shares()).proposed
    assert proposed is not None
    await scenario.agree(proposed.id, CREATOR)
    assert await scenario.in_force() == [proposed.id]
    assert await scenario.notified("SharesEnded") == {SITI}
    await scenario.remove(CREATOR)
    assert await scenario.in_force() == [], "the last part ends what is agreed"
    assert await scenario.notified("SharesEnded") == {SITI, TOM}


async def test_after_the_first_sale_no_part_is_taken_out(scenario: SplitScenario) -> None:
    await scenario.shared()
    await scenario.sell((KUIH, 1))
    with pytest.raises(SplitFixed):
        await scenario.remove(HOST)


async def test_the_first_sale_fixes_the_terms(scenario: SplitScenario) -> None:
    split = await scenario.shared()
    pending = await scenario.propose(CREATOR, 9000)
    await scenario.agree(pending, CREATOR)
    await scenario.void(await scenario.sell((KUIH, 1)))
    with pytest.raises(SplitFixed):
        await scenario.agree(pending, HOST)
    with pytest.raises(SplitFixed):
        await scenario.step_back(split, CREATOR)
    with pytest.raises(SplitFixed):
        await scenario.propose(CREATOR, 100)
    await scenario.end()
    assert (await scenario.shares()).proposed is None, "a proposal that came to nothing can go"
    with pytest.raises(SplitFixed):
        await scenario.end()
    assert await scenario.in_force() == [split]


async def test_a_hand_over_fixes_the_terms_unless_it_is_undone(scenario: SplitScenario) -> None:
    split = await scenario.shared()
    scan = await scenario.hand_over(await scenario.booking(AINA, units=2), 1)
    with pytest.raises(SplitFixed):
        await scenario.step_back(split, CREATOR)
    await scenario.undo_scan(scan)
    await scenario.step_back(split, CREATOR)
    assert await scenario.in_force() == []
    assert await scenario.notified("SharesEnded") == {ROS, SITI}


async def test_before_the_first_sale_either_side_may_step_back(scenario: SplitScenario) -> None:
    await scenario.shared()
    await scenario.end()
    assert await scenario.in_force() == []
    assert await scenario.notified("SharesEnded") == {TOM, SITI}
    with pytest.raises(SplitOver):
        await scenario.end()


async def test_the_usual_shares_are_those_of_the_last_drop_and_all_agree_again(
    scenario: SplitScenario,
) -> None:
    with pytest.raises(NoUsualShares):
        await scenario.usual()
    await scenario.shared()
    await scenario.sell((KUIH, 1))
    split = await scenario.usual()
    assert await scenario.in_force(NEXT_DROP) == []
    assert await scenario.notified("SharesProposed") == {TOM, SITI}
    await scenario.agree(split, CREATOR)
    await scenario.agree(split, HOST)
    assert await scenario.in_force(NEXT_DROP) == [split]


@pytest.mark.parametrize(("creator", "host"), [(0, 0), (10_001, 0), (-1, 0), (6000, 4001)])
async def test_parts_are_above_zero_and_not_more_than_the_whole(
    scenario: SplitScenario, creator: int, host: int
) -> None:
    if host:
        await scenario.propose(CREATOR, creator)
    with pytest.raises(ShareUnfit):
        await scenario.propose(HOST if host else CREATOR, host or creator)


async def test_the_smallest_part_is_a_hundredth_of_a_percent_and_the_stall_may_keep_nothing(
    scenario: SplitScenario,
) -> None:
    await scenario.propose(CREATOR, 1)
    await scenario.propose(HOST, 9999)
    shares = await scenario.shares()
    assert shares.proposed is not None
    assert shares.proposed.terms == SplitTerms(1, 9999)


async def test_the_stall_itself_is_no_party(scenario: SplitScenario) -> None:
    """Its part is what is left; a button that says otherwise is forged."""
    with pytest.raises(ButtonForged):
        await scenario.propose(SplitRole.STALL, 2000)
    await scenario.propose(CREATOR, 2000)
    with pytest.raises(SplitOver):
        await scenario.link(SplitRole.STALL)


@pytest.mark.parametrize("person", [TOM, WEI])
async def test_only_the_owner_proposes_makes_links_and_ends(scenario: SplitScenario, person: int) -> None:
    await scenario.propose(CREATOR, 2000)
    for deed in (
        scenario.propose(HOST, 100, person=person),
        scenario.link(CREATOR, person=person),
        scenario.end(person=person),
    ):
        with pytest.raises(NotYourStall):
            await deed


@pytest.mark.parametrize(
    "values",
    [{"state": "draft"}, {"state": "cancelled", "cancelled_at": NOW}, {"ends_at": NOW}],
)
async def test_a_drop_that_is_not_on_sale_is_not_shared(
    scenario: SplitScenario, values: dict[str, object]
) -> None:
    split = await scenario.propose(CREATOR, 2000)
    code = await scenario.link(CREATOR)
    await scenario.change(Drop, DROP, starts_at=NOW - HOUR)
    await scenario.change(Drop, DROP, **values)
    with pytest.raises(SplitNeedsDrop):
        await scenario.propose(HOST, 100)
    with pytest.raises(SplitNeedsDrop):
        await scenario.accept(code, TOM)
    await scenario.change(SplitParty, (split, CREATOR), person_id=TOM, code_hash=None, until=None)  # type: ignore[arg-type]
    with pytest.raises(SplitNeedsDrop):
        await scenario.agree(split, CREATOR)


async def test_a_block_before_the_first_sale_ends_the_shares_and_after_it_changes_nothing(
    scenario: SplitScenario,
) -> None:
    await scenario.shared()
    await scenario.store.write(lambda session: session.add(Organiser(person_id=KEN, named_at=NOW)))
    await scenario.store.write(block, Actor(KEN), TOM, NO_ADMINS, now=scenario.now)
    assert await scenario.in_force() == []
    assert await scenario.notified("SharesEnded") == {ROS, SITI}
    with pytest.raises(Blocked):
        await scenario.accept("x", TOM)
    await scenario.change(Person, TOM, blocked_at=None)
    split = await scenario.shared()
    await scenario.sell((KUIH, 1))
    await scenario.store.write(block, Actor(KEN), TOM, NO_ADMINS, now=scenario.now)
    assert await scenario.in_force() == [split]


async def test_who_is_forgotten_after_the_first_sale_leaves_their_part_without_a_name(
    scenario: SplitScenario,
) -> None:
    split = await scenario.shared()
    await scenario.sell((KUIH, 1))
    before = (await scenario.shares_week()).debts
    await scenario.store.write(forget, TOM, scenario.now)
    assert await scenario.in_force() == [split]
    after = (await scenario.shares_week()).debts
    assert [(debt.amount, debt.name) for debt in before] == [(170, "Tom"), (85, "Siti")]
    assert [(debt.amount, debt.name) for debt in after] == [(170, ""), (85, "Siti")]


async def test_who_is_forgotten_before_the_first_sale_ends_the_shares(scenario: SplitScenario) -> None:
    await scenario.shared()
    await scenario.store.write(forget, SITI, scenario.now)
    assert await scenario.in_force() == []
    assert await scenario.notified("SharesEnded") == {ROS, TOM}


async def test_a_cancelled_drop_tells_its_parties_and_ends_what_is_only_proposed(
    scenario: SplitScenario,
) -> None:
    split = await scenario.shared()
    await scenario.propose(CREATOR, 2500)
    await scenario.sell((KUIH, 1))
    await scenario.store.write(cancel, Actor(ROS), DROP, scenario.now)
    assert await scenario.notified("SharedDropCancelled") == {TOM, SITI}
    shares = await scenario.shares()
    assert shares.proposed is None
    assert await scenario.in_force() == [split]
    assert [debt.amount for debt in (await scenario.shares_week()).debts] == [170, 85]


async def test_a_publication_that_is_undone_takes_its_shares_with_it(scenario: SplitScenario) -> None:
    await scenario.shared()
    assert await scenario.store.write(undo, Actor(ROS), DROP, scenario.now)
    assert await scenario.count(Split.id) == []
    assert await scenario.notified("SharesEnded") == {TOM, SITI}


async def test_a_draft_whose_shares_a_message_shows_can_be_thrown_away(scenario: SplitScenario) -> None:
    await scenario.propose(CREATOR, 2000, NEXT_DROP)

    def show(session: Session) -> None:
        address = session.exec(select(Address.id).where(col(Address.person_id) == ROS)).one()
        session.add(
            ShownMessage(
                person_id=ROS, address_id=address, message=1, kind=ShownKind.SHARES, subject_id=NEXT_DROP, item_id=NEXT_ITEM,
                form="stall", digest="", quiet_until=NOW, shown_at=NOW,
            )
        )  # fmt: skip

    await scenario.store.write(show)
    assert await scenario.store.write(undo, Actor(ROS), NEXT_DROP, NOW)
    assert not await scenario.store.write(undo, Actor(ROS), NEXT_DROP, NOW)


async def test_many_shares_are_six_on_a_page_the_last_drop_first(scenario: SplitScenario) -> None:
    def share(session: Session) -> list[int]:
        columns = session.get_one(Drop, DROP).model_dump()
        for day in range(1, 9):
            when = {"starts_at": NOW + day * DAY, "ends_at": NOW + day * DAY + HOUR}
            session.add(Drop(**columns | {"id": 100 + day, "code": f"X{day}"} | when))
            session.flush()
            session.add(Split(id=100 - day, drop_id=100 + day, proposed_at=NOW))
            session.flush()
            session.add(SplitParty(split_id=100 - day, role=CREATOR, share=2000, person_id=TOM))
            session.flush()
        return [*range(92, 100)]

    splits = await scenario.store.write(share)
    pages = [await scenario.store.read(own_shares, TOM, page) for page in (0, 1, 2, 3)]
    assert [[row.split for row in page.rows] for page in pages] == [
        splits[:6], splits[:6], splits[6:], splits[6:],
    ]  # fmt: skip
    assert [(page.page, page.pages) for page in pages] == [(1, 2), (1, 2), (2, 2), (2, 2)]


async def test_a_party_sees_their_own_and_a_stranger_nothing(scenario: SplitScenario) -> None:
    split = await scenario.shared()
    assert await scenario.store.read(count_own_shares, TOM) == 1
    page = await scenario.store.read(own_shares, TOM, 1)
    assert [(row.split, row.role, row.share, row.all_agreed) for row in page.rows] == [
        (split, CREATOR, 2000, True)
    ]
    own = await scenario.store.read(own_share, Actor(TOM), split, CREATOR)
    assert own.terms == SplitTerms(2000, 1000)
    for person, role in ((TOM, HOST), (AINA, CREATOR), (ROS, CREATOR), (TOM, SplitRole.STALL)):
        with pytest.raises(SplitUnknown):
            await scenario.store.read(own_share, Actor(person), split, role)
    assert (await scenario.store.read(own_shares, AINA, 1)).rows == ()


@pytest.mark.parametrize("column", ["share = 9000", "role = 'host'", "split_id = 7"])
async def test_the_parts_of_a_proposal_cannot_be_changed_by_anybody(
    scenario: SplitScenario, column: str
) -> None:
    await scenario.propose(CREATOR, 2000)
    with pytest.raises(DatabaseError, match="the parts of a proposal are fixed"):
        await scenario.store.write(
            lambda session: session.connection().execute(text(f"UPDATE split_party SET {column}"))
        )


@ON_POSTGRESQL
async def test_agreeing_and_stepping_back_wait_for_a_sale_of_the_drop(scenario: SplitScenario) -> None:
    split = await scenario.shared()
    again, where, tom = await scenario.propose(CREATOR, 3000), f"id = {DROP}", Actor(TOM)
    await waits_where_it_looks(scenario.store, (agree_share, tom, again, CREATOR, scenario.now), Drop, where)
    await waits_where_it_looks(scenario.store, (step_back, tom, split, CREATOR, scenario.now), Drop, where)
    await waits_where_it_looks(scenario.store, (end_shares, Actor(ROS), DROP, scenario.now), Drop, where)
