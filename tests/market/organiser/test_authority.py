"""Rights of organisers: everything that only they may do, for everybody else."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from locales.decision_reasons import DecisionReason
from market.access import AccessFacts, alley_access, set_access
from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.alley import lock_organised_alley
from market.audit_log import audit_lines
from market.broadcast import (
    choices,
    correcting,
    draft,
    extending,
    pausing,
    preparing,
    progress,
    report,
    sample,
    scheduling,
    sending,
)
from market.broadcast.audience import Audience, Criterion
from market.calendar.import_places import import_places
from market.calendar.pitches import (
    PitchFacts,
    add_pitch,
    alley_pitches,
    change_pitch,
    retire_pitch,
)
from market.calendar.rearrange import free_place, place_stall_day, swap_places, undo_moves
from market.calendar.week import alley_week, calendar_alleys
from market.complaint import answer as complaint_answer
from market.complaint.facts import overseen_complaint, overseen_complaints
from market.deposit.confirm_deposit import settle_review
from market.deposit.payee import allow_deposits
from market.deposit.screenshot import stalled_screenshot
from market.deposit.stalled import stalled_deposit, stalled_deposits
from market.deposit.unmatched import settle_payment, unmatched_payment, unmatched_payments
from market.draw.overdue_draws import decide_by_round, overdue_draw, overdue_draws
from market.gate.limit import set_people_limit
from market.gate.people_inside import counted_alley
from market.help_call.answer import answer_caller, end_call, give_back_call, take_call
from market.help_call.duty import duty_facts, end_duty, start_duty
from market.help_call.facts import call_to_answer, overseen_call
from market.kiosk.devices import gate_state
from market.licence import end_waiver, waive_licence
from market.licence_document import check_document, overseen_licence
from market.licence_fees import PaidFee, enter_fee, overseen_fees, void_fee
from market.mix.record import alley_mix, set_mix, set_origin
from market.mix.shares import Mix
from market.office.evenings import evening, evening_page, evenings_near
from market.office.lists import (
    broadcast_rows,
    closed_days,
    deposit_rows,
    missed_rows,
    payment_rows,
    refund_rows,
    transfer_rows,
)
from market.office.today import market_health
from market.office.waiting import waiting_for_organisers
from market.office.week_numbers import market_weeks
from market.organiser import (
    alleys,
    block,
    drops,
    market_day_page,
    outbox_overview,
    overview,
    people,
    roles,
    stall_list,
    stalls,
    stop,
)
from market.organiser.objections import lift_decision, objection_facts, objection_queue, uphold_decision
from market.organiser.reports import (
    block_reported,
    close_report,
    hide_reported,
    report_facts,
    report_queue,
)
from market.organiser.stall_list import stall_rows
from market.packaging.sold_in import units_sold
from market.packaging.waiver import undo_waiver, unpaid_fees
from market.paging import PageKey
from market.permit.facts import alley_permits
from market.permit.public_permit import permits_to_print
from market.permit.record import (
    PermitPaper,
    record_permit,
    replace_permit,
    set_permit_end,
    void_last_permit,
    void_permit,
    withdraw_permit,
)
from market.power.cuts import market_day_cuts, power_back, power_gone
from market.power.load import market_day_load
from market.power.rating import Powered, power_of, rate_power
from market.recovery.facts import recoveries, recovery_page
from market.recovery.move import move_account
from market.recovery.request import refuse_recovery
from market.refusal import Refusal
from market.seller import unnamed_stalls
from market.support import (
    answer,
    begin_question,
    close_question,
    open_questions,
    question,
    question_to_answer,
)
from market.task_list import lists as task_lists
from market.task_list.open_matters import open_matters
from storage.access import AccessKind
from storage.audit import AuditEntry
from storage.broadcast import Broadcast, BroadcastKind, ButtonTarget
from storage.complaint import AlleyChangeKind
from storage.organiser import Organiser
from storage.payment import SettledHow
from storage.picture import Picture
from storage.power import PowerKind
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall, StallApproval
from storage.stop import CallOffReason
from storage.store import Store
from storage.task_list import TaskListKind
from tests.databases import ON_POSTGRESQL, ON_SQLITE
from tests.market.test_organiser import ADMINS, AINA, BEN, KEN, NOW, ROS, add_market
from tests.people import add_person

ZONE, RNG, TODAY, NAMED, HELPER = "Asia/Kuching", Random(7), NOW.date(), 1006, 1007
PICTURE = "ab" * 32
WRITTEN = preparing.WrittenDraft(audience=Audience(), kind=BroadcastKind.OPERATIONAL, words={"en": "Mine"})
Deed = Callable[[Session, Actor], Any]

PERMIT = PermitPaper(first_day=NOW.date(), last_day=NOW.date() + timedelta(days=9))
OF_ORGANISERS: dict[Callable[..., Any], Deed] = {
    audit_lines: lambda s, a: audit_lines(s, a, PageKey(), size=9),
    waiting_for_organisers: lambda s, a: waiting_for_organisers(s, a, ADMINS, NOW),
    evening_page: lambda s, a: evening_page(s, a, PageKey(), size=9),
    evenings_near: lambda s, a: evenings_near(s, a, NOW),
    evening: lambda s, a: evening(s, a, 1),
    missed_rows: lambda s, a: missed_rows(s, a, NOW, PageKey(), size=9),
    broadcast_rows: lambda s, a: broadcast_rows(s, a, PageKey(), size=9),
    deposit_rows: lambda s, a: deposit_rows(s, a, NOW, PageKey(), size=9),
    payment_rows: lambda s, a: payment_rows(s, a, PageKey(), size=9),
    refund_rows: lambda s, a: refund_rows(s, a, PageKey(), size=9),
    transfer_rows: lambda s, a: transfer_rows(s, a, PageKey(), size=9),
    closed_days: lambda s, a: closed_days(s, a, PageKey(), size=9),
    stall_rows: lambda s, a: stall_rows(s, a, NOW, PageKey(), size=9),
    market_health: lambda s, a: market_health(s, a, NOW),
    market_weeks: lambda s, a: market_weeks(s, a, NOW, zone="Asia/Kuching"),
    take_call: lambda s, a: take_call(s, a, 1, NOW),
    give_back_call: lambda s, a: give_back_call(s, a, 1, ADMINS, now=NOW),
    end_call: lambda s, a: end_call(s, a, 1, NOW),
    answer_caller: lambda s, a: answer_caller(s, a, 1, "Coming", now=NOW),
    overseen_call: lambda s, a: overseen_call(s, a, 1),
    call_to_answer: lambda s, a: call_to_answer(s, a, 1),
    complaint_answer.acknowledge_complaint: lambda s, a: complaint_answer.acknowledge_complaint(s, a, 1, NOW),
    complaint_answer.take_complaint: lambda s, a: complaint_answer.take_complaint(s, a, 1, NOW),
    complaint_answer.give_back_complaint: lambda s, a: complaint_answer.give_back_complaint(s, a, 1),
    complaint_answer.close_complaint: lambda s, a: complaint_answer.close_complaint(s, a, 1, "Done", now=NOW),
    complaint_answer.set_promise: lambda s, a: complaint_answer.set_promise(
        s, a, 1, 2, close_hours=72, now=NOW
    ),
    complaint_answer.note_change: lambda s, a: complaint_answer.note_change(
        s, a, 1, AlleyChangeKind.LIGHTS, day=TODAY, words="", now=NOW
    ),
    complaint_answer.remove_change: lambda s, a: complaint_answer.remove_change(s, a, 1, 1, now=NOW),
    overseen_complaint: lambda s, a: overseen_complaint(s, a, 1),
    overseen_complaints: lambda s, a: overseen_complaints(s, a, 1),
    start_duty: lambda s, a: start_duty(s, a, 1, NOW),
    end_duty: lambda s, a: end_duty(s, a, 1),
    duty_facts: lambda s, a: duty_facts(s, a, 1, ADMINS),
    begin_question: lambda s, a: begin_question(s, a, AINA, "Coming", now=NOW),
    choices.tags_in_use: lambda s, a: choices.tags_in_use(s, a),
    choices.coming_drops: lambda s, a: choices.coming_drops(s, a, NOW),
    choices.coming_drop: lambda s, a: choices.coming_drop(s, a, 1, NOW),
    market_day_page.market_day_page: lambda s, a: market_day_page.market_day_page(s, a, 1),
    stop.planned_stop: lambda s, a: stop.planned_stop(s, a, stop.StoppedDay(1), NOW),
    stop.wait_for_rain: lambda s, a: stop.wait_for_rain(s, a, 1, NOW),
    stop.call_off: lambda s, a: stop.call_off(
        s, a, stop.StoppedAlley(1), reason=CallOffReason.OTHER, now=NOW
    ),
    stop.move_market: lambda s, a: stop.move_market(s, a, 1, "", now=NOW),
    stop.undo_stop: lambda s, a: stop.undo_stop(s, a, 1, NOW),
    task_lists.alley_tasks: lambda s, a: task_lists.alley_tasks(s, a, 1, TaskListKind.TAKE_DOWN),
    task_lists.overseen_task: lambda s, a: task_lists.overseen_task(s, a, 1),
    task_lists.begin_list: lambda s, a: task_lists.begin_list(s, a, 1, kind=TaskListKind.TAKE_DOWN, now=NOW),
    task_lists.take_task: lambda s, a: task_lists.take_task(s, a, 1),
    task_lists.give_back_task: lambda s, a: task_lists.give_back_task(s, a, 1),
    task_lists.do_task: lambda s, a: task_lists.do_task(s, a, 1, now=NOW),
    task_lists.except_task: lambda s, a: task_lists.except_task(s, a, 1, "Rain", now=NOW),
    task_lists.undo_task: lambda s, a: task_lists.undo_task(s, a, 1),
    task_lists.hand_back: lambda s, a: task_lists.hand_back(s, a, 1, NOW),
    open_matters: lambda s, a: open_matters(s, a, 1),
    choices.coming_market_days: lambda s, a: choices.coming_market_days(s, a, NOW),
    choices.coming_stalls: lambda s, a: choices.coming_stalls(s, a, NOW),
    correcting.correctable: lambda s, a: correcting.correctable(s, a, 1, NOW),
    correcting.correct_broadcast: lambda s, a: correcting.correct_broadcast(s, a, 1, "en", "Mine", now=NOW),
    correcting.recallable: lambda s, a: correcting.recallable(s, a, 1, NOW),
    correcting.recall_broadcast: lambda s, a: correcting.recall_broadcast(s, a, 1, None, now=NOW),
    draft.broadcast_draft: lambda s, a: draft.broadcast_draft(s, a, ADMINS, ZONE, now=NOW),
    draft.discard_draft: lambda s, a: draft.discard_draft(s, a),
    draft.own_draft: lambda s, a: draft.own_draft(s, a, NOW),
    extending.count_new: lambda s, a: extending.count_new(s, a, 1, ADMINS, now=NOW),
    extending.extend_broadcast: lambda s, a: extending.extend_broadcast(
        s, a, 1, None, admins=ADMINS, now=NOW
    ),
    pausing.pause_broadcast: lambda s, a: pausing.pause_broadcast(s, a, 1, NOW),
    pausing.resume_broadcast: lambda s, a: pausing.resume_broadcast(s, a, 1, NOW),
    pausing.stop_broadcast: lambda s, a: pausing.stop_broadcast(s, a, 1, NOW),
    preparing.aim: lambda s, a: preparing.aim(s, a, Criterion.ROLE, "vendor", now=NOW),
    preparing.aim_at_market_day: lambda s, a: preparing.aim_at_market_day(s, a, 1, NOW),
    preparing.aim_at_any: lambda s, a: preparing.aim_at_any(s, a, Criterion.ROLE, NOW),
    preparing.choose_kind: lambda s, a: preparing.choose_kind(s, a, BroadcastKind.PROMOTIONAL, NOW),
    preparing.write_words: lambda s, a: preparing.write_words(s, a, "en", "Mine", now=NOW),
    preparing.write_draft: lambda s, a: preparing.write_draft(s, a, WRITTEN, now=NOW),
    preparing.remove_words: lambda s, a: preparing.remove_words(s, a, "en", NOW),
    preparing.set_picture: lambda s, a: preparing.set_picture(s, a, None, NOW),
    preparing.set_photo: lambda s, a: preparing.set_photo(s, a, PICTURE, "en", "Mine", now=NOW),
    preparing.add_button: lambda s, a: preparing.add_button(s, a, ButtonTarget.DROP, 1, now=NOW),
    preparing.remove_button: lambda s, a: preparing.remove_button(s, a, ButtonTarget.DROP, 1, now=NOW),
    preparing.begin_at: lambda s, a: preparing.begin_at(s, a, None, ZONE, now=NOW),
    preparing.begin_before: lambda s, a: preparing.begin_before(s, a, 1, 120, zone=ZONE, now=NOW),
    progress.organiser_progress: lambda s, a: progress.organiser_progress(s, a, 1, NOW),
    report.past_broadcasts: lambda s, a: report.past_broadcasts(s, a, 1),
    report.reasons: lambda s, a: report.reasons(s, a, 1, NOW),
    report.delivery_rows: lambda s, a: report.delivery_rows(s, a, 1, NOW),
    sample.send_sample: lambda s, a: sample.send_sample(s, a, NOW),
    scheduling.edit_again: lambda s, a: scheduling.edit_again(s, a, 1),
    sending.send_broadcast: lambda s, a: sending.send_broadcast(
        s, a, 1, None, admins=ADMINS, zone=ZONE, now=NOW
    ),
    sending.send_now: lambda s, a: sending.send_now(s, a, 1, ADMINS, zone=ZONE, now=NOW),
    sending.last_sent: lambda s, a: sending.last_sent(s, a),
    settle_review: lambda s, a: settle_review(s, a, 1, True, now=NOW),
    allow_deposits: lambda s, a: allow_deposits(s, a, 1, True, now=NOW),
    stalled_screenshot: lambda s, a: stalled_screenshot(s, a, 1, NOW),
    stalled_deposits: lambda s, a: stalled_deposits(s, a, 1, NOW),
    stalled_deposit: lambda s, a: stalled_deposit(s, a, 1),
    unmatched_payments: lambda s, a: unmatched_payments(s, a, 1),
    unmatched_payment: lambda s, a: unmatched_payment(s, a, 1),
    settle_payment: lambda s, a: settle_payment(s, a, 1, SettledHow.NOTHING, now=NOW),
    overdue_draws: lambda s, a: overdue_draws(s, a, NOW),
    overdue_draw: lambda s, a: overdue_draw(s, a, 1, NOW),
    decide_by_round: lambda s, a: decide_by_round(s, a, 1, "ab", "ab", now=NOW),
    waive_licence: lambda s, a: waive_licence(s, a, 1, NOW),
    end_waiver: lambda s, a: end_waiver(s, a, 1, NOW),
    overseen_licence: lambda s, a: overseen_licence(s, a, 1),
    check_document: lambda s, a: check_document(s, a, 1, TODAY, now=NOW),
    overseen_fees: lambda s, a: overseen_fees(s, a, 1, NOW),
    enter_fee: lambda s, a: enter_fee(s, a, paid_fee(), NOW),
    void_fee: lambda s, a: void_fee(s, a, 1, 1, now=NOW),
    alleys.overseen_alleys: lambda s, a: alleys.overseen_alleys(s, a),
    alleys.open_alleys: lambda s, a: alleys.open_alleys(s, a),
    alleys.alley_draft: lambda s, a: alleys.alley_draft(s, a),
    alleys.name_alley: lambda s, a: alleys.name_alley(s, a, "Mine"),
    alleys.name_city: lambda s, a: alleys.name_city(s, a, "Mine"),
    alleys.place_alley: lambda s, a: alleys.place_alley(s, a, 5.98, 116.07),
    alleys.choose_zone: lambda s, a: alleys.choose_zone(s, a, ZONE),
    alleys.add_alley: lambda s, a: alleys.add_alley(s, a, RNG),
    alley_week: lambda s, a: alley_week(s, a, 1, None, now=NOW),
    calendar_alleys: lambda s, a: calendar_alleys(s, a, NOW),
    market_day_cuts: lambda s, a: market_day_cuts(s, a, 1, NOW),
    power_gone: lambda s, a: power_gone(s, a, 1, NOW),
    power_back: lambda s, a: power_back(s, a, 1, NOW),
    market_day_load: lambda s, a: market_day_load(s, a, 1, NOW),
    power_of: lambda s, a: power_of(s, a, Powered(PowerKind.ALLEY, 1)),
    rate_power: lambda s, a: rate_power(s, a, Powered(PowerKind.ALLEY, 1), 9, NOW),
    alley_access: lambda s, a: alley_access(s, a, 1),
    set_access: lambda s, a: set_access(s, a, 1, AccessFacts(kind=AccessKind.TOILET), NOW),
    alley_pitches: lambda s, a: alley_pitches(s, a, 1),
    add_pitch: lambda s, a: add_pitch(s, a, 1, PitchFacts(id=0, code="A1"), NOW),
    change_pitch: lambda s, a: change_pitch(s, a, PitchFacts(id=1, code="A1"), NOW),
    retire_pitch: lambda s, a: retire_pitch(s, a, 1, NOW),
    lock_organised_alley: lambda s, a: lock_organised_alley(s, a, 1),
    place_stall_day: lambda s, a: place_stall_day(s, a, 1, 1, NOW),
    swap_places: lambda s, a: swap_places(s, a, 1, 1, NOW),
    free_place: lambda s, a: free_place(s, a, 1, NOW),
    undo_moves: lambda s, a: undo_moves(s, a, 1, (), NOW),
    import_places: lambda s, a: import_places(s, a, 1, (), NOW),
    alley_permits: lambda s, a: alley_permits(s, a, 1, NOW),
    counted_alley: lambda s, a: counted_alley(s, a, 1, NOW, days=1),
    set_people_limit: lambda s, a: set_people_limit(s, a, 1, 20),
    gate_state: lambda s, a: gate_state(s, a, 1, NOW),
    alley_mix: lambda s, a: alley_mix(s, a, 1, NOW),
    set_mix: lambda s, a: set_mix(s, a, 1, Mix(), NOW),
    set_origin: lambda s, a: set_origin(s, a, 1, None, NOW),
    permits_to_print: lambda s, a: permits_to_print(s, a, NOW),
    record_permit: lambda s, a: record_permit(s, a, 1, PERMIT, admins=ADMINS, now=NOW),
    replace_permit: lambda s, a: replace_permit(s, a, 1, PERMIT, admins=ADMINS, now=NOW),
    set_permit_end: lambda s, a: set_permit_end(s, a, 1, PERMIT.last_day, ADMINS, NOW),
    withdraw_permit: lambda s, a: withdraw_permit(s, a, 1, ADMINS, NOW),
    void_permit: lambda s, a: void_permit(s, a, 1, ADMINS, NOW),
    void_last_permit: lambda s, a: void_last_permit(s, a, 1, ADMINS, NOW),
    alleys.close_alley: lambda s, a: alleys.close_alley(s, a, 1, NOW),
    alleys.open_alley: lambda s, a: alleys.open_alley(s, a, 1, NOW),
    block.block: lambda s, a: block.block(s, a, ROS, ADMINS, now=NOW),
    block.unblock: lambda s, a: block.unblock(s, a, AINA, NOW),
    drops.overseen_drops: lambda s, a: drops.overseen_drops(s, a, NOW),
    drops.overseen_drop: lambda s, a: drops.overseen_drop(s, a, 1),
    drops.hide_drop: lambda s, a: drops.hide_drop(s, a, 1, NOW),
    drops.show_again: lambda s, a: drops.show_again(s, a, 1, NOW),
    outbox_overview.outbox_overview: lambda s, a: outbox_overview.outbox_overview(s, a, NOW),
    outbox_overview.notifications_to: lambda s, a: outbox_overview.notifications_to(s, a, KEN, 1, now=NOW),
    outbox_overview.missed_notifications: lambda s, a: outbox_overview.missed_notifications(s, a, 1, NOW),
    overview.overview: lambda s, a: overview.overview(s, a, NOW),
    people.find_people: lambda s, a: people.find_people(s, a, "ken", ADMINS),
    people.person_page: lambda s, a: people.person_page(s, a, KEN, ADMINS),
    roles.organisers: lambda s, a: roles.organisers(s, a, ADMINS),
    roles.name_organiser: lambda s, a: roles.name_organiser(s, a, AINA, NO_ADMINS, now=NOW),
    roles.remove_organiser: lambda s, a: roles.remove_organiser(s, a, NAMED, ADMINS, now=NOW),
    stall_list.stall_page: lambda s, a: stall_list.stall_page(s, a, NOW),
    stalls.approvals: lambda s, a: stalls.approvals(s, a),
    stalls.stall_application: lambda s, a: stalls.stall_application(s, a, 1),
    stalls.application_in_state: lambda s, a: stalls.application_in_state(s, a, 1, StallApproval.ASKED),
    stalls.approve: lambda s, a: stalls.approve(s, a, 1, StallApproval.ASKED, NOW),
    stalls.turn_down: lambda s, a: stalls.turn_down(
        s, a, 1, StallApproval.ASKED, reason=DecisionReason.PLACE, now=NOW
    ),
    lift_decision: lambda s, a: lift_decision(s, a, 1, NOW),
    uphold_decision: lambda s, a: uphold_decision(s, a, 1, ADMINS, now=NOW),
    objection_facts: lambda s, a: objection_facts(s, a, 1),
    objection_queue: lambda s, a: objection_queue(s, a, ADMINS, NOW),
    block_reported: lambda s, a: block_reported(s, a, 1, ADMINS, now=NOW),
    close_report: lambda s, a: close_report(s, a, 1, NOW),
    hide_reported: lambda s, a: hide_reported(s, a, 1, NOW),
    report_facts: lambda s, a: report_facts(s, a, 1),
    report_queue: lambda s, a: report_queue(s, a),
    units_sold: lambda s, a: units_sold(s, a, NOW),
    undo_waiver: lambda s, a: undo_waiver(s, a, 1, now=NOW),
    unpaid_fees: lambda s, a: unpaid_fees(s, a, 1),
    recoveries: lambda s, a: recoveries(s, a, NOW),
    recovery_page: lambda s, a: recovery_page(s, a, 1, ADMINS, now=NOW),
    move_account: lambda s, a: move_account(s, a, 1, ADMINS, now=NOW, rng=RNG),
    refuse_recovery: lambda s, a: refuse_recovery(s, a, 1, NOW),
    unnamed_stalls: lambda s, a: unnamed_stalls(s, a, 1),
    answer: lambda s, a: answer(s, a, 1, "Yes", NOW),
    close_question: lambda s, a: close_question(s, a, 1, NOW),
    open_questions: lambda s, a: open_questions(s, a, 1),
    question: lambda s, a: question(s, a, 1),
    question_to_answer: lambda s, a: question_to_answer(s, a, 1, 1),
}
"""What only organisers do. Packaging has a table of its own (tests/market/packaging/test_authority.py)."""
ORGANISERS = {"of the settings": Actor(KEN, is_configured_admin=True), "named in chat": Actor(NAMED)}
OTHERS = {
    "shopper": AINA,
    "owner of a stall": ROS,
    "helper of a stall": HELPER,
    "former organiser": BEN,
}


def paid_fee() -> PaidFee:
    return PaidFee(stall=1, month=TODAY.replace(day=1), amount=1500, receipt="R1", paid_on=TODAY)


def add_organisers(session: Session) -> None:
    """Name an organiser, and another one who is none any more; the stall gets a helper."""
    add_market(session)
    session.add(Picture(hash=PICTURE, width=1, height=1, data=b"x"))
    for person in (NAMED, HELPER):
        add_person(session, person, f"P{person}", created_at=NOW)
    stall = session.exec(select(Stall.id)).one() or 0
    session.add(StallStaff(stall_id=stall, person_id=HELPER, role=StaffRole.ALL, since=NOW))
    admin = ORGANISERS["of the settings"]
    for person in (NAMED, BEN):
        roles.name_organiser(session, admin, person, ADMINS, now=NOW)
    roles.remove_organiser(session, admin, BEN, ADMINS, now=NOW)


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(add_organisers)
    return store


def allowed(session: Session, actor: Actor) -> set[str]:
    """Try everything and roll it back; return what is not refused for want of the role."""
    return {action.__name__ for action, deed in OF_ORGANISERS.items() if _is_allowed(session, actor, deed)}


def _is_allowed(session: Session, actor: Actor, deed: Deed) -> bool:
    with Session(session.connection(), join_transaction_mode="create_savepoint") as trying:
        try:
            deed(trying, actor)
        except NotOrganiser:
            return False
        except Refusal:
            return True
    return True


def count(session: Session) -> list[int]:
    return [len(session.exec(select(table)).all()) for table in (Organiser, AuditEntry, Broadcast)]


@ON_SQLITE
@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_may_do_any_of_it(market: Store, who: str) -> None:
    before = await market.read(count)
    assert await market.write(allowed, Actor(OTHERS[who])) == set()
    assert await market.read(count) == before


@ON_SQLITE
@pytest.mark.parametrize("who", ORGANISERS)
async def test_an_organiser_may_do_all_of_it(market: Store, who: str) -> None:
    assert await market.write(allowed, ORGANISERS[who]) == {action.__name__ for action in OF_ORGANISERS}


@ON_POSTGRESQL
async def test_on_postgresql_as_well(market: Store) -> None:
    assert await market.write(allowed, Actor(AINA)) == set()
    assert await market.write(allowed, ORGANISERS["named in chat"]) == {
        action.__name__ for action in OF_ORGANISERS
    }
