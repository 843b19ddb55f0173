"""Rights at a stall: every action and query of it, for everybody with and without a role there."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import time, timedelta
from random import Random
from typing import Any

import pytest
from nacl.signing import SigningKey
from sqlalchemy import event
from sqlmodel import Session, col, select

from market.actor import ROLE_RIGHTS, Actor, NotYourStall, OutsideRole, Right, StallUnknown
from market.admins import NO_ADMINS
from market.deposit.counter import (
    check_counter,
    counter_check,
    keep_counter,
    remove_counter,
    report_counter,
    stall_counter,
)
from market.deposit.deposit_terms import ask_deposit, set_refund
from market.deposit.facts import stall_deposits, stall_sums
from market.deposit.payee import deposit_settings, own_payee, set_payee
from market.desk import (
    desk,
    desk_drop,
    desk_item,
    desk_of_day,
    draft_list,
    item_waitlist,
    past_stall_days,
)
from market.dossier.contents import DossierParts
from market.dossier.link import make_dossier_link, own_dossier, stop_dossier_link
from market.drop.own_drop import lock_own_drop, lock_own_item, own_drop, own_drop_of
from market.forecast.forecast import drop_forecast, forecast_history, next_forecast
from market.kiosk.conflicts import conflict_list
from market.kiosk.devices import device_of, kiosk_state, revoke_device
from market.kiosk.rights import require_kiosk
from market.kiosk.sign_in import SignIn, make_link, sign_in
from market.last_minute_offer.offer import LastMinuteOfferRequest, start_last_minute_offer
from market.licence_card import make_card, own_card
from market.licence_document import DocumentRequest, own_licence, send_document
from market.licence_fees import own_fees
from market.live.live_session import LiveTerms, live_page, start_live, stop_live
from market.live.next_live import announce_live
from market.live.stream import discard_stream, draft_stream, own_stream, publish_stream, remove_stream
from market.market_day.own_stall_day import own_drops_of, own_stall_day, set_up_from
from market.market_day.stall_note import own_note, send_note, write_note
from market.office.stall import office_stall, stall_evenings
from market.office.statement import statement_at, statement_weeks
from market.packaging.hub_facts import packaging_desk
from market.packaging.place import lock_staffed_place, other_places, require_place_staff, stall_ref
from market.paging import PageKey
from market.person import Blocked
from market.place_draw.wishes import set_place_wish, stall_wishes, withdraw_place_wishes
from market.refusal import Refusal
from market.roster.assign import assign_shift, take_off
from market.roster.crew import require_helper
from market.roster.follow import count_shifts_ahead
from market.roster.plan import add_place, close_roster, open_roster, remove_place
from market.roster.roster_facts import candidates, day_to_plan, roster_list, roster_page, shift_page
from market.roster.rule import RosterPlan
from market.roster.swap import agree_exchange, ask_exchange, take_offered
from market.roster.take import give_back, keep_shift, offer_shift, take_shift
from market.sale.amounts import NewAmount, add_amounts
from market.sale.cart import CartLine, cart_facts, items_of_today
from market.sale.cost import item_cost, set_cost
from market.sale.day import (
    CashRequest,
    close_day,
    day_facts,
    enter_cash,
    own_stall,
    reopen_day,
    undo_cash,
)
from market.sale.doubtful import doubtful_list
from market.sale.hand_over import hand_over_units
from market.sale.oversold import oversold_list
from market.sale.receipt import day_receipts, own_receipt
from market.sale.refund import RefundRequest, refund_facts, refund_part, undo_refund
from market.sale.sell import SaleRequest, sell, undo_sale, void_sale
from market.sale.statement import statement
from market.seller import own_seller, remove_seller, show_seller
from market.series.dates import own_series
from market.series.plan import end_series, set_skipped, start_series
from market.showroom.day_sheet import (
    day_sheet,
    host_visit,
    mark_arrived,
    mark_left,
    mark_minutes,
    mark_missed,
    showroom_figures,
    take_walk_in,
)
from market.showroom.host import lock_own_showroom
from market.showroom.plan import (
    add_window,
    change_window,
    close_showroom_day,
    delete_curation,
    delete_window,
    reopen_showroom_day,
    show_curation,
    showroom_plan,
    visits_in_window,
    visits_on_day,
)
from market.showroom.slots import WindowTerms
from market.split.agree import end_shares
from market.split.facts import drop_shares
from market.split.propose import make_share_link, propose_share, propose_usual, remove_share
from market.staff.desks import choose_desk, choose_posting, desk_at
from market.staff.helpers import change_role, helper_of, remove_helper, staff_of
from market.staff.invite import cancel_invite, invite_helper
from market.stall import change_stall_words, lock_own_stall
from market.stall_application import rename_application, withdraw_application
from market.stall_closing import close_stall, leaving
from market.stock.change import (
    change_deposit,
    change_limit,
    change_picture,
    change_price,
    change_quantity,
    change_tags,
    change_waitlist_limit,
    change_words,
    describe_item,
    lock_changeable,
    lock_changeable_item,
    rename_drop,
    sell_out,
    set_adults_only,
)
from market.stock.correction import add_units, correct_left, correct_price, correct_quantity, sell_out_item
from market.stock.draft import discard_draft, prepare, publish, undo
from market.stock.items_ahead import items_ahead
from market.stock.merge_draft import merge_draft, same_item
from market.stock.move import move_alley, move_drop, planned_move
from market.stock.packaging import set_packaging
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, explain, pause, resume
from market.stock.policy import change_fitting, change_policy, change_weighing, plan_draw
from market.stock.post_again import post_again, post_stall_day_again, same_again
from market.stock.posting import append_lines, drop_named_in, keep_voice_note, name_album
from market.stock.stock_line import StockLine
from market.stock.template import (
    delete_template,
    own_template,
    post_template,
    rename_template,
    save_template,
    templates_of,
)
from market.stock.whole_stall_day import (
    cancel_all,
    count_affected_by_alley_of_all,
    explain_all,
    move_all,
    move_all_to_alley,
    pause_all,
    planned_cancellation,
    planned_move_of_all,
    resume_all,
)
from market.ticket.returned import owed_returns
from market.ticket.scan import NOT_SAID, PackagingReturn, collect, take_packaging_back, undo_scan
from market.ticket.stall_day_tickets import stall_day_tickets
from market.ticket.without_phone import SpokenTicket, find_spoken, hand_over_spoken
from market.validity import ValidityKind, own_validity, set_last_day
from market.waitlist.blocker import item_blocker
from market.waitlist.join import join
from market.waitlist.no_show import no_shows, release_no_show
from storage.beacon_kind import BeaconKind
from storage.deposit import Payee
from storage.drop import Drop, DropPolicy, DropState, Fitting, Item, Weighing
from storage.licence import LicenceKind
from storage.market_day import StallNote
from storage.person import Person
from storage.picture import Picture
from storage.place_draw import PlaceDraw, PlaceDrawDay
from storage.roster import Shift
from storage.sale import CashEntry, CashKind, DayClose, Receipt, SaleMethod
from storage.showroom import ShowroomSlot, ShowroomVisit, VisitState
from storage.split import SplitRole
from storage.staff import StaffRole, StallInvite
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Scan, Ticket
from storage.waitlist import Booking
from tests.databases import ON_POSTGRESQL, ON_SQLITE
from tests.kept_rows import KeptRows
from tests.market.deposit.payloads import DUITNOW
from tests.market.sale.conftest import AINA, DAY, HOUR, KUIH, SITI, TODAY
from tests.market.staff.conftest import (
    ALLROUND,
    BLOCKED,
    CLERK,
    ELSEWHERE,
    FORMER,
    HELPERS,
    NOW,
    OTHER_STALL,
    ROS,
    SCANNER,
    SELLER,
    STALL,
    TOM,
    WEI,
    StaffScenario,
    add_stalls_and_people,
)

PICTURE = "ab" * 32
DROP, DRAFT, DRAFT_ITEM, PLACE = 1, 50, 50, stall_ref(STALL)
AUTHORITY = (NotYourStall, StallUnknown, Blocked)
"""The refusals of those who may not. Any other is of what is asked, by somebody who may ask it."""


class Prepared:
    """The rows on which the actions work."""

    rng = Random(3)
    receipt: int
    refund: int
    entry: int
    pickup: str
    returns: str
    booking: int
    device: int
    invite: int
    payee: int
    check: int
    template: int
    series: int
    place_draw: int
    day: int
    shift: int
    taken: int
    window: int
    visit: int
    note: int


Deed = Callable[[Session, Actor, Prepared], Any]


def day_of_drop(session: Session) -> int:
    return session.get_one(Drop, DROP).stall_day_id or 0


def written_note(session: Session) -> int:
    note = StallNote(stall_day_id=day_of_drop(session), words="Cash only", made_at=NOW)
    session.add(note)
    session.flush()
    return note.id or 0


def spoken(session: Session, prepared: Prepared) -> SpokenTicket:
    return SpokenTicket(day_of_drop(session), prepared.pickup, "Ain")


def own_cart(units: int = 1) -> tuple[CartLine, ...]:
    return (CartLine(KUIH, units),)


def sale() -> SaleRequest:
    return SaleRequest(stall=STALL, cart=own_cart(), method=SaleMethod.CASH, total=852)


def refund_of(receipt: int) -> RefundRequest:
    return RefundRequest(receipt=receipt, units=(1,), step=0)


def in_cash() -> CashRequest:
    return CashRequest(stall=STALL, day=TODAY, kind=CashKind.PAY_IN, amount=100)


def message() -> ParsedMessage:
    return ParsedMessage((StockLine(quantity=3, name="bahulu", price=500),))


def left_over() -> LastMinuteOfferRequest:
    return LastMinuteOfferRequest(item=KUIH, units=1, price=100, grams=None)


def hours(begins: int = 600) -> WindowTerms:
    return WindowTerms(weekday=TODAY.weekday(), begins=begins, ends=begins + 60)


def prepared_again(session: Session, actor: Actor, found: Prepared) -> int:
    return prepare(session, actor, STALL, message(), "", None, language="en", now=NOW, rng=found.rng)


def licence(session: Session, actor: Actor) -> object:
    return set_last_day(session, actor, STALL, TODAY, admins=NO_ADMINS, now=NOW)


def document() -> DocumentRequest:
    return DocumentRequest(stall=STALL, kind=LicenceKind.FOOD, number="1", picture=PICTURE)


def returned(session: Session, actor: Actor, found: Prepared) -> int:
    how = PackagingReturn(place=PLACE)
    return take_packaging_back(session, actor, found.returns, 1, now=NOW, packaging_return=how)


DEEDS: dict[Right, dict[Callable[..., Any], Deed]] = {
    Right.VIEW: {
        desk: lambda s, a, p: desk(s, a, STALL, NOW),
        office_stall: lambda s, a, p: office_stall(s, a, STALL, NOW),
        stall_evenings: lambda s, a, p: stall_evenings(s, a, STALL, PageKey(), size=9),
        desk_of_day: lambda s, a, p: desk_of_day(s, a, day_of_drop(s), NOW),
        desk_at: lambda s, a, p: desk_at(s, a, STALL),
        past_stall_days: lambda s, a, p: past_stall_days(s, a, STALL, NOW, page=1),
        own_stall_day: lambda s, a, p: own_stall_day(s, a, day_of_drop(s)),
        own_drops_of: lambda s, a, p: own_drops_of(s, a, day_of_drop(s)),
        desk_drop: lambda s, a, p: desk_drop(s, a, DROP),
        desk_item: lambda s, a, p: desk_item(s, a, KUIH),
        item_waitlist: lambda s, a, p: item_waitlist(s, a, KUIH, 1),
        item_blocker: lambda s, a, p: item_blocker(s, a, KUIH, NOW),
        own_drop: lambda s, a, p: own_drop(s, a, DROP),
        own_drop_of: lambda s, a, p: own_drop_of(s, a, KUIH),
        next_forecast: lambda s, a, p: next_forecast(s, a, STALL, NOW),
        drop_forecast: lambda s, a, p: drop_forecast(s, a, DROP, NOW),
        forecast_history: lambda s, a, p: forecast_history(s, a, STALL, NOW),
        choose_desk: lambda s, a, p: choose_desk(s, a, STALL),
        check_counter: lambda s, a, p: check_counter(s, a, STALL, [DUITNOW], now=NOW),
        counter_check: lambda s, a, p: counter_check(s, a, p.check),
        stall_counter: lambda s, a, p: stall_counter(s, a, STALL),
        report_counter: lambda s, a, p: report_counter(s, a, p.check, NO_ADMINS, now=NOW),
        require_helper: lambda s, a, p: require_helper(s, a, STALL),
        roster_list: lambda s, a, p: roster_list(s, a, STALL, NOW),
        roster_page: lambda s, a, p: roster_page(s, a, p.day),
        shift_page: lambda s, a, p: shift_page(s, a, p.shift, NOW),
        take_shift: lambda s, a, p: take_shift(s, a, p.day, 0, now=NOW),
        give_back: lambda s, a, p: give_back(s, a, p.taken, NOW),
        offer_shift: lambda s, a, p: offer_shift(s, a, p.taken, NOW),
        keep_shift: lambda s, a, p: keep_shift(s, a, p.taken, NOW),
        take_offered: lambda s, a, p: take_offered(s, a, p.taken, NOW),
        ask_exchange: lambda s, a, p: ask_exchange(s, a, p.taken, p.shift, now=NOW),
        agree_exchange: lambda s, a, p: agree_exchange(s, a, p.taken, p.shift, now=NOW),
    },
    Right.SELL: {
        items_of_today: lambda s, a, p: items_of_today(s, a, STALL, NOW),
        cart_facts: lambda s, a, p: cart_facts(s, a, STALL, own_cart(), now=NOW),
        add_amounts: lambda s, a, p: add_amounts(s, a, STALL, [NewAmount(amount=450)], now=NOW),
        sell: lambda s, a, p: sell(s, a, sale(), now=NOW, rng=p.rng),
        undo_sale: lambda s, a, p: undo_sale(s, a, p.receipt, now=NOW, rng=p.rng),
        own_receipt: lambda s, a, p: own_receipt(s, a, p.receipt),
        oversold_list: lambda s, a, p: oversold_list(s, a, STALL),
        doubtful_list: lambda s, a, p: doubtful_list(s, a, STALL),
        day_receipts: lambda s, a, p: day_receipts(s, a, STALL, TODAY, page=1, now=NOW),
    },
    Right.SCAN: {
        hand_over_units: lambda s, a, p: hand_over_units(s, a, p.pickup, 1, now=NOW, rng=p.rng),
        collect: lambda s, a, p: collect(s, a, p.pickup, 1, now=NOW, rng=p.rng),
        take_packaging_back: returned,
        owed_returns: lambda s, a, p: owed_returns(s, a, PLACE),
        packaging_desk: lambda s, a, p: packaging_desk(s, a, PLACE, NOW),
        other_places: lambda s, a, p: other_places(s, a, PLACE),
        require_place_staff: lambda s, a, p: require_place_staff(s, a, PLACE),
        lock_staffed_place: lambda s, a, p: lock_staffed_place(s, a, PLACE),
        require_kiosk: lambda s, a, p: require_kiosk(s, a, PLACE),
        kiosk_state: lambda s, a, p: kiosk_state(s, a, PLACE),
        make_link: lambda s, a, p: make_link(s, a, PLACE, NOW, p.rng),
        device_of: lambda s, a, p: device_of(s, a, p.device),
        revoke_device: lambda s, a, p: revoke_device(s, a, p.device, NOW),
        conflict_list: lambda s, a, p: conflict_list(s, a, PLACE),
        stall_day_tickets: lambda s, a, p: stall_day_tickets(s, a, day_of_drop(s), 1),
        find_spoken: lambda s, a, p: find_spoken(s, a, spoken(s, p), "UTC", now=NOW),
        hand_over_spoken: lambda s, a, p: hand_over_spoken(
            s, a, spoken(s, p), NOT_SAID, zone="UTC", now=NOW, rng=p.rng
        ),
    },
    Right.STOCK: {
        choose_posting: lambda s, a, p: choose_posting(s, a, STALL),
        draft_list: lambda s, a, p: draft_list(s, a, STALL, 1),
        lock_own_drop: lambda s, a, p: lock_own_drop(s, a, DROP),
        lock_own_item: lambda s, a, p: lock_own_item(s, a, KUIH),
        lock_changeable: lambda s, a, p: lock_changeable(s, a, DROP, NOW),
        lock_changeable_item: lambda s, a, p: lock_changeable_item(s, a, KUIH, NOW),
        no_shows: lambda s, a, p: no_shows(s, a, KUIH, NOW),
        release_no_show: lambda s, a, p: release_no_show(s, a, p.booking, NOW + 3 * HOUR),
        prepare: prepared_again,
        publish: lambda s, a, p: publish(s, a, DRAFT, BeaconKind.LOCAL, NOW, p.rng),
        undo: lambda s, a, p: undo(s, a, DRAFT, NOW),
        discard_draft: lambda s, a, p: discard_draft(s, a, DRAFT, NOW),
        append_lines: lambda s, a, p: append_lines(s, a, DRAFT, message(), now=NOW),
        name_album: lambda s, a, p: name_album(s, a, DRAFT, "album"),
        keep_voice_note: lambda s, a, p: keep_voice_note(s, a, STALL, NOW),
        drop_named_in: lambda s, a, p: drop_named_in(s, a, STALL, "kuih"),
        save_template: lambda s, a, p: save_template(s, a, DROP, weekday=None, name="Bahulu", now=NOW),
        templates_of: lambda s, a, p: templates_of(s, a, STALL, NOW),
        own_template: lambda s, a, p: own_template(s, a, p.template, NOW),
        rename_template: lambda s, a, p: rename_template(s, a, p.template, "Friday"),
        delete_template: lambda s, a, p: delete_template(s, a, p.template),
        post_template: lambda s, a, p: post_template(
            s, a, p.template, TODAY + DAY, beacon=BeaconKind.LOCAL, now=NOW, rng=p.rng
        ),
        stall_wishes: lambda s, a, p: stall_wishes(s, a, STALL),
        set_place_wish: lambda s, a, p: set_place_wish(
            s, a, STALL, p.place_draw, day=TODAY + 7 * DAY, is_wished=True, now=NOW
        ),
        withdraw_place_wishes: lambda s, a, p: withdraw_place_wishes(s, a, STALL, p.place_draw, NOW),
        start_series: lambda s, a, p: start_series(s, a, DROP, 8, now=NOW),
        own_series: lambda s, a, p: own_series(s, a, p.series, NOW),
        set_skipped: lambda s, a, p: set_skipped(s, a, p.series, TODAY + 7 * DAY, is_skipped=True, now=NOW),
        end_series: lambda s, a, p: end_series(s, a, p.series),
        start_last_minute_offer: lambda s, a, p: start_last_minute_offer(
            s, a, left_over(), NOW, zone="Asia/Kuching"
        ),
        showroom_plan: lambda s, a, p: showroom_plan(s, a, STALL, NOW),
        visits_on_day: lambda s, a, p: visits_on_day(s, a, STALL, TODAY, NOW),
        visits_in_window: lambda s, a, p: visits_in_window(s, a, p.window, NOW),
        add_window: lambda s, a, p: add_window(s, a, STALL, hours()),
        change_window: lambda s, a, p: change_window(s, a, p.window, hours(800)),
        delete_window: lambda s, a, p: delete_window(s, a, p.window),
        close_showroom_day: lambda s, a, p: close_showroom_day(s, a, STALL, TODAY, now=NOW),
        reopen_showroom_day: lambda s, a, p: reopen_showroom_day(s, a, STALL, TODAY),
        show_curation: lambda s, a, p: show_curation(s, a, STALL, "Batik", begins_on=TODAY, now=NOW),
        delete_curation: lambda s, a, p: delete_curation(s, a, STALL, TODAY, now=NOW),
        lock_own_showroom: lambda s, a, p: lock_own_showroom(s, a, STALL),
        day_sheet: lambda s, a, p: day_sheet(s, a, STALL, None, now=NOW),
        host_visit: lambda s, a, p: host_visit(s, a, p.visit),
        take_walk_in: lambda s, a, p: take_walk_in(s, a, STALL, NOW, now=NOW),
        mark_arrived: lambda s, a, p: mark_arrived(s, a, p.visit, NOW),
        mark_left: lambda s, a, p: mark_left(s, a, p.visit, NOW),
        mark_minutes: lambda s, a, p: mark_minutes(s, a, p.visit, 5, now=NOW),
        mark_missed: lambda s, a, p: mark_missed(s, a, p.visit, NOW),
        showroom_figures: lambda s, a, p: showroom_figures(s, a, STALL, NOW),
        live_page: lambda s, a, p: live_page(s, a, DROP),
        start_live: lambda s, a, p: start_live(
            s, a, LiveTerms(drop=DROP, minutes=5, with_word=False), NOW, p.rng
        ),
        stop_live: lambda s, a, p: stop_live(s, a, DROP, NOW),
        announce_live: lambda s, a, p: announce_live(s, a, DROP, announced=True, now=NOW),
        post_again: lambda s, a, p: post_again(
            s, a, DROP, TODAY + DAY, beacon=BeaconKind.LOCAL, now=NOW, rng=p.rng
        ),
        same_again: lambda s, a, p: same_again(s, a, day_of_drop(s), NOW),
        post_stall_day_again: lambda s, a, p: post_stall_day_again(
            s, a, day_of_drop(s), TODAY + DAY, beacon=BeaconKind.LOCAL, now=NOW, rng=p.rng
        ),
        set_up_from: lambda s, a, p: set_up_from(s, a, day_of_drop(s), time(8), now=NOW),
        own_note: lambda s, a, p: own_note(s, a, day_of_drop(s), NOW),
        write_note: lambda s, a, p: write_note(s, a, day_of_drop(s), "Cash only", NOW),
        send_note: lambda s, a, p: send_note(s, a, day_of_drop(s), p.note, NOW),
        pause_all: lambda s, a, p: pause_all(s, a, day_of_drop(s), NOW),
        resume_all: lambda s, a, p: resume_all(s, a, day_of_drop(s), NOW),
        planned_cancellation: lambda s, a, p: planned_cancellation(s, a, day_of_drop(s), NOW),
        explain_all: lambda s, a, p: explain_all(s, a, day_of_drop(s), "Rain", NOW),
        cancel_all: lambda s, a, p: cancel_all(s, a, day_of_drop(s), NOW),
        planned_move_of_all: lambda s, a, p: planned_move_of_all(
            s, a, day_of_drop(s), StockLine(day=TODAY + DAY), NOW
        ),
        move_all: lambda s, a, p: move_all(s, a, day_of_drop(s), StockLine(day=TODAY + DAY), NOW),
        count_affected_by_alley_of_all: lambda s, a, p: count_affected_by_alley_of_all(
            s, a, day_of_drop(s), 1, NOW
        ),
        move_all_to_alley: lambda s, a, p: move_all_to_alley(s, a, day_of_drop(s), 1, NOW),
        items_ahead: lambda s, a, p: items_ahead(s, a, STALL, NOW),
        same_item: lambda s, a, p: same_item(s, a, DRAFT, NOW),
        merge_draft: lambda s, a, p: merge_draft(s, a, DRAFT, KUIH, NOW),
        change_price: lambda s, a, p: change_price(s, a, KUIH, 900, now=NOW),
        change_deposit: lambda s, a, p: change_deposit(s, a, KUIH, 300, now=NOW),
        change_quantity: lambda s, a, p: change_quantity(s, a, KUIH, 41, now=NOW),
        sell_out: lambda s, a, p: sell_out(s, a, KUIH, NOW),
        describe_item: lambda s, a, p: describe_item(s, a, KUIH, "egg", "allergens", now=NOW),
        rename_drop: lambda s, a, p: rename_drop(s, a, DROP, "Bahulu", now=NOW),
        change_words: lambda s, a, p: change_words(s, a, DROP, "Fresh", "en", now=NOW),
        change_tags: lambda s, a, p: change_tags(s, a, DROP, ("halal",), now=NOW),
        set_adults_only: lambda s, a, p: set_adults_only(s, a, DROP, True, now=NOW),
        change_picture: lambda s, a, p: change_picture(s, a, DRAFT, PICTURE, now=NOW),
        change_limit: lambda s, a, p: change_limit(s, a, DROP, 3, now=NOW),
        change_waitlist_limit: lambda s, a, p: change_waitlist_limit(s, a, DROP, 5, now=NOW),
        add_units: lambda s, a, p: add_units(s, a, KUIH, 2, now=NOW),
        correct_quantity: lambda s, a, p: correct_quantity(s, a, KUIH, 44, was=40, now=NOW),
        correct_price: lambda s, a, p: correct_price(s, a, KUIH, 900, was=852, now=NOW),
        correct_left: lambda s, a, p: correct_left(s, a, KUIH, 3, now=NOW),
        sell_out_item: lambda s, a, p: sell_out_item(s, a, KUIH, NOW),
        set_packaging: lambda s, a, p: set_packaging(s, a, KUIH, None, now=NOW),
        planned_move: lambda s, a, p: planned_move(s, a, DROP, StockLine(day=TODAY + DAY), NOW),
        move_drop: lambda s, a, p: move_drop(s, a, DROP, StockLine(day=TODAY + DAY), NOW),
        move_alley: lambda s, a, p: move_alley(s, a, DROP, 1, NOW),
        pause: lambda s, a, p: pause(s, a, DROP, NOW),
        resume: lambda s, a, p: resume(s, a, DROP, NOW),
        explain: lambda s, a, p: explain(s, a, DROP, "Rain", NOW),
        cancel: lambda s, a, p: cancel(s, a, DROP, NOW),
        change_policy: lambda s, a, p: change_policy(s, a, DRAFT, DropPolicy.QUEUE, NOW),
        plan_draw: lambda s, a, p: plan_draw(s, a, DRAFT, NOW + HOUR, NOW),
        change_weighing: lambda s, a, p: change_weighing(s, a, DRAFT, Weighing.EQUAL, NOW),
        change_fitting: lambda s, a, p: change_fitting(s, a, DRAFT, Fitting.FIT, 2, NOW),
        day_to_plan: lambda s, a, p: day_to_plan(s, a, p.day),
        open_roster: lambda s, a, p: open_roster(s, a, p.day, RosterPlan(1, 1), now=NOW),
        close_roster: lambda s, a, p: close_roster(s, a, p.day, NOW),
        add_place: lambda s, a, p: add_place(s, a, p.day, 0, now=NOW),
        remove_place: lambda s, a, p: remove_place(s, a, p.day, 0, now=NOW),
        candidates: lambda s, a, p: candidates(s, a, p.shift),
        assign_shift: lambda s, a, p: assign_shift(s, a, p.shift, SELLER, now=NOW),
        take_off: lambda s, a, p: take_off(s, a, p.taken, SCANNER, now=NOW),
    },
    Right.OWN: {
        keep_counter: lambda s, a, p: keep_counter(s, a, p.check, NOW),
        remove_counter: lambda s, a, p: remove_counter(s, a, p.check, NOW),
        ask_deposit: lambda s, a, p: ask_deposit(s, a, DRAFT, 100, NOW),
        set_refund: lambda s, a, p: set_refund(s, a, DRAFT, 2, NOW),
        stall_deposits: lambda s, a, p: stall_deposits(s, a, STALL, 1, NOW),
        stall_sums: lambda s, a, p: stall_sums(s, a, STALL),
        deposit_settings: lambda s, a, p: deposit_settings(s, a, STALL, NOW),
        set_payee: lambda s, a, p: set_payee(s, a, STALL, "none", NOW),
        own_payee: lambda s, a, p: own_payee(s, a, p.payee),
        item_cost: lambda s, a, p: item_cost(s, a, KUIH),
        set_cost: lambda s, a, p: set_cost(s, a, KUIH, 300),
        own_stall: lambda s, a, p: own_stall(s, a, STALL),
        lock_own_stall: lambda s, a, p: lock_own_stall(s, a, STALL),
        day_facts: lambda s, a, p: day_facts(s, a, STALL, None, now=NOW),
        enter_cash: lambda s, a, p: enter_cash(s, a, in_cash(), NOW),
        undo_cash: lambda s, a, p: undo_cash(s, a, p.entry, NOW),
        close_day: lambda s, a, p: close_day(s, a, STALL, TODAY, counted=0, expected=0, now=NOW),
        reopen_day: lambda s, a, p: reopen_day(s, a, STALL, TODAY, now=NOW),
        void_sale: lambda s, a, p: void_sale(s, a, p.receipt, now=NOW, rng=p.rng),
        refund_facts: lambda s, a, p: refund_facts(s, a, p.receipt, ()),
        refund_part: lambda s, a, p: refund_part(s, a, refund_of(p.receipt), now=NOW, rng=p.rng),
        undo_refund: lambda s, a, p: undo_refund(s, a, p.refund, now=NOW, rng=p.rng),
        leaving: lambda s, a, p: leaving(s, a, STALL, NOW),
        close_stall: lambda s, a, p: close_stall(s, a, STALL, 0, now=NOW),
        rename_application: lambda s, a, p: rename_application(s, a, STALL, "Kuih", NOW),
        withdraw_application: lambda s, a, p: withdraw_application(s, a, STALL, NOW),
        change_stall_words: lambda s, a, p: change_stall_words(s, a, STALL, "Kuih", "en"),
        own_seller: lambda s, a, p: own_seller(s, a, STALL),
        show_seller: lambda s, a, p: show_seller(s, a, STALL, name="Ros", contact="088-123456", now=NOW),
        remove_seller: lambda s, a, p: remove_seller(s, a, STALL),
        own_stream: lambda s, a, p: own_stream(s, a, STALL),
        draft_stream: lambda s, a, p: draft_stream(s, a, STALL, "https://live.example/ros"),
        publish_stream: lambda s, a, p: publish_stream(s, a, STALL),
        discard_stream: lambda s, a, p: discard_stream(s, a, STALL),
        remove_stream: lambda s, a, p: remove_stream(s, a, STALL),
        own_validity: lambda s, a, p: own_validity(s, a, ValidityKind.LICENCE, STALL),
        set_last_day: lambda s, a, p: licence(s, a),
        own_licence: lambda s, a, p: own_licence(s, a, STALL),
        send_document: lambda s, a, p: send_document(s, a, document(), NO_ADMINS, NOW),
        own_fees: lambda s, a, p: own_fees(s, a, STALL, NOW),
        own_dossier: lambda s, a, p: own_dossier(s, a, STALL, NOW),
        make_dossier_link: lambda s, a, p: make_dossier_link(s, a, STALL, DossierParts(), now=NOW, rng=p.rng),
        stop_dossier_link: lambda s, a, p: stop_dossier_link(s, a, STALL),
        own_card: lambda s, a, p: own_card(s, a, STALL, NOW),
        make_card: lambda s, a, p: make_card(s, a, STALL, now=NOW, rng=p.rng),
        drop_shares: lambda s, a, p: drop_shares(s, a, DROP, NOW),
        propose_share: lambda s, a, p: propose_share(s, a, DROP, SplitRole.HOST, share=100, now=NOW),
        remove_share: lambda s, a, p: remove_share(s, a, DROP, SplitRole.CREATOR, now=NOW),
        propose_usual: lambda s, a, p: propose_usual(s, a, DROP, NOW),
        make_share_link: lambda s, a, p: make_share_link(s, a, DROP, SplitRole.CREATOR, now=NOW, rng=p.rng),
        end_shares: lambda s, a, p: end_shares(s, a, DROP, NOW),
        staff_of: lambda s, a, p: staff_of(s, a, STALL, NOW),
        helper_of: lambda s, a, p: helper_of(s, a, STALL, SELLER),
        count_shifts_ahead: lambda s, a, p: count_shifts_ahead(s, a, STALL, SELLER, now=NOW),
        change_role: lambda s, a, p: change_role(s, a, STALL, SELLER, role=StaffRole.ALL, now=NOW),
        remove_helper: lambda s, a, p: remove_helper(s, a, STALL, SELLER, now=NOW),
        invite_helper: lambda s, a, p: invite_helper(s, a, STALL, StaffRole.ALL, now=NOW, rng=p.rng),
        cancel_invite: lambda s, a, p: cancel_invite(s, a, STALL, p.invite),
    },
    Right.BOOKS: {
        statement: lambda s, a, p: statement(s, a, STALL, 0, now=NOW),
        statement_at: lambda s, a, p: statement_at(s, a, STALL, TODAY, now=NOW),
        statement_weeks: lambda s, a, p: statement_weeks(s, a, STALL, PageKey(), now=NOW, size=12),
    },
}
PEOPLE: dict[str, tuple[int, frozenset[Right]]] = {
    "owner": (ROS, frozenset(Right)),
    "at the counter": (CLERK, ROLE_RIGHTS[StaffRole.COUNTER]),
    "sells": (SELLER, ROLE_RIGHTS[StaffRole.SELL]),
    "scans": (SCANNER, ROLE_RIGHTS[StaffRole.SCAN]),
    "does all": (ALLROUND, ROLE_RIGHTS[StaffRole.ALL]),
    "stranger": (TOM, frozenset()),
    "shopper": (AINA, frozenset()),
    "owner of another stall": (WEI, frozenset()),
    "helper of another stall": (ELSEWHERE, frozenset()),
    "former helper": (FORMER, frozenset()),
    "blocked helper": (BLOCKED, frozenset()),
}
LOCK = "SELECT person.id, person.blocked_at"


def add_draft(session: Session) -> None:
    session.add(
        Drop(
            id=DRAFT, stall_id=STALL, alley_id=1, code="DRAFT1", name="Bahulu", language="en", per_person=6,
            state=DropState.DRAFT, opens_at=NOW, starts_at=NOW + HOUR, ends_at=NOW + 5 * HOUR, created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(Picture(hash=PICTURE, width=1, height=1, data=b"x"))
    session.add(Item(id=DRAFT_ITEM, drop_id=DRAFT, name="bahulu", unit="box", price=500, quantity=9))
    session.add(Payee(id=7, stall_id=STALL, payload="x", name="Ros", set_at=NOW))


def add_place_draw(session: Session) -> int:
    """Add an open draw of places of the stall's alley, with a day a week ahead."""
    draw = PlaceDraw(
        alley_id=session.get_one(Stall, STALL).alley_id, name="P1", closes_at=NOW + 2 * DAY, secret="ab" * 32,
        commitment="cd" * 32, opened_at=NOW, beacon=BeaconKind.LOCAL,
    )  # fmt: skip
    session.add(draw)
    session.flush()
    session.add(PlaceDrawDay(draw_id=draw.id or 0, day=TODAY + 7 * DAY))
    return draw.id or 0


