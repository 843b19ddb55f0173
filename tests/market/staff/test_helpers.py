"""Helpers: invited by a link, given another role, removed, leaving, blocked and forgotten."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall, Right, may, stalls_with
from market.admins import NO_ADMINS
from market.audit_log import audit_line
from market.invite_code import AlreadyHelps, InviteGone, TooManyInvites
from market.kiosk.refusals import KioskRefused
from market.kiosk.sign_in import make_link
from market.merge import accept_merge, offer_merge
from market.organiser.block import block, unblock
from market.packaging.place import stall_ref
from market.person import Blocked
from market.privacy.forget import forget
from market.staff.desks import choose_desk, open_desk, posting_stall, workplaces_of
from market.staff.helpers import change_role, helper_of, leave_stall, own_help, remove_helper, staff_of
from market.staff.invite import (
    MAX_HELPERS,
    MAX_INVITES,
    accept_invite,
    cancel_invite,
    invitation,
    invite_helper,
)
from market.staff.refusals import (
    HelperGone,
    OwnStaffLink,
    StaffLinkEnded,
    StaffNeedsApproval,
    TooManyHelpers,
)
from market.ticket.scan import return_places, scanning_stalls
from storage.audit import AuditAction, AuditEntry
from storage.kiosk import KioskDevice, KioskLink
from storage.organiser import Organiser
from storage.person import Person
from storage.staff import DeskChoice, StaffRole, StallInvite, StallStaff
from storage.stall import Stall
from tests.market.kiosk.device import Kiosk
from tests.market.sale.conftest import KEN
from tests.market.staff.conftest import NEW, NOW, OTHER_STALL, ROS, SELLER, STALL, TOM, WEI, StaffScenario
from tests.merging import merge_by_word
from tests.people import add_person

DAY = timedelta(days=1)


async def test_a_link_makes_one_helper_and_the_owner_is_told(scenario: StaffScenario) -> None:
    code = await scenario.link(StaffRole.SCAN)
    offered = await scenario.read(invitation, TOM, code, NOW)
    assert (offered.stall, offered.inviter, offered.role) == (STALL, "Ros", StaffRole.SCAN)
    assert await scenario.roles() == {}
    await scenario.store.write(accept_invite, TOM, code, NOW)
    assert await scenario.roles() == {TOM: StaffRole.SCAN}
    assert await scenario.notified("HelperJoined") == [ROS]
    with pytest.raises(StaffLinkEnded):
        await scenario.store.write(accept_invite, SELLER, code, NOW)
    assert await scenario.count(StallInvite) == 0


async def test_a_link_ends_after_a_day_and_when_it_is_cancelled(scenario: StaffScenario) -> None:
    code = await scenario.link()
    with pytest.raises(StaffLinkEnded):
        await scenario.store.write(accept_invite, TOM, code, NOW + DAY)
    staff = await scenario.read(staff_of, Actor(ROS), STALL, NOW)
    await scenario.act(cancel_invite, ROS, STALL, staff.invites[0].id)
    with pytest.raises(StaffLinkEnded):
        await scenario.store.write(accept_invite, TOM, code, NOW)
    with pytest.raises(InviteGone):
        await scenario.act(cancel_invite, ROS, STALL, staff.invites[0].id)
    assert await scenario.roles() == {}


async def test_tickets_are_scanned_where_the_role_includes_it(scenario: StaffScenario) -> None:
    await scenario.hire(TOM, StaffRole.SCAN)
    await scenario.hire(SELLER, StaffRole.SELL)
    await scenario.hire(TOM, StaffRole.SELL, OTHER_STALL, WEI)
    for person, stalls in ((ROS, (STALL,)), (TOM, (STALL,)), (SELLER, ())):
        assert await scenario.read(scanning_stalls, person) == stalls
        assert await scenario.read(return_places, person) == tuple(map(stall_ref, stalls))


def add_invite(session: Session, number: int, until: datetime) -> None:
    session.add(
        StallInvite(
            id=number,
            code_hash=str(number),
            stall_id=STALL,
            person_id=ROS,
            role=StaffRole.SELL,
            until=until,
        )
    )


async def test_helpers_and_invitations_are_listed_the_first_first(scenario: StaffScenario) -> None:
    await scenario.hire(NEW)
    scenario.now += DAY / 2
    await scenario.hire(TOM)
    for number in (2, 1):
        await scenario.store.write(add_invite, number, scenario.now + DAY)
    staff = await scenario.read(staff_of, Actor(ROS), STALL, scenario.now)
    assert [each.person for each in staff.helpers] == [NEW, TOM]
    assert [each.id for each in staff.invites] == [1, 2]


async def test_the_invitation_of_another_stall_is_not_cancelled(scenario: StaffScenario) -> None:
    await scenario.link()
    invite = (await scenario.read(staff_of, Actor(ROS), STALL, NOW)).invites[0].id
    with pytest.raises(InviteGone):
        await scenario.act(cancel_invite, WEI, OTHER_STALL, invite)
    assert await scenario.count(StallInvite) == 1


async def test_an_unknown_code_is_refused(scenario: StaffScenario) -> None:
    with pytest.raises(StaffLinkEnded):
        await scenario.read(invitation, TOM, "nothing", NOW)


async def test_the_owners_own_link_is_refused_and_still_works_for_the_helper(scenario: StaffScenario) -> None:
    code = await scenario.link()
    with pytest.raises(OwnStaffLink):
        await scenario.store.write(accept_invite, ROS, code, NOW)
    await scenario.store.write(accept_invite, TOM, code, NOW)
    assert await scenario.roles() == {TOM: StaffRole.SELL}


async def test_somebody_blocked_takes_no_link(scenario: StaffScenario) -> None:
    code = await scenario.link()
    await scenario.change(Person, TOM, blocked_at=NOW)
    with pytest.raises(Blocked):
        await scenario.store.write(accept_invite, TOM, code, NOW)


@pytest.mark.parametrize("change", ["turned down", "blocked", "sold"])
async def test_a_link_of_a_stall_that_is_closed_is_refused(scenario: StaffScenario, change: str) -> None:
    code = await scenario.link()
    match change:
        case "turned down":
            await scenario.change(Stall, STALL, state="turned_down")
        case "blocked":
            await scenario.change(Person, ROS, blocked_at=NOW)
        case _:
            await scenario.change(Stall, STALL, owner_id=KEN)
    with pytest.raises(StaffLinkEnded):
        await scenario.store.write(accept_invite, TOM, code, NOW)


async def test_a_stall_without_approval_invites_nobody(scenario: StaffScenario) -> None:
    await scenario.change(Stall, STALL, state="asked")
    with pytest.raises(StaffNeedsApproval):
        await scenario.link()


async def test_another_link_gives_another_role_and_the_same_role_is_refused(scenario: StaffScenario) -> None:
    await scenario.hire(TOM, StaffRole.SELL)
    same = await scenario.link(StaffRole.SELL)
    with pytest.raises(AlreadyHelps):
        await scenario.store.write(accept_invite, TOM, same, NOW)
    await scenario.hire(TOM, StaffRole.ALL)
    assert await scenario.roles() == {TOM: StaffRole.ALL}
    assert await scenario.count(StallInvite) == 1


async def test_a_stall_has_at_most_so_many_links_and_helpers(scenario: StaffScenario) -> None:
    codes = [await scenario.link() for _ in range(MAX_INVITES)]
    with pytest.raises(TooManyInvites):
        await scenario.link()

    def fill(session: object) -> None:
        for person in range(100, 100 + MAX_HELPERS):
            add_person(session, person, created_at=NOW)  # type: ignore[arg-type]
            session.add(StallStaff(stall_id=STALL, person_id=person, role="sell", since=NOW))  # type: ignore[attr-defined]

    await scenario.store.write(fill)
    with pytest.raises(TooManyHelpers):
        await scenario.store.write(accept_invite, TOM, codes[0], NOW)
    await scenario.store.write(accept_invite, 100, (await more(scenario)), NOW + DAY)
    assert (await scenario.roles())[100] is StaffRole.SELL


async def more(scenario: StaffScenario) -> str:
    """A link for a stall that is full, made while it was not: its helper may still take another role."""
    await scenario.change(StallStaff, (STALL, 100), role="all")  # type: ignore[arg-type]
    rows = select(StallStaff).where(col(StallStaff.person_id) == 101)

    def free(session: object) -> None:
        session.delete(session.exec(rows).one())  # type: ignore[attr-defined]

    await scenario.store.write(free)
    code = await scenario.act(invite_helper, ROS, STALL, StaffRole.SELL, now=NOW + DAY, rng=scenario.rng)
    return str(code.code)


async def test_a_role_is_changed_and_the_helper_is_told(scenario: StaffScenario) -> None:
    await scenario.hire(TOM)
    await scenario.act(change_role, ROS, STALL, TOM, role=StaffRole.SCAN, now=NOW)
    await scenario.act(change_role, ROS, STALL, TOM, role=StaffRole.SCAN, now=NOW)
    assert await scenario.roles() == {TOM: StaffRole.SCAN}
    assert await scenario.notified("RoleChanged") == [TOM]
    assert (await scenario.read(own_help, TOM, STALL)).role is StaffRole.SCAN
    with pytest.raises(HelperGone):
        await scenario.act(change_role, ROS, STALL, SELLER, role=StaffRole.SCAN, now=NOW)


async def test_a_removed_helper_has_no_right_left_and_is_told(scenario: StaffScenario) -> None:
    await scenario.hire(TOM, StaffRole.ALL)
    assert await scenario.read(stalls_with, TOM, Right.STOCK) == (STALL,)
    await scenario.act(remove_helper, ROS, STALL, TOM, now=NOW)
    assert await scenario.roles() == {}
    assert await scenario.read(stalls_with, TOM, Right.VIEW) == ()
    assert await scenario.notified("HelperRemoved") == [TOM]
    assert await scenario.notified("HelperLeft") == []
    with pytest.raises(HelperGone):
        await scenario.act(remove_helper, ROS, STALL, TOM, now=NOW)
    with pytest.raises(HelperGone):
        await scenario.read(helper_of, Actor(ROS), STALL, TOM)


async def test_a_helper_leaves_once_and_the_owner_is_told(scenario: StaffScenario) -> None:
    await scenario.hire(TOM)
    await scenario.act(leave_stall, TOM, STALL, NOW)
    assert await scenario.roles() == {}
    assert await scenario.notified("HelperLeft") == [ROS]
    with pytest.raises(HelperGone):
        await scenario.act(leave_stall, TOM, STALL, NOW)


async def test_nobody_is_removed_by_another_helper(scenario: StaffScenario) -> None:
    await scenario.hire(TOM, StaffRole.ALL)
    await scenario.hire(SELLER)
    with pytest.raises(NotYourStall):
        await scenario.act(remove_helper, TOM, STALL, SELLER, now=NOW)
    assert await scenario.roles() == {TOM: StaffRole.ALL, SELLER: StaffRole.SELL}


@pytest.fixture
def kiosk(scenario: StaffScenario) -> Kiosk:
    return Kiosk(scenario.store, NO_ADMINS)


@pytest.mark.parametrize("end", ["removed", "left", "sells only", "blocked"])
async def test_the_devices_of_a_helper_stop_at_once(scenario: StaffScenario, kiosk: Kiosk, end: str) -> None:
    await scenario.hire(TOM, StaffRole.SCAN)
    device = await kiosk.device("counter", Actor(TOM), STALL, NOW)
    await scenario.act(make_link, TOM, stall_ref(STALL), NOW, rng=scenario.rng)
    await kiosk.list(device, NOW)
    match end:
        case "removed":
            await scenario.act(remove_helper, ROS, STALL, TOM, now=NOW)
        case "left":
            await scenario.act(leave_stall, TOM, STALL, NOW)
        case "sells only":
            await scenario.act(change_role, ROS, STALL, TOM, role=StaffRole.SELL, now=NOW)
        case _:
            organiser = Actor(KEN, is_configured_admin=True)
            await scenario.store.write(block, organiser, TOM, NO_ADMINS, now=NOW)
    with pytest.raises(KioskRefused):
        await kiosk.list(device, NOW)
    with pytest.raises(KioskRefused):
        await kiosk.send(device, [device.record("nothing", NOW)], NOW)
    assert await scenario.count(KioskLink, col(KioskLink.person_id) == TOM) == 0
    assert await scenario.count(KioskDevice, col(KioskDevice.revoked_at).is_(None)) == 0


async def test_the_devices_of_others_go_on(scenario: StaffScenario, kiosk: Kiosk) -> None:
    await scenario.hire(TOM, StaffRole.SCAN)
    own = await kiosk.device("counter", Actor(ROS), STALL, NOW)
    await kiosk.device("door", Actor(TOM), STALL, NOW)
    await scenario.act(remove_helper, ROS, STALL, TOM, now=NOW)
    await kiosk.list(own, NOW)


@pytest.fixture
async def organised(scenario: StaffScenario) -> StaffScenario:
    """Ken is an organiser."""
    await scenario.store.write(
        lambda session: session.add(Organiser(person_id=KEN, named_by=None, named_at=NOW))
    )
    return scenario


async def test_a_block_ends_all_that_somebody_helps_with(organised: StaffScenario) -> None:
    await organised.hire(TOM)
    await organised.hire(TOM, StaffRole.ALL, OTHER_STALL, WEI)
    await organised.act(block, KEN, TOM, NO_ADMINS, now=NOW)
    assert await organised.roles() == await organised.roles(OTHER_STALL) == {}
    assert await organised.notified("HelperLeft") == [ROS, WEI]
    await organised.act(unblock, KEN, TOM, NOW)
    assert await organised.read(stalls_with, TOM, Right.VIEW) == ()


async def test_a_forgotten_helper_is_gone(scenario: StaffScenario) -> None:
    await scenario.hire(TOM)
    await scenario.store.write(forget, TOM, NOW)
    assert await scenario.roles() == {}
    assert await scenario.notified("HelperLeft") == [ROS]


async def test_the_helpers_of_a_forgotten_owner_are_told(scenario: StaffScenario) -> None:
    await scenario.hire(TOM, StaffRole.ALL)
    code = await scenario.link()
    await scenario.store.write(forget, ROS, NOW)
    assert await scenario.roles() == {}
    assert await scenario.notified("HelperRemoved") == [TOM]
    with pytest.raises(StaffLinkEnded):
        await scenario.store.write(accept_invite, SELLER, code, NOW)


async def test_an_owner_who_takes_a_helpers_account_is_no_helper_of_their_own(
    scenario: StaffScenario,
) -> None:
    await scenario.hire(TOM, StaffRole.ALL)
    await merge_by_word(scenario.store, ROS, TOM, WEI, now=NOW)
    assert await scenario.roles() == {}
    assert await scenario.read(may, ROS, STALL, Right.OWN)


async def test_a_helper_s_role_stays_behind_when_accounts_become_one(scenario: StaffScenario) -> None:
    await scenario.hire(TOM, StaffRole.ALL)
    offered = await scenario.store.write(offer_merge, NEW, NOW, rng=scenario.rng)
    await scenario.store.write(accept_merge, TOM, offered.code, NOW, rng=scenario.rng)
    assert await scenario.roles() == {}
    assert await scenario.notified("HelperLeft") == [ROS]


async def test_each_change_is_in_the_audit_log(scenario: StaffScenario) -> None:
    await scenario.hire(TOM)
    await scenario.act(change_role, ROS, STALL, TOM, role=StaffRole.ALL, now=NOW)
    await scenario.act(remove_helper, ROS, STALL, TOM, now=NOW)
    await scenario.hire(TOM)
    await scenario.act(leave_stall, TOM, STALL, NOW)
    ids = await scenario.store.read(
        lambda session: session.exec(select(AuditEntry.id).order_by(col(AuditEntry.id))).all()
    )
    lines = [await scenario.read(audit_line, each) for each in ids]
    named, removed = AuditAction.STALL_STAFF_NAMED, AuditAction.STALL_STAFF_REMOVED
    assert [(line.action, line.actor, line.subject, line.details) for line in lines] == [
        (named, "Tom", "Tom", "sell"),
        (named, "Ros", "Tom", "all"),
        (removed, "Ros", "Tom", ""),
        (named, "Tom", "Tom", "sell"),
        (removed, "Tom", "Tom", "left"),
    ]


async def test_a_helper_has_the_desk_of_the_stall_open(scenario: StaffScenario) -> None:
    await scenario.hire(TOM)
    desk = await scenario.read(open_desk, TOM)
    assert (desk.stall.id, desk.role, desk.posting, desk.is_one_of_several) == (
        STALL,
        StaffRole.SELL,
        None,
        False,
    )
    assert await scenario.read(open_desk, SELLER) is None
    assert await scenario.read(posting_stall, SELLER) is None
    with pytest.raises(NotYourStall):
        await scenario.read(posting_stall, TOM)


async def test_whoever_works_at_several_stalls_chooses_one(scenario: StaffScenario) -> None:
    await scenario.hire(WEI, StaffRole.ALL)
    works = await scenario.read(workplaces_of, WEI)
    assert [desk.stall.id for desk in works.desks] == [OTHER_STALL, STALL]
    assert works.open.stall.id == STALL, "the stall whose link was taken last"
    await scenario.act(choose_desk, WEI, OTHER_STALL)
    assert (await scenario.read(open_desk, WEI)).stall.id == OTHER_STALL
    assert (await scenario.read(posting_stall, WEI)).id == OTHER_STALL
    await scenario.act(choose_desk, WEI, STALL)
    await scenario.act(remove_helper, ROS, STALL, WEI, now=NOW)
    assert await scenario.count(DeskChoice) == 0
    assert (await scenario.read(workplaces_of, WEI)).open.stall.id == OTHER_STALL
    with pytest.raises(NotYourStall):
        await scenario.act(choose_desk, WEI, STALL)


async def test_without_a_choice_nobody_of_two_desks_is_opened(scenario: StaffScenario) -> None:
    await scenario.hire(TOM)
    await scenario.hire(TOM, StaffRole.ALL, OTHER_STALL, WEI)
    await scenario.store.write(
        lambda session: session.delete(session.exec(select(DeskChoice)).one())  # type: ignore[arg-type]
    )
    works = await scenario.read(workplaces_of, TOM)
    assert works.open is None
    assert (await scenario.read(open_desk, TOM)).stall.id == STALL