async def prepare_stall(store: Store) -> Prepared:
    """Every helper has been hired by a link, one was removed, and one is blocked."""
    await store.write(add_stalls_and_people)
    scenario, found = StaffScenario(store), Prepared()
    await store.write(add_draft)
    for person, role in {**HELPERS, FORMER: StaffRole.ALL, BLOCKED: StaffRole.ALL}.items():
        await scenario.hire(person, role)
    await scenario.hire(ELSEWHERE, StaffRole.ALL, OTHER_STALL, WEI)
    await scenario.act(remove_helper, ROS, STALL, FORMER, now=NOW)
    await scenario.change(Person, BLOCKED, blocked_at=NOW)
    await store.write(join, AINA, KUIH, 3, now=NOW, rng=scenario.rng)
    await store.write(join, SITI, KUIH, 1, now=NOW, rng=scenario.rng)
    found.note = await store.write(written_note)
    found.pickup = await newest(scenario, Ticket.code, col(Ticket.person_id) == AINA)
    found.booking = await newest(scenario, Booking.id, col(Booking.person_id) == SITI)
    await scenario.act(collect, ROS, found.pickup, 2, now=NOW, rng=scenario.rng)
    found.returns = await newest(scenario, Ticket.code, col(Ticket.loan_id).is_not(None))
    found.receipt = await scenario.act(sell, ROS, sale(), now=NOW, rng=scenario.rng)
    other = await scenario.act(sell, ROS, sale(), now=NOW, rng=scenario.rng)
    found.refund = await scenario.act(refund_part, ROS, refund_of(other), now=NOW, rng=scenario.rng)
    found.entry = await scenario.act(enter_cash, ROS, in_cash(), NOW)
    code = (await scenario.act(make_link, ROS, PLACE, NOW, rng=scenario.rng)).code
    key = bytes(SigningKey(b"k" * 32).verify_key)
    asked = SignIn(code=code, public_key=key, name="counter")
    found.device = (await store.write(sign_in, asked, NOW, NO_ADMINS)).device
    await scenario.link()
    found.check = await scenario.act(check_counter, ROS, STALL, [DUITNOW], now=NOW)
    found.template = await scenario.act(save_template, ROS, DROP, weekday=None, name="usual", now=NOW)
    found.series = await scenario.act(start_series, ROS, DROP, 8, now=NOW)
    found.place_draw = await store.write(add_place_draw)
    found.day = await newest(scenario, Drop.stall_day_id, col(Drop.id) == DROP)
    await scenario.act(open_roster, ROS, found.day, RosterPlan(3, 1), now=NOW)
    found.taken = await scenario.act(take_shift, SCANNER, found.day, 0, now=NOW)
    found.shift = await newest(scenario, Shift.id)
    found.window = await scenario.act(add_window, ROS, STALL, hours(0 if TODAY.weekday() else 5))
    found.visit = await store.write(add_visit)
    found.invite, found.payee = await newest(scenario, StallInvite.id), 7
    return found


STALL_AT_WORK = KeptRows(prepare_stall)


@pytest.fixture
async def prepared(store: Store) -> Prepared:
    return await STALL_AT_WORK.lay(store)


@pytest.fixture
def scenario(store: Store, prepared: Prepared) -> StaffScenario:
    return StaffScenario(store, rng=Random(8))


def add_visit(session: Session) -> int:
    """Somebody who walked in and is here now."""
    slot = ShowroomSlot(
        stall_id=STALL, starts_at=NOW, ends_at=NOW + HOUR, busy_until=NOW + HOUR, places=1, taken=1
    )
    session.add(slot)
    session.flush()
    here = {"state": VisitState.HERE, "walk_in": True, "booked_at": NOW, "arrived_at": NOW}
    visit = ShowroomVisit(slot_id=slot.id, stall_id=STALL, **here)
    session.add(visit)
    session.flush()
    return visit.id or 0


async def newest(scenario: StaffScenario, column: Any, *where: Any) -> Any:
    rows = select(column).where(*where).order_by(column)
    return (await scenario.store.read(lambda session: session.exec(rows).all()))[-1]


def refusal_of(session: Session, deed: Deed, person: int, found: Prepared) -> Refusal | None:
    """Do an action and roll it back. Return its refusal, None where the person may do it."""
    try:
        with rolled_back(session) as trying:
            deed(trying, Actor(person), found)
    except AUTHORITY as refusal:
        return refusal
    except Refusal:
        return None
    return None


@contextmanager
def rolled_back(session: Session) -> Iterator[Session]:
    """Yield a session of its own within a transaction, of which nothing stays."""
    with Session(session.connection(), join_transaction_mode="create_savepoint") as trying:
        yield trying


def wrong_answers(
    session: Session, person: int, rights: Collection[Right], found: Prepared, feature: str = ""
) -> list[tuple[Right, str, Refusal | None]]:
    """Try every action, or those of a feature; return what a person with these rights may do and should not, or the reverse."""
    tried = [
        (right, action.__name__, refusal_of(session, deed, person, found))
        for right, deeds in DEEDS.items()
        for action, deed in deeds.items()
        if feature in ("", feature_of(action))
    ]
    return [
        (right, name, refusal) for right, name, refusal in tried if (refusal is None) != (right in rights)
    ]


def feature_of(action: Callable[..., Any]) -> str:
    return action.__module__.split(".")[1]


def changes_unlocked(session: Session, deed: Deed, person: int, found: Prepared) -> str:
    """Do an action and roll it back. Return its first change of a row if the person was not locked before, else an empty text."""
    done: list[tuple[str, Any]] = []

    def listen(*call: Any) -> None:
        done.append((call[2], call[3]))

    event.listen(session.connection(), "before_cursor_execute", listen)
    with suppress(Refusal), rolled_back(session) as trying:
        deed(trying, Actor(person), found)
        trying.flush()
    event.remove(session.connection(), "before_cursor_execute", listen)
    for sql, given in done:
        if sql.startswith(LOCK) and str(person) in str(given):
            return ""
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            return sql
    return ""


async def rows(scenario: StaffScenario) -> list[int]:
    return [await scenario.count(table) for table in (Receipt, CashEntry, DayClose, Scan, Drop, StallInvite)]


@ON_SQLITE
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.feature("V07")
async def test_everybody_may_do_what_their_role_says_and_nothing_else(
    scenario: StaffScenario, prepared: Prepared, who: str
) -> None:
    person, rights = PEOPLE[who]
    before = await rows(scenario)
    assert await scenario.store.write(wrong_answers, person, rights, prepared) == []
    assert await rows(scenario) == before


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "feature", sorted({feature_of(action) for deeds in DEEDS.values() for action in deeds})
)
async def test_each_feature_asks_for_the_right_on_postgresql_as_well(
    scenario: StaffScenario, prepared: Prepared, feature: str
) -> None:
    for person, rights in (PEOPLE[who] for who in ("owner", "does all", "stranger")):
        assert await scenario.store.write(wrong_answers, person, rights, prepared, feature) == []


async def test_whoever_changes_something_is_locked_before_so_that_no_block_comes_between(
    scenario: StaffScenario, prepared: Prepared
) -> None:
    def unlocked(session: Session) -> dict[str, str]:
        tried = {
            action.__name__: changes_unlocked(session, deed, ROS, prepared)
            for deeds in DEEDS.values()
            for action, deed in deeds.items()
        }
        return {name: change for name, change in tried.items() if change}

    assert await scenario.store.write(unlocked) == {}


async def test_a_helper_in_another_role_reads_that_it_is_the_role(
    scenario: StaffScenario, prepared: Prepared
) -> None:
    sells = DEEDS[Right.SELL][sell]
    refusal = await scenario.store.write(refusal_of, sells, SCANNER, prepared)
    assert isinstance(refusal, OutsideRole)
    refusal = await scenario.store.write(refusal_of, sells, FORMER, prepared)
    assert isinstance(refusal, NotYourStall)
    assert not isinstance(refusal, OutsideRole)


@ON_SQLITE
@pytest.mark.parametrize("change", ["stall turned down", "owner blocked", "owner forgotten"])
async def test_helpers_may_nothing_while_their_stall_is_closed(
    scenario: StaffScenario, prepared: Prepared, change: str
) -> None:
    match change:
        case "stall turned down":
            await scenario.change(Stall, STALL, state="turned_down")
        case "owner blocked":
            await scenario.change(Person, ROS, blocked_at=NOW)
        case _:
            await scenario.change(Stall, STALL, owner_id=None)
    assert await scenario.store.write(wrong_answers, ALLROUND, (), prepared) == []


async def test_a_helper_undoes_no_scan_and_no_sale_after_they_were_removed(
    scenario: StaffScenario, prepared: Prepared
) -> None:
    scan = await scenario.act(collect, ALLROUND, prepared.pickup, 1, now=NOW, rng=scenario.rng)
    receipt = await scenario.act(sell, ALLROUND, sale(), now=NOW, rng=scenario.rng)
    await scenario.act(remove_helper, ROS, STALL, ALLROUND, now=NOW)
    with pytest.raises(NotYourStall):
        await scenario.act(undo_scan, ALLROUND, scan, NOW, scenario.rng)
    with pytest.raises(NotYourStall):
        await scenario.act(undo_sale, ALLROUND, receipt, now=NOW, rng=scenario.rng)


async def test_a_helper_undoes_their_own_scan_and_sale(scenario: StaffScenario, prepared: Prepared) -> None:
    scan = await scenario.act(collect, SCANNER, prepared.pickup, 1, now=NOW, rng=scenario.rng)
    receipt = await scenario.act(sell, SELLER, sale(), now=NOW, rng=scenario.rng)
    later = NOW + timedelta(seconds=59)
    await scenario.act(undo_scan, SCANNER, scan, later, scenario.rng)
    await scenario.act(undo_sale, SELLER, receipt, now=later, rng=scenario.rng)
