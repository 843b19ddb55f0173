"""Every query and action of the market by name, with arguments in a filled market, so that each can be timed and explained.

The calls are found in the code: each public function of `market` whose first parameter is a session, but for those that take rows, which
are parts of other actions. An argument is chosen by its parameter's name; `_call_specific` has the exceptions.
"""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from importlib import import_module
from pkgutil import walk_packages
from random import Random
from types import FunctionType
from typing import Any, get_args, get_origin

from nacl.signing import SigningKey
from sqlalchemy import Select
from sqlmodel import Session, SQLModel, col, select

import market
from benchmarks.growth_data import (
    CLOSED_DRAW,
    COMPLAINT_SECRET,
    CROWDED_DROP,
    DOSSIER_SECRET,
    DRAFT,
    FEED_SECRET,
    KIOSK_CODE,
    KIOSK_KEY,
    MERGE_CODE,
    NOW,
    OFFICE_CODE,
    OFFICE_SECRET,
    OPEN_DRAW,
    ORGANISER,
    PAUSED_DROP,
    SHARE_CODE,
    STAFF_CODE,
    Market,
    telegram_id,
)
from locales.units import ItemUnit
from market.access import AccessFacts
from market.actor import Actor, Right
from market.admins import Admins
from market.broadcast.audience import Audience, Criterion
from market.broadcast.preparing import WrittenDraft
from market.calendar.pitches import PitchFacts
from market.calendar.place_file import PlaceRow
from market.calendar.rearrange import PlaceMove
from market.city_rules import RULES
from market.complaint.complain import Grievance
from market.deposit.payment import InvoicePayment, RawPayment
from market.deposit.picture_print import COUNT, print_of
from market.deposit.screenshot import SentPicture
from market.dossier.contents import ALL_PARTS
from market.drop.locked_item import LockedItem
from market.drop.notifications import DropOpens, DropPausedByStall, StallDayPaused
from market.drop.own_drop import LockedDrop
from market.drop.planned_drops import DropFilter
from market.help_call.facts import HelpPlace
from market.kiosk.scan_body import SentScan
from market.kiosk.sign_in import SignIn
from market.last_minute_offer.offer import LastMinuteOfferRequest
from market.licence_document import DocumentRequest
from market.licence_fees import PaidFee
from market.live.live_booking import LiveRequest
from market.live.live_session import LiveTerms
from market.market_day.day import day_of
from market.market_day.place import FittedDay, Place
from market.market_day.shift_hours import ShiftHours
from market.mix.shares import Mix
from market.notification.in_flight import Claimant, DeliveryResult
from market.notification.outbox import DeliveryStatus
from market.office_session import AppOpening
from market.organiser.alarm import Trouble
from market.organiser.reports import ReportRequest
from market.organiser.stop import StoppedDay
from market.packaging.crate import Crate
from market.packaging.hub import HubPlan
from market.packaging.ledger import Books
from market.packaging.movement import Cause, StockPoint
from market.packaging.packaging_type import NewPackaging, PackagingCosts, PackagingTerms
from market.packaging.place import hub_ref, stall_ref
from market.packaging.stock import StockUnits
from market.paging import PageKey
from market.permit.record import PermitPaper
from market.permit.signed_permit import SignedPermit
from market.power.rating import Powered
from market.privacy.person_columns import PersonColumn
from market.reminder.due_messages import DueMessage
from market.reminder.moments import BookingStage, StageMoment, StallStage
from market.reminder.shopper_messages import near_message
from market.reminder.snooze_choices import SnoozeDelay
from market.roster.locked_roster import LockedRoster, LockedShift
from market.roster.rule import RosterPlan
from market.sale.amounts import NewAmount
from market.sale.cart import CartLine
from market.sale.day import CashRequest
from market.sale.doubtful import Doubts
from market.sale.movements import StallPeriod
from market.sale.notifications import SaleDoubted
from market.sale.refund import RefundRequest
from market.sale.sell import PaidSale, SaleRequest
from market.sale.till import StallMoney
from market.shown import DrawnMessage
from market.showroom.host import Showroom
from market.showroom.slots import Slot, WindowTerms, at_wall
from market.showroom.visit import VisitRequest
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from market.ticket.facts import TicketFacts
from market.ticket.notifications import ConflictsWait
from market.ticket.scan import NOT_SAID
from market.ticket.without_phone import SpokenTicket
from market.waitlist.join_batch import JoinRequest
from market.waitlist.position import PositionRequest
from storage.access import AccessKind
from storage.alley import Alley
from storage.audit import AuditAction
from storage.beacon_kind import BeaconKind
from storage.broadcast import BroadcastKind, ButtonTarget
from storage.complaint import AlleyChangeKind, ComplaintKind
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.draw import Draw
from storage.drop import Drop, DropPolicy, Fitting, Weighing
from storage.help_call import HelpCallState
from storage.kiosk import ScanChoice
from storage.licence import LicenceKind
from storage.market_day import StallDay
from storage.mix import Origin
from storage.packaging import MovementReason, PackagingPolicy, PackagingState, PlaceKind, Stream
from storage.packaging_ledger import PackagingAccount, PackagingTransferKind
from storage.payment import SettledHow
from storage.pitch import PitchDay
from storage.power import PowerKind
from storage.processed_update import sweep_processed
from storage.report import Objection, ReportReason
from storage.sale import CashKind, Receipt, SaleMethod
from storage.shown import ShownKind
from storage.split import SplitRole
from storage.staff import StaffRole
from storage.stall import StallApproval
from storage.stop import CallOffReason, StopKind
from storage.task_list import TaskListKind
from storage.ticket import Loan, Ticket, TicketKind, TicketSubject
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORDINARY = 7
"""The number of an ordinary drop ahead; its stall takes part in most calls."""
A_PERMIT = PermitPaper(first_day=NOW.date(), last_day=NOW.date() + 30 * DAY)
SOLD_LIVE = 11
WITH_DEPOSIT = 9
PAST_DROP = 6
"""A past drop of the same stall as the ordinary one."""
SIGNED_PERMIT = SignedPermit(
    permit=1, alley=1, first_day=NOW.date(), last_day=NOW.date(), covers_until=NOW + HOUR
)
STALL_WEEK = 2**40
"""The id of the notification about a week of that stall."""

Call = Callable[[Session], Any]

PAYMENT_QR = (
    "00020101021126470014A0000006150001010650166402150000001234567895204599"
    "953034585802MY5911OMBAK PRINT6013KOTA KINABALU6304F058"
)


@dataclass(frozen=True, kw_only=True)
class SampleIds:
    """The ids in one market from which arguments are built."""

    market: Market
    hold: int
    holder: int
    booking: int
    booker: int
    stall_day: int
    past_stall_day: int
    pitch: int
    alley: int
    market_day: int
    waiting: int
    deposit: int
    said_deposit: int
    reporter: int
    ticket: str
    old_ticket: int
    scan: int
    loan: Loan
    drawn: Entry
    closed_draw: int
    old_holder: int
    payer: int
    receipt: int


def find_sample_ids(session: Session, filled: Market) -> SampleIds:
    """Return ids of rows of the ordinary drop ahead and of the past."""
    item, paid_item = filled.item_of(ORDINARY), filled.item_of(WITH_DEPOSIT)

    def first(table: type[SQLModel], *conditions: Any) -> Any:
        return session.exec(select(table).where(*conditions).order_by(table.id).limit(1)).one()  # type: ignore[attr-defined]

    hold = first(Hold, col(Hold.item_id) == item, col(Hold.state) == HoldState.LIVE)
    booking = first(Booking, col(Booking.item_id) == item, col(Booking.state) == BookingState.BOOKED)
    waiting = first(Entry, col(Entry.item_id) == item, col(Entry.state) == EntryState.WAITING)
    paid = first(Hold, col(Hold.item_id) == paid_item, col(Hold.state) == HoldState.BOOKED)
    said = first(Hold, col(Hold.item_id) == paid_item, col(Hold.state) == HoldState.LIVE)
    ticket = first(Ticket, col(Ticket.booking_id) == booking.id)
    stall_day = first(Drop, col(Drop.id) == filled.drop(ORDINARY)).stall_day_id
    return SampleIds(
        market=filled,
        hold=hold.id,
        holder=hold.person_id,
        booking=booking.id,
        booker=booking.person_id,
        stall_day=stall_day,
        past_stall_day=session.get_one(Drop, PAST_DROP).stall_day_id or 0,
        pitch=session.get_one(PitchDay, stall_day).pitch_id,
        alley=session.get_one(PitchDay, stall_day).alley_id,
        market_day=first(StallDay, col(StallDay.id) == stall_day).market_day_id,
        waiting=waiting.person_id,
        deposit=first(Deposit, col(Deposit.hold_id) == paid.id, col(Deposit.state) == DepositState.PAID).id,
        said_deposit=first(Deposit, col(Deposit.hold_id) == said.id).id,
        reporter=said.person_id,
        ticket=ticket.code,
        old_ticket=(old := first(Ticket, col(Ticket.kind) == TicketKind.PICKUP)).id,
        scan=1,
        loan=first(Loan, col(Loan.returned) == 0),
        drawn=first(Entry, col(Entry.pseudonym).is_not(None), col(Entry.number).is_not(None)),
        closed_draw=first(Draw, col(Draw.drawn_at).is_(None), col(Draw.closed_at).is_not(None)).id,
        old_holder=old.person_id,
        payer=paid.person_id,
        receipt=first(Receipt, col(Receipt.stall_id) == ORDINARY).id,
    )


def all_calls(ids: SampleIds) -> dict[str, Call]:
    """Return each query and action under its module and name, ready to be called with a session."""
    found = {_name(function): _call(function, ids, {}) for function in functions()}
    return {name: found[name] for name in sorted(found)} | crowded_calls(ids)


def functions() -> list[FunctionType]:
    """Return the public functions of the market that take a session and no rows."""
    modules = [import_module(each.name) for each in walk_packages(market.__path__, "market.")]
    found = [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, FunctionType)
        and each.__module__ == module.__name__
        and not each.__name__.startswith("_")
    ]
    return [
        each for each in (*found, sweep_processed) if isinstance(each, FunctionType) and _takes_session(each)
    ]


def crowded_calls(ids: SampleIds) -> dict[str, Call]:
    """Return the calls on the crowded drop and draws, in which a tenth of all people take part."""
    filled, functions_by_name = ids.market, {_name(each): each for each in functions()}
    crowded = {"drop": filled.drop(CROWDED_DROP), "actor": Actor(_owner(CROWDED_DROP))}
    item = {"item": filled.item_of(CROWDED_DROP), "actor": Actor(_owner(CROWDED_DROP))}
    closed = {"item": filled.item_of(CLOSED_DRAW)}
    over = {"now": NOW + 60 * DAY}
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "crowded: cancel": ("stock.pause.cancel", crowded),
        "crowded: pause": ("stock.pause.pause", crowded),
        "crowded: move": ("stock.move.move_drop", crowded),
        "crowded: wind up": ("stock.wind_up.wind_up", crowded | over),
        "crowded: join": ("waitlist.join.join", item | {"person": ids.market.people - 1}),
        "crowded: desk": ("desk.desk_item", item),
        "crowded: waitlist": ("desk.item_waitlist", item),
        "crowded: more units": ("stock.change.change_quantity", item | {"quantity": filled.crowd_size + 5}),
        "crowded: close the draw": (
            "draw.close_draw.close_item_draw",
            {"item": filled.item_of(OPEN_DRAW), **over},
        ),
        "crowded: draw": ("draw.decide_draw.draw_item", closed),
        "crowded: page of the draw": ("draw.published_draw.published_draw", closed | {"person": 201}),
        "crowded: proof file": ("draw.published_draw.proof_file", closed),
    }
    return {
        name: _call(functions_by_name[function], ids, arguments)
        for name, (function, arguments) in calls.items()
    }


def _near(ids: SampleIds) -> DueMessage:
    """Return the message of the eve about the market day of the ordinary drop."""
    moment = StageMoment(NOW - HOUR, NOW + HOUR, BookingStage.EVE)
    return near_message(ids.market_day, BookingStage.EVE, ((NOW, moment),))


def _places(ids: SampleIds) -> dict[str, dict[str, Any]]:
    """Return what acts on the places of alleys ask for. Each alley has 12, of which the last two are empty."""
    alley, empty, day = ids.alley, ids.alley * 12 - 1, {ids.stall_day: ids.market_day}
    moves = (PlaceMove(stall_day=ids.stall_day, before=ids.pitch, after=empty),)
    done = (PlaceMove(stall_day=ids.stall_day, before=empty, after=ids.pitch),)
    row = PlaceRow(number=2, day=NOW.date(), stall=f"S{ORDINARY}", place="A11")
    return {
        "week.alley_week": {"alley": alley, "first": NOW.date()},
        "week.calendar_alleys": {},
        "pitches.pitches_in_use": {"alley": alley},
        "pitches.alley_pitches": {"alley": alley},
        "pitches.add_pitch": {"alley": alley, "facts": PitchFacts(id=0, code="Z1")},
        "pitches.change_pitch": {"facts": PitchFacts(id=empty, code="A11")},
        "pitches.retire_pitch": {"pitch": empty},
        "pitches.log_places": {"details": ""},
        "rearrange.place_stall_day": {"pitch": empty},
        "rearrange.swap_places": {"pitch": empty},
        "rearrange.free_place": {},
        "rearrange.undo_moves": {"alley": alley, "moves": done},
        "rearrange.write_moves": {"alley": alley, "moves": moves, "market_days": day},
        "import_places.import_places": {"alley": alley, "rows": (row,)},
    }


def _name(function: FunctionType) -> str:
    return f"{function.__module__.partition('.')[2]}.{function.__name__}"


def _takes_session(function: FunctionType) -> bool:
    hints = inspect.get_annotations(function, eval_str=True)
    signature = inspect.signature(function).parameters
    first, *others = signature or [""]
    no_varargs = all(each.kind is not inspect.Parameter.VAR_POSITIONAL for each in signature.values())
    return first == "session" and no_varargs and not any(_is_row(hints.get(each)) for each in others)


def _is_row(hint: Any) -> bool:
    """Return whether a parameter takes a row, facts read from one, several rows, a selection of rows, or a column."""
    if get_origin(hint) is not None:
        return get_origin(hint) is not type and any(map(_is_row, get_args(hint)))
    return isinstance(hint, type) and issubclass(
        hint,
        SQLModel
        | LockedDrop
        | LockedItem
        | LockedRoster
        | LockedShift
        | PersonColumn
        | Place
        | Select
        | TicketFacts,
    )


def _call(function: FunctionType, ids: SampleIds, overrides: Mapping[str, Any]) -> Call:
    """Return the function with its arguments; `overrides` take precedence. Raises KeyError where an argument has no value."""
    name = _name(function)
    values = _values(ids)
    signature = inspect.signature(function)
    arguments = {
        each.name: {**values, **_by_module(name, ids), **_call_specific(name, ids), **overrides}[each.name]
        for each in [*signature.parameters.values()][1:]
        if each.default is inspect.Parameter.empty or each.name in {**_call_specific(name, ids), **overrides}
    }
    return partial(_run, function, arguments)


def _run(function: FunctionType, arguments: Mapping[str, Any], session: Session) -> Any:
    outcome = function(session, **arguments)
    session.flush()
    return outcome


def _owner(number: int) -> int:
    """Return the owner of the stall of a drop ahead."""
    return number


def _values(ids: SampleIds) -> dict[str, Any]:
    """Return an argument for each parameter name."""
    filled = ids.market
    return {
        **{
            "now": NOW,
            "since": NOW,
            "rng": Random(1),
            "admins": Admins(frozenset({telegram_id(ORGANISER)})),
            "zone": "Asia/Kuching",
            "clock": time(8),
        },
        **{
            "claimant": Claimant("sender", 1),
            "stall_day": ids.stall_day,
            "stall_days": (ids.stall_day,),
            "crew": frozenset[int](),
            "note": ids.stall_day,
            "market_day": ids.market_day,
            "market_days": (ids.market_day,),
            "days": (),
            "moments": (NOW,),
            "stage": StallStage.EVE,
            "stalls": (ORDINARY,),
            "notifications": (1,),
            "drawn": (
                DrawnMessage(
                    chat=telegram_id(ids.waiting),
                    message=1,
                    kind=ShownKind.HOLD,
                    subject=ids.hold,
                    item=filled.item_of(ORDINARY),
                    form="",
                    picture="",
                    digest="",
                ),
            ),
            "chat": telegram_id(ids.waiting),
            "messages": ((telegram_id(ids.waiting), 1),),
            "action": AuditAction.PERSON_BLOCKED,
            "update": 900_000_001,
            "author": ORGANISER,
            "keep": True,
            "trouble": Trouble(updates=1),
            "paid": RawPayment(charge="c", payload="L1", amount=500, currency="MYR", payer=ORGANISER, raw={}),
            "received_at": NOW,
            "notified_at": NOW,
            "charges": ("c",),
            "charge": "c",
            "payment": 1,
            "outcome": SettledHow.REFUNDED,
            "market": "Asia/Kuching",
            "page": 1,
            "language": "ms",
            "words": "buns",
            "name": "Lapis",
            "contact": "",
        },
        "receipt": ids.receipt,
        "amounts": (1,),
        "new_amounts": (NewAmount(amount=450),),
        "cart": (CartLine(filled.item_of(ORDINARY), 1),),
        "day": (NOW + 7 * DAY).date(),
        "counted": 850,
        "expected": 850,
        "cost": 300,
        "weeks_back": 1,
        "period": StallPeriod(
            stall=ORDINARY,
            money=StallMoney(zone="Asia/Kuching", currency="MYR", exponent=2, territory="MY"),
            first=day_of(NOW - 7 * DAY, "Asia/Kuching"),
            last=day_of(NOW, "Asia/Kuching"),
        ),
        "sale": SaleRequest(
            stall=ORDINARY,
            cart=(CartLine(filled.item_of(ORDINARY), 1),),
            method=SaleMethod.CASH,
            total=850,
        ),
        "device": ORDINARY,
        "sent": (_kiosk_scan(ids),),
        "conflict": 1,
        "oversold": 1,
        "receipts": (ids.receipt,),
        "seller": _owner(ORDINARY),
        "newest_counted": ids.scan,
        "codes": (ids.ticket,),
        "ids": (ids.old_ticket,),
        "subject": TicketSubject.BOOKING,
        **{"instant": NOW, "ahead_at": NOW, "sold_at": NOW, "voided_at": NOW, "scanned_at": NOW},
        "actor": Actor(_owner(ORDINARY)),
        "person": ids.waiting,
        "person_id": ids.waiting,
        "telegram_id": telegram_id(ids.waiting),
        "telegram_ids": (telegram_id(ids.waiting), telegram_id(ids.booker)),
        "persons": (ids.waiting, ids.booker),
        "people": (),
        "drop": filled.drop(ORDINARY),
        "drops": (filled.drop(ORDINARY), filled.drop(8)),
        "item": filled.item_of(ORDINARY),
        "stall": ORDINARY,
        "right": Right.VIEW,
        "role": StaffRole.SELL,
        "invite": 1,
        **{
            "shift": _held_shift(ids),
            "own_shift": _held_shift(ids) + 2,
            "other_shift": _held_shift(ids) + 2,
            "part": 0,
        },
        "check": 1,
        "alley": 3,
        "hold": ids.hold,
        "booking": ids.booking,
        "deposit": ids.deposit,
        "ticket": ids.old_ticket,
        "scan": ids.scan,
        "entry": ids.drawn.id,
        "broadcast": 1,
        "notification": 1,
        "draw": ids.closed_draw,
        "payee": 1,
        "loan": ids.loan.id,
        "gift": 1,
        "reminder": filled.people,
        "thread": 1,
        "recovery": 1,
        "report": 1,
        "objection": 1,
        "asker": ids.booker,
        "code": ids.ticket,
        "text": ids.ticket,
        "spoken": SpokenTicket(ids.stall_day, ids.ticket, "Person"),
        "units": 1,
        "limit": 3,
        "quantity": 16,
        "was": 12,
        "price": 900,
        "amount": 700,
        "hours": 24,
        "tags": ("halal",),
        "tag": "tag3",
        "picture": None,
        "key": "ab" * 32,
        "key_id": 1,
        "bot": 7,
        "file_ids": {"ticket:2": "file"},
        **{"width": 1, "height": 1, "data": b"x", "prefix": "ticket"},
        "kind": "licence",
        "holder_id": ORDINARY,
        "about": "drop:1",
        "due_at": NOW,
        "starts_at": NOW + DAY,
        "until": NOW.date() + 30 * DAY,
        "sender": "sender",
        "results": (),
        "previous_leader_gone": True,
        "message": None,
        "excluded_id": 0,
        "previous_id": 0,
        **{"page_key": PageKey(), "size": 50, "office_session": 1},
        "target_id": filled.drop(ORDINARY),
        "sort": ButtonTarget.DROP,
        "beacon": BeaconKind.LOCAL,
        "randomness": "ab" * 32,
        "signature": "",
        "policy": DropPolicy.POT,
        "weighing": Weighing.EQUAL,
        "fitting": Fitting.STRICT,
        "skips": 0,
        "closes_at": NOW + DAY,
        "stock": StockLine(day=(NOW + 40 * DAY).date()),
        "cards": False,
        "way": PaymentMethod.BANK,
        "forfeit": True,
        **{"album": "1", "source_message": 7, "weekday": 4, "template": 1, "slots": (None,), "offer": 1},
        **{"series": ORDINARY, "weeks": 8, "is_skipped": True},
        "letters": "zz",
        "step": "later",
        "remind_at": NOW + DAY,
        "choice": SnoozeDelay.HOUR,
        "first_name": "Aina",
        "prompt": "",
        "end": "from",
        "minute": 60,
        "reason": "licence",
        "expected_state": StallApproval.APPROVED,
        **{"city": "Kuching", "latitude": 5.9, "longitude": 116.0},
        "value": 3,
        "minutes_before": 60,
        "caption": "x",
        "payload": "000201",
        "payloads": (PAYMENT_QR,),
        "allowed": True,
        "announced": True,
        "cancelled": False,
        "moments": (),
        "skip": 0,
        "week": NOW.date(),
        "split": False,
        **_packaging_values(ids),
    }


def _packaging_values(ids: SampleIds) -> dict[str, Any]:
    """Return the arguments of packaging: bowls are a type that is counted, its pieces with a serial are another."""
    cause = Cause(reason=MovementReason.LENT, by=1, at=NOW)
    clean = PackagingState.CLEAN
    return {
        "hub": 1,
        "haul": 1,
        "wash": 1,
        "place": hub_ref(1),
        "packaging": 1,
        "asset": 1,
        "transfer": 1,
        "waiver": 1,
        "places": (501,),
        "actor_id": 1,
        "account": PackagingAccount.CASH,
        "missing": True,
        "stream": Stream.HALAL,
        "movement": 1,
        "movements": (),
        "mixed": False,
        "currency": "MYR",
        "plan": HubPlan(name="Hub", location="", opens_minute=600, closes_minute=1380, capacity=9),
        "costs": PackagingCosts(),
        "serial": "A1",
        "serials": ("NEW1",),
        "counted": {clean: 499},
        "crate": Crate(units={1: 1}),
        "ends": (hub_ref(1), hub_ref(2)),
        "state": clean,
        "chosen": StockUnits(place=hub_ref(1), packaging=1, state=clean),
        "point": StockPoint(501, clean),
        "source": StockPoint(501, clean),
        "target": StockPoint(502, clean),
        "cause": cause,
        "books": Books(place=501, currency="MYR", by=1, at=NOW, loan=ids.loan.id, scan=ids.scan),
    }


def _kiosk_scan(ids: SampleIds) -> SentScan:
    """Return a scan of a ticket, signed by a device of the ordinary drop's stall."""
    body = {
        "uuid": "0b9c7a52-77f0-4c5f-9d7e-3f5f0f8d2a11",
        "seq": 2**40,
        "ticket": ids.ticket,
        "action": "hand_over",
        "units": 1,
        "at": round(NOW.timestamp() * 1000),
    }
    text = json.dumps(body)
    return SentScan(text, KIOSK_KEY.sign(text.encode()).signature)


def _held_shift(ids: SampleIds) -> int:
    """Return the shift of the ordinary drop's stall day that the helper has and offers."""
    return ids.stall_day * 2


def _of_rosters(ids: SampleIds) -> dict[str, dict[str, Any]]:
    """Return the arguments of the calls on shifts."""
    helper = ids.market.helper
    of_helper = (
        *("take.take_shift", "take.give_back", "take.offer_shift", "take.keep_shift"),
        *("swap.take_offered", "swap.ask_exchange", "swap.agree_exchange", "crew.require_helper"),
    )
    about_helper = ("crew.require_other_helper", "crew.helps", "follow.release_shifts", "assign.take_off")
    return {
        **{f"roster.{name}": {"actor": Actor(helper)} for name in of_helper},
        **{f"roster.{name}": {"person": helper} for name in about_helper},
        "roster.assign.assign_shift": {"person": helper, "shift": _held_shift(ids) + 1},
        "roster.crew.busy_hours": {"person": helper, "hours": ShiftHours(NOW, NOW + DAY)},
        "roster.plan.open_roster": {"plan": RosterPlan(2, 2)},
        "roster.follow.follow_days": {
            "fitted": (FittedDay(id=ids.stall_day, was=(NOW, NOW + DAY), hours=(NOW, NOW + 2 * DAY)),),
            "crew": frozenset((helper,)),
        },
    }


GATE = 1_000_001
"""The device at the gate of alley 1."""
HELP_CALL = 1
"""The call for help that waits, of the first person."""
ASKER = 1
"""The person who asked the first question."""
MORE_LINES = {"message": ParsedMessage((StockLine(quantity=3, name="kuih", price=850),))}
ORGANISERS = (
    *("organiser.", "broadcast.", "draw.overdue_draws.", "deposit.payee.allow_deposits"),
    *("recovery.", "licence.", "packaging.", "ticket.bearer.", "ticket.asset_scan.", "ticket.returned."),
)


def _by_module(name: str, ids: SampleIds) -> dict[str, Any]:
    if name.startswith("kiosk."):
        return {"place": stall_ref(ORDINARY)}
    if name.startswith("gate."):
        return _gate_values(name)
    if name.startswith("complaint."):
        return _complaint_values(name)
    if name.startswith("help_call."):
        return _help_call_values(name, ids)
    if name.startswith("showroom."):
        return _showroom_values(name)
    if name.startswith("roster."):
        return {"stall_day": ids.stall_day, "stall_days": (ids.stall_day,)}
    if name.startswith("split."):
        return _split_values(name, ids.market)
    return {"actor": Actor(ORGANISER)} if name.startswith(ORGANISERS) else {}


def _split_values(name: str, filled: Market) -> dict[str, Any]:
    """Return the arguments of shares: the seventh stall shares all its drops with the helper."""
    values = {"role": SplitRole.CREATOR, "share": 2000, "split": filled.drop(ORDINARY), "code": SHARE_CODE}
    by_link = name.endswith(("offered_share", "accept_share"))
    of_party = name.endswith(("agree_share", "step_back", "own_party", "own_share"))
    return {
        **values,
        "person": filled.people if by_link else filled.helper,
        **({"actor": Actor(filled.helper)} if of_party else {}),
    }


def _gate_values(name: str) -> dict[str, Any]:
    """Return the arguments of gates: alley 1 has one, which counted each hour."""
    alley = Alley(
        id=1,
        code="A1",
        name="Lorong 1",
        city="City 1",
        zone="Asia/Kuching",
        territory="MY",
        currency="MYR",
        latitude=5.9,
        longitude=116.0,
        people_limit=2,
    )
    of_row = name.endswith((".people_inside", ".tell_of_limit"))
    return {
        "actor": Actor(ORGANISER),
        "alley": alley if of_row else 1,
        "key": (GATE, 1, NOW),
        "limit": 200,
        "code": "A1",
        "days": 1,
    }


def _complaint_values(name: str) -> dict[str, Any]:
    """Return the arguments of complaints: the first of the third alley are not closed, and that of the secret is."""
    return {
        "code": "A3",
        "complaint": 1,
        "secret": "new" if name.endswith(".complain") else COMPLAINT_SECRET,
        "grievance": Grievance(kind=ComplaintKind.NOISE, words="The drums"),
        "acknowledge_hours": 2,
        "close_hours": 72,
        "kind": AlleyChangeKind.LIGHTS,
        "change": 1,
        "day": NOW.date(),
        "since": NOW - 84 * DAY,
        "actor": Actor(ORGANISER),
    }


def _help_call_values(name: str, ids: SampleIds) -> dict[str, Any]:
    """Return the arguments of calls for help: the last one waits, the first was made two months ago."""
    caller = 1
    return {
        "place": HelpPlace(alley=3, stall=ORDINARY),
        "caller": ids.booker,
        "person": caller,
        "call": HELP_CALL,
        "market_day": ids.market_day,
        "state": HelpCallState.ASKED,
        "actor": Actor(caller if name.endswith("say_more") else ORGANISER),
    }


def _showroom_values(name: str) -> dict[str, Any]:
    """Return the arguments of showrooms: three visits of stall 7, one of them cancelled, and a walk-in that is there."""
    terms = WindowTerms(weekday=NOW.weekday(), begins=1200, ends=1260)
    tomorrow = (NOW + DAY).date()
    ten = at_wall(tomorrow, 600, "Asia/Kuching")
    room = Showroom(
        stall=7,
        stall_name="Stall 7",
        code="S7",
        alley="Lorong 7",
        zone="Asia/Kuching",
        host=7,
        windows=(terms,),
    )
    slot = Slot(starts_at=ten, ends_at=ten + DAY / 96, busy_until=ten + DAY / 96, places=1)
    cancelled = name.endswith("undo_cancel")
    return {
        **{"stall": 7, "stalls": (7,), "host": 7, "actor": Actor(7), "window": 1, "terms": terms},
        "person": 310 if name.endswith("book_visit") else 302 if cancelled else 300,
        "visit": 1_999_999 if ".day_sheet." in name else 2_000_027 if cancelled else 2_000_025,
        "other": 301,
        "request": VisitRequest(stall=7, starts_at=ten),
        **{"starts_at": ten, "moment": NOW, "first": NOW, "last": NOW + DAY, "people": 1},
        **{"day": tomorrow, "days": (tomorrow,), "today": tomorrow, "begins_on": tomorrow},
        **{"zone": "Asia/Kuching", "showroom": room, "slot": slot, "name": "Batik", "minutes": 5, "now": NOW},
        **({"people": {2_000_026: 1}} if name.endswith("free_places") else {}),
        **({"first": tomorrow} if name.endswith("closed_days") else {}),
    }


def _of_screenshots(ids: SampleIds) -> dict[str, dict[str, Any]]:
    """Return the arguments of the calls on the screenshot of a payment that waits to be checked."""
    own: dict[str, Any] = {"deposit": ids.said_deposit, "person": ids.reporter}
    sent = SentPicture("ab" * 32, print_of(b"x", bytes(COUNT)))
    by_function = {
        "screenshot_of": own,
        "own_screenshot": own,
        "require_waiting": own,
        "remove_screenshot": own,
        "send_screenshot": own | {"sent": sent},
        "screenshot_to_check": own | {"actor": Actor(_owner(WITH_DEPOSIT))},
        "stalled_screenshot": own | {"actor": Actor(ORGANISER)},
    }
    return {f"deposit.screenshot.{name}": arguments for name, arguments in by_function.items()}


def _call_specific(name: str, ids: SampleIds) -> dict[str, Any]:
    """Return the arguments that only this call needs."""
    filled = ids.market
    draft = {"drop": filled.drop(DRAFT), "actor": Actor(_owner(DRAFT))}
    held = {"person": ids.holder}
    booked = {"person": ids.booker}
    paid = {"drop": filled.drop(WITH_DEPOSIT), "actor": Actor(_owner(WITH_DEPOSIT))}
    said = {"deposit": ids.said_deposit, "actor": Actor(_owner(WITH_DEPOSIT))}
    drawn = {"item": filled.item_of(CLOSED_DRAW)}
    stranger = {"person": filled.people}
    helps = {"person": filled.helper}
    public_key = bytes(SigningKey(bytes([1] * 32)).verify_key)
    sign_in_request = SignIn(code=KIOSK_CODE, public_key=public_key, name="counter")
    differs: dict[str, dict[str, Any]] = {
        "audit_log.record_change": {"actor": ORGANISER},
        **dict.fromkeys(
            (
                *("actor.may", "actor.stalls_with"),
                *(
                    f"staff.helpers.{each}"
                    for each in ("helper_of", "own_help", "change_role", "remove_helper")
                ),
                *(f"staff.helpers.{each}" for each in ("leave_all_stalls", "staff_row")),
                *(f"staff.desks.{each}" for each in ("workplaces_of", "open_desk", "posting_stall")),
                *(f"staff.desks.{each}" for each in ("open_desk_of", "rights_at")),
            ),
            helps,
        ),
        **_of_rosters(ids),
        "stock.change.describe_item": {"text": "egg", "field": "allergens"},
        "staff.helpers.leave_stall": {"actor": Actor(filled.helper)},
        "staff.desks.choose_desk": {"actor": Actor(filled.helper)},
        "staff.helpers.add_helper": stranger,
        "staff.invite.invitation": stranger | {"code": STAFF_CODE},
        "staff.invite.accept_invite": stranger | {"code": STAFF_CODE},
        "packaging.hub_invite.hub_invitation": stranger | {"code": STAFF_CODE},
        "packaging.hub_invite.accept_hub_invite": stranger | {"code": STAFF_CODE},
        "sale.day.enter_cash": {
            "entry": CashRequest(stall=ORDINARY, day=NOW.date(), kind=CashKind.FLOAT, amount=5000)
        },
        "sale.day.undo_cash": {"entry": ids.receipt},
        "sale.movements.done_before": {"bookings": {ids.booking}, "instant": NOW},
        "sale.movements.paid_ahead": {"bookings": {ids.booking}},
        "sale.movements.receipts_of_scans": {"scans": [ids.scan]},
        "sale.hand_over.settle_receipts": {"bookings": [ids.booking]},
        "sale.refund.refund_facts": {"units": (1,)},
        "sale.refund.refund_part": {"refund": RefundRequest(receipt=ids.receipt, units=(1,), step=0)},
        "sale.refund.undo_refund": {"refund": ids.receipt},
        "sale.stored_receipt.in_lock_order": {"units": {filled.item_of(ORDINARY): 1}},
        "showroom.host.showroom_with_code": {"code": "S7"},
        "sale.kiosk_sale.lock_sold_items": {"items": (filled.item_of(ORDINARY),)},
        "sale.doubtful.doubts_of": {"lines": (), "in_reach": True},
        "sale.doubtful.open_doubtful": {"doubts": Doubts(wrong_price=True, wrong_sum=False, wrong_day=False)},
        "ticket.asked.ask_about": {
            "one": SaleDoubted(receipt_id=ids.receipt),
            "many": ConflictsWait(stall_id=ORDINARY),
            "about": "stall:1/doubtful:1",
        },
        "sale.kiosk_sale.take_sale_back": {"voided_at": NOW},
        "sale.sell.store_sale": {
            "sale": PaidSale(stall=ORDINARY, seller=_owner(ORDINARY), method=SaleMethod.CASH, at=NOW),
            "money": StallMoney(zone="Asia/Kuching", currency="MYR", exponent=2, territory="MY"),
            "lines": (),
        },
        "sale.receipt.public_receipt": {"code": "0" * 16},
        "office_session.is_office_link": {"code": OFFICE_CODE},
        "office_session.sign_in_office": {"code": OFFICE_CODE},
        "office_session.sign_in_office_by_app": {"opening": AppOpening(ORGANISER, "ab" * 32)},
        "office_session.make_office_link_by_app": {"opening": AppOpening(ORGANISER, "ab" * 32)},
        "office_session.begin_office_session": {"person": ORGANISER},
        "office_session.office_reader": {"secret": OFFICE_SECRET},
        "office_session.sign_out_office": {"secret": OFFICE_SECRET},
        "office.statement.statement_weeks": {"actor": Actor(_owner(ORDINARY)), "size": 12},
        "office.statement.statement_at": {"actor": Actor(_owner(ORDINARY)), "day": NOW.date()},
        "office.evenings.rows_by_day": {
            "rows": select(col(StallDay.id)).where(col(StallDay.stall_id) == ORDINARY),
            "table": StallDay,
        },
        "dossier.link.make_dossier_link": {"parts": ALL_PARTS},
        "dossier.link.released_photo": {"secret": DOSSIER_SECRET, "picture": "ab" * 32},
        "dossier.link.released_document": {"secret": DOSSIER_SECRET},
        "dossier.link.released_dossier": {"secret": DOSSIER_SECRET},
        "dossier.link.count_opening": {"secret": DOSSIER_SECRET},
        "licence_card.public_card": {"code": "0" * 16},
        "seller.show_seller": {"name": "Ros", "contact": "088-123456"},
        "seller.unnamed_stalls": {"actor": Actor(ORGANISER)},
        "stall_closing.close_stall": {"drops": 0},
        "stock.change.set_adults_only": {"adults_only": True},
        "person.adults_among": {"persons": (ids.holder, ids.booker)},
        "licence_document.send_document": {
            "request": DocumentRequest(stall=ORDINARY, kind=LicenceKind.HAWKER, number="1", picture="ab" * 32)
        },
        "licence_document.check_document": {"document": 1, "actor": Actor(ORGANISER)},
        "licence_document.overseen_licence": {"actor": Actor(ORGANISER)},
        "licence_fees.overseen_fees": {"actor": Actor(ORGANISER)},
        "licence_fees.enter_fee": {
            "actor": Actor(ORGANISER),
            "paid": PaidFee(stall=ORDINARY, month=NOW.date(), amount=1, receipt="", paid_on=NOW.date()),
        },
        "licence_fees.fees_until": {"rules": RULES[0].licence},
        "licence_fees.void_fee": {"actor": Actor(ORGANISER), "entry": 1},
        "licence_fees.fee_due_of": {"due": NOW.date()},
        "forecast.week.stall_week": {"notification": STALL_WEEK},
        "forecast.week.suggested_items": {"drop": PAST_DROP},
        "stock.post_again.post_again": {"drop": PAST_DROP},
        "stock.post_again.same_again": {"stall_day": ids.past_stall_day},
        "stock.post_again.post_stall_day_again": {"stall_day": ids.past_stall_day},
        "shown.remembered_among": {"messages": ((telegram_id(1), 1),)},
        "neighbour.digest.digest": {"notification": filled.people * 3 + 1},
        "waitlist.hold_clock.run_drops": {"drops": col(Drop.id) == filled.drop(ORDINARY)},
        "waitlist.hold_clock.stop_drops": {"drops": col(Drop.id) == filled.drop(ORDINARY)},
        "drop.browse.coming_drops": {"stall": None, "alley": None, "limit": 24},
        "drop.browse.refuse_closed_stall": {"code": f"S{ORDINARY}"},
        "public_market.public_stall": {"code": f"S{ORDINARY}"},
        "public_market.public_alley": {"code": "A3"},
        "drop.browse.drop_by_code": {"code": f"C{ORDINARY}"},
        "alley.alley_by_code": {"code": "A3"},
        "drop.browse.stall_by_code": {"code": f"S{ORDINARY}"},
        "neighbour.subscription.neighbourhood_by_code": {"code": "A3"},
        "draw.published_draw.draw_by_name": {"name": "closed"},
        "draw.published_draw.published_draw": {"item": ids.drawn.item_id, "person": None},
        "draw.published_draw.proof_file": {"item": ids.drawn.item_id},
        "draw.decide_draw.draw_item": {"item": ids.drawn.item_id},
        "draw.close_draw.close_item_draw": {"item": ids.drawn.item_id},
        "draw.open_draw.open_drop": draft,
        "draw.open_draw.delete_draws": draft,
        "stock.draft.publish": draft,
        "stock.draft.undo": draft,
        "stock.policy.change_policy": draft,
        "stock.policy.plan_draw": draft,
        "stock.policy.change_weighing": draft,
        "stock.policy.change_fitting": draft,
        "deposit.deposit_terms.ask_deposit": draft,
        "deposit.deposit_terms.set_refund": draft,
        "stock.draft.prepare": {
            "message": ParsedMessage((StockLine(quantity=3, name="kuih", price=850),)),
            "words": "",
        },
        "stock.draft.add_items": draft | MORE_LINES,
        "stock.draft.discard_draft": draft,
        "stock.posting.append_lines": draft | MORE_LINES,
        "stock.posting.name_album": draft,
        "stock.posting.drop_named_in": {"words": "kuih"},
        "last_minute_offer.offer.start_last_minute_offer": {
            "request": LastMinuteOfferRequest(item=filled.item_of(ORDINARY), units=1, price=1)
        },
        "live.live_session.start_live": {
            "terms": LiveTerms(drop=filled.drop(ORDINARY), minutes=5, with_word=True)
        },
        "live.live_session.forget_live": draft,
        "live.live_booking.find_live_item": {"place": 1},
        "live.live_booking.live_hold": {"place": 1},
        "live.live_session.stop_live": {"drop": filled.drop(SOLD_LIVE), "actor": Actor(_owner(SOLD_LIVE))},
        "live.live_booking.book_live_many": {
            "requests": (
                LiveRequest(
                    live=filled.drop(SOLD_LIVE),
                    person=filled.people,
                    item=filled.item_of(SOLD_LIVE),
                    units=1,
                    word="",
                    sent_at=NOW,
                    update=1,
                    now=NOW,
                    rng=Random(1),
                ),
            )
        },
        "stock.draft.set_tags": {"drop": filled.drop(DRAFT)},
        "stock.pause.resume": {"drop": filled.drop(PAUSED_DROP), "actor": Actor(_owner(PAUSED_DROP))},
        "stock.move.move_alley": {"alley": 5},
        "stock.wind_up.wind_up": {"now": NOW + 30 * DAY},
        "stock.change.change_picture": {"picture": "ab" * 32},
        "own_reminder.change_reminder": {"person": 300},
        "own_reminder.complete_reminder": {"person": 300},
        "own_reminder.confirm_reminder": {"person": 300},
        "own_reminder.own_reminder": {"person": 300},
        "own_reminder.postpone_reminder": {"person": 300},
        "own_reminder.undo_reminder": {"person": 300},
        "desk.numbers_of_drops": {"drops": ()},
        "reminder.near_days.untold": {"kind": "ShiftDay", "named": {(filled.helper, "shifts:1:eve")}},
        "reminder.due_messages.first_due_at": {"messages": (_near(ids),)},
        "reminder.due_messages.lacking": {"messages": (_near(ids),)},
        "reminder.due_messages.tell": {"message": _near(ids)},
        "reminder.loan_messages.tell_borrowers": {"due_on": (NOW + DAY).toordinal()},
        "ticket.loans.loans_due_on": {"due_on": (NOW + DAY).date()},
        **{
            f"waitlist.own_market_day.{name}": {"person": ids.booker}
            for name in ("own_market_day", "attend_all", "say_late_all", "give_up_all", "take_back_all")
        },
        "reminder.snooze.mark_done": {"person": 1, "notification": filled.people * 3 + 1},
        "reminder.snooze.mute_kind": {"person": 1, "notification": filled.people * 3 + 1},
        "reminder.snooze.reminded": {"person": 1, "notification": filled.people * 3 + 1},
        "reminder.snooze.snooze": {"person": 1, "notification": filled.people * 3 + 1},
        "reminder.snooze.snooze_ways": {"person": 1, "notification": filled.people * 3 + 1},
        "waitlist.join.join": stranger,
        "waitlist.position.positions_in_drops": {
            "requests": (PositionRequest(person=ids.booker, drop=filled.drop(ORDINARY), now=NOW),)
        },
        "waitlist.join.join_many": {
            "requests": (
                JoinRequest(
                    person=filled.people, item=filled.item_of(ORDINARY), units=1, now=NOW, rng=Random(1)
                ),
            )
        },
        "waitlist.shopper_actions.confirm": held,
        "waitlist.shopper_actions.decline": held,
        "waitlist.position.own_hold": held,
        "waitlist.booking.lock_own_hold": held,
        "waitlist.gift.give_hold": held,
        "waitlist.shopper_actions.release": booked,
        "waitlist.shopper_actions.attend": booked,
        "waitlist.choose_option.choose_option": booked | {"unit": 0, "option": 0},
        "waitlist.choose_option.choose_again": booked,
        "waitlist.choose_option.options_booked": {"items": (filled.item_of(ORDINARY),)},
        "waitlist.late.say_late": booked,
        "waitlist.late.late_bookings": booked,
        "waitlist.shopper_actions.lock_booking": booked,
        "waitlist.position.own_booking": booked,
        "waitlist.gift.give_booking": booked,
        "waitlist.move_booking.move_booking": booked | {"item": filled.item_of(ORDINARY) + 1},
        "ticket.issue.reissue_tickets": {"account": ids.booker},
        "recovery.request.end_requests_of": {"account": ids.booker},
        "recovery.request.ask_to_join": {"asker": ids.booker - 1, "account": ids.booker},
        "account_move.needs_organiser": {"people": (ids.booker - 1, ids.booker)},
        "account_move.lock_stalls_of": {"people": (ids.booker - 1, ids.booker)},
        "ticket.issue.issue_booking_tickets": {"people": {}, "unit": ItemUnit.BOX},
        "ticket.own_tickets.own_pickup_ticket": booked,
        "waitlist.gift.gift_by_code": {"code": "g50"},
        "waitlist.gift.take_gift": {"code": "g50"},
        "waitlist.no_show.release_no_show": {"now": NOW + 3 * DAY},
        "waitlist.sweep.items_to_allocate": {"now": NOW + 26 * HOUR},
        "drop.opening_reminder.remind_opening": stranger,
        "deposit.deposit_offer.deposit_offer": held,
        "deposit.deposit_offer.choose_way": held,
        "deposit.confirm_deposit.confirm_deposit": said,
        "deposit.confirm_deposit.deny_deposit": said,
        "deposit.confirm_deposit.mark_returned": paid,
        **_of_screenshots(ids),
        "deposit.facts.stall_deposit": paid | {"actor": Actor(_owner(WITH_DEPOSIT))},
        "deposit.facts.stall_deposits": {"stall": WITH_DEPOSIT, "actor": Actor(WITH_DEPOSIT)},
        "deposit.payment.check_payment": {
            "payment": InvoicePayment(payload="L1", amount=500, currency="MYR")
        },
        "packaging.packaging_type.make_packaging_type": {
            "packaging": NewPackaging(
                name="Bowl",
                unit=ItemUnit.PIECE,
                stream=Stream.HALAL,
                terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=300),
                costs=PackagingCosts(),
                currency="MYR",
            )
        },
        "packaging.hub_facts.hub_by_code": {"code": "H1"},
        "packaging.ledger.post": {"kind": PackagingTransferKind.KEPT},
        "packaging.ledger.place_balance": {"place": 1},
        "packaging.hauling.units_arriving": {"place": 501},
        "packaging.packaging_type.packaging_by_id": {"packaging": (1, 2)},
        "packaging.place.all_place_facts": {"places": (hub_ref(1), stall_ref(ORDINARY))},
        "packaging.place.places_by_row": {"rows": (ORDINARY, 501)},
        "packaging.asset.next_serials": {"packaging": 2, "count": 9},
        "packaging.asset.serials_of": {"packaging": 2},
        "packaging.asset.serials_bought_with": {"first": 1, "count": 9},
        "ticket.bearer.lend_apart": {"count": 2},
        "ticket.bearer.bearer_tickets": {"first": ids.loan.id, "count": 9},
        "packaging.place.new_place": {"kind": PlaceKind.LOAN},
        "packaging.place.ref_of": {"place": 1},
        "packaging.refund.owed_scans": {"place": 1},
        "packaging.asset.is_piece": {"packaging": "K2"},
        "packaging.piece_story.piece_story": {"packaging": "K2"},
        "packaging.stock.quarantine": {"reason": MovementReason.DAMAGED},
        "packaging.asset.buy_assets": {"packaging": 2},
        "packaging.asset.find_asset": {"packaging": "K2"},
        "packaging.asset.asset_passport": {"packaging": "K2"},
        "ticket.asset_scan.take_asset_back": {"packaging": "K2"},
        "ticket.packaging_recount.swapped_loans": {"scans": [ids.scan]},
        "ticket.without_phone.hand_over_spoken": {"payment": NOT_SAID},
        "sale.hand_over.hand_over_without_phone": {"payment": NOT_SAID},
        "ticket.scan.lock_tickets": {"tickets": [(ids.ticket, TicketSubject.BOOKING)]},
        "ticket.scan.swap_packaging": {"code": f"R{ids.loan.id}"},
        "ticket.own_tickets.own_ticket": {"person": ids.old_holder},
        "ticket.scan.take_packaging_back": {"code": f"R{ids.loan.id}"},
        "notification.in_flight.claim": {"now": NOW + 30 * DAY, "limit": 16},
        "broadcast.correcting.correct_broadcast": {"language": "en"},
        "draw.published_draw.entry_file": {"item": ids.drawn.item_id, "person": ids.drawn.person_id},
        "picture.file_id_of": {"key": "ticket:1"},
        "picture.file_ids_of": {"keys": tuple(f"ticket:{n}" for n in range(20))},
        "deposit.facts.own_deposit": {"person": ids.payer},
        "deposit.own_page.own_deposit_page": {"person": ids.payer},
        "ticket.scan.undo_scan": {"actor": Actor(2)},
        "sale.hand_over.undo_hand_over": {"actor": Actor(2)},
        "sale.hand_over.undo_hand_over_together": {"actor": Actor(2)},
        "ticket.together.undo_together": {"actor": Actor(2)},
        "ticket.together.together_money": {"actor": Actor(2)},
        "ticket.together.pay_back_together": {"actor": Actor(2)},
        "ticket.together.take_fees_together": {"actor": Actor(2)},
        "ticket.signing_keys.register_signer": {"key": SigningKey(bytes(32))},
        "kiosk.sign_in.sign_in": {"request": sign_in_request},
        "kiosk.sign_in.sign_in_from_chat": {"request": sign_in_request, "person": _owner(ORDINARY)},
        "kiosk.devices.gate_state": {"actor": Actor(ORGANISER), "alley": 1},
        "kiosk.conflicts.conflict_facts": {"actor": Actor(ORGANISER, True)},
        "kiosk.conflicts.settle_conflict": {"actor": Actor(ORGANISER, True), "choice": ScanChoice.BOTH},
        "support.send_words": {"actor": Actor(ASKER)},
        "support.undo_question": {"actor": Actor(ASKER)},
        "support.write_back": {"actor": Actor(ASKER)},
        "support.answer": {"actor": Actor(ORGANISER)},
        "support.begin_question": {"actor": Actor(ORGANISER)},
        "support.close_question": {"actor": Actor(ORGANISER)},
        "support.question": {"actor": Actor(ORGANISER)},
        "support.open_questions": {"actor": Actor(ORGANISER)},
        "support.question_to_answer": {"actor": Actor(ORGANISER), "message": 1},
        "support.own_question": {"person": ASKER},
        "support.asked_question": {"message": 1},
        "support.answered_question": {"message": 1},
        "support.closed_question": {"thread": 2},
        "broadcast.broadcast_notifications.own_broadcast": {"broadcast": 3},
        "broadcast.scheduling.edit_again": {"broadcast": 2},
        "broadcast.pausing.pause_broadcast": {"broadcast": 2},
        "broadcast.pausing.resume_broadcast": {"broadcast": 2},
        "broadcast.pausing.stop_broadcast": {"broadcast": 2},
        "broadcast.sending.send_broadcast": {"broadcast": 3},
        "broadcast.sending.send_now": {"broadcast": 3},
        "broadcast.progress.progress": {"broadcast": 2},
        "broadcast.progress.organiser_progress": {"broadcast": 2},
        "broadcast.advance.advance": {"broadcast": 2},
        "broadcast.audience.headcount": {
            "audience": Audience(alleys=(1, 2, 3)),
            "kind": BroadcastKind.PROMOTIONAL,
        },
        "broadcast.preparing.aim": {"criterion": Criterion.ALLEY},
        "broadcast.preparing.aim_at_any": {"criterion": Criterion.ALLEY},
        "broadcast.preparing.choose_kind": {"kind": BroadcastKind.OPERATIONAL},
        "broadcast.preparing.begin_at": {"starts_at": NOW + DAY},
        "broadcast.preparing.write_draft": {
            "written": WrittenDraft(audience=Audience(), kind=BroadcastKind.OPERATIONAL, words={"en": "Rain"})
        },
        "broadcast.preparing.set_photo": {"picture": "ab" * 32},
        "broadcast.wording.link_to": {"sort": ButtonTarget.DROP},
        "drop.draw_state.draw_pending": {"policy": "draw", **drawn},
        **{
            f"drop.affected_people.{name}": {"notification": StallDayPaused(stall_day_id=ids.stall_day)}
            for name in ("notify_affected_by_day", "notify_booked")
        },
        "drop.affected_people.notify_affected": {
            "notification": DropPausedByStall(drop_id=filled.drop(ORDINARY)),
            "about": "x",
        },
        "notification.outbox.notify": {
            "notification": DropOpens(drop_id=1),
            "late_after": NOW + DAY,
            "about": "new",
        },
        "notification.outbox.notify_each": {
            "people": ((ids.waiting, "new", DropOpens(drop_id=1)),),
            "late_after": NOW + DAY,
        },
        "notification.outbox.withdraw": {"kind": DropOpens},
        "notification.outbox.withdraw_all": {"kind": DropOpens, "abouts": ("drop:1",)},
        "notification.outbox.is_queued": {"kind": DropOpens},
        "notification.in_flight.ack_and_claim": {
            "now": NOW + 30 * DAY,
            "limit": 16,
            "results": (DeliveryResult(notification=1, person=2, status=DeliveryStatus.SENT),),
        },
        "notification.in_flight.ack": {
            "results": (DeliveryResult(notification=1, person=2, status=DeliveryStatus.SENT),)
        },
        "notification.outbox.purge": {"now": NOW + HOUR},
        "notification.outbox.hold_back_restored": {"made_at": NOW, "now": NOW + HOUR},
        "public_code.new_code": {"kind": Alley},
        "permit.record.record_permit": {"paper": A_PERMIT, "actor": Actor(ORGANISER)},
        "permit.record.replace_permit": {"paper": A_PERMIT, "actor": Actor(ORGANISER), "permit": 1},
        "permit.record.set_permit_end": {"last_day": A_PERMIT.last_day, "actor": Actor(ORGANISER)},
        "permit.record.withdraw_permit": {"actor": Actor(ORGANISER), "permit": 1},
        "permit.record.void_permit": {"actor": Actor(ORGANISER), "permit": 1},
        "permit.record.void_last_permit": {"actor": Actor(ORGANISER)},
        "mix.limit.refuse_full_mix": {"came": (filled.drop(ORDINARY),)},
        "power.cuts.cuts_of": {"market_days": [ids.market_day]},
        "power.cuts.market_day_cuts": {"actor": Actor(ORGANISER)},
        "power.cuts.power_gone": {"actor": Actor(ORGANISER)},
        "power.cuts.power_back": {"actor": Actor(ORGANISER)},
        "power.load.market_day_load": {"actor": Actor(ORGANISER)},
        "power.rating.power_of": {"actor": Actor(ORGANISER), "powered": Powered(PowerKind.ALLEY, ids.alley)},
        "power.rating.rate_power": {
            "actor": Actor(ORGANISER),
            "powered": Powered(PowerKind.ALLEY, ids.alley),
            "watts": 900,
        },
        "power.rating.write_rating": {
            "powered": Powered(PowerKind.ALLEY, ids.alley),
            "watts": 900,
            "person": ORGANISER,
        },
        "access.alley_access": {"actor": Actor(ORGANISER)},
        "access.set_access": {"actor": Actor(ORGANISER), "fact": AccessFacts(kind=AccessKind.TOILET)},
        "mix.record.alley_mix": {"actor": Actor(ORGANISER)},
        "mix.record.set_mix": {"actor": Actor(ORGANISER), "mix": Mix(least_local=60)},
        "mix.record.set_origin": {"actor": Actor(ORGANISER), "origin": Origin.LOCAL},
        "permit.facts.alley_permits": {"actor": Actor(ORGANISER)},
        "permit.public_permit.permits_to_print": {"actor": Actor(ORGANISER)},
        "permit.public_permit.public_permit": {"signed": SIGNED_PERMIT},
        **{f"calendar.{name}": {"actor": Actor(ORGANISER)} | given for name, given in _places(ids).items()},
        "validity.validity_end": {"until": NOW.date()},
        "preferences.preferences.choose_clock": {"zone": "Asia/Singapore"},
        "preferences.preferences.mute_reminder": {"kind": "MarketDayNear"},
        "preferences.preferences.unmute_reminder": {"kind": "MarketDayNear"},
        "reminder.snooze.unmute": {"kind": "MarketDayNear"},
        "feed.feed_drops.alley_feed": {"code": "A3"},
        "feed.feed_drops.stall_feed": {"code": f"S{ORDINARY}"},
        "feed.own_feed.own_feed": {"secret": FEED_SECRET},
        "merge.merge_request": stranger | {"code": MERGE_CODE},
        "merge.accept_merge": stranger | {"code": MERGE_CODE},
        "drop.browse.planned_ids": {"drop_filter": DropFilter(), "today": NOW.date()},
        "organiser.objection_end.end_objection": {"condition": col(Objection.stall_id) == ORDINARY},
        "organiser.objections.make_objection": {"actor": Actor(ASKER), "decision": 1},
        "organiser.objections.may_object": {"person": ASKER, "decision": 1},
        "organiser.reports.make_report": {
            "actor": Actor(filled.people),
            "request": ReportRequest(stall=ORDINARY, drop=None, reason=ReportReason.GOODS),
        },
        "organiser.reports.report_hand_over": {"ticket": ids.old_ticket},
        "organiser.block.block": {"person": ids.booker},
        "organiser.people.find_people": {"words": "Person 77"},
        "organiser.stalls.approve": {"stall": ORDINARY},
        "privacy.forget.forget": {"person": filled.people},
        "stall.apply_for_stall": {"actor": Actor(filled.people)},
        "organiser.alleys.choose_zone": {"zone": "Asia/Kuching"},
        **{
            f"task_list.lists.{name}": {"actor": Actor(ORGANISER), "kind": TaskListKind.TAKE_DOWN}
            for name in ("alley_tasks", "begin_list")
        },
        **{
            f"task_list.lists.{name}": {"actor": Actor(ORGANISER), "task": 1}
            for name in ("overseen_task", "take_task", "give_back_task", "do_task", "except_task")
        },
        "task_list.lists.undo_task": {"actor": Actor(ORGANISER), "task": 3},
        "task_list.lists.hand_back": {"actor": Actor(ORGANISER), "tasks": 2},
        "task_list.open_matters.open_matters": {"actor": Actor(ORGANISER)},
        "alley.lock_organised_alley": {"actor": Actor(ORGANISER)},
        "organiser.stop.call_off": {"stopped": StoppedDay(1), "reason": CallOffReason.WEATHER},
        "organiser.stop.planned_stop": {"stopped": StoppedDay(1)},
        **{f"organiser.stop.{name}": {"stop": 1} for name in ("stop_facts", "stop_to_tell", "undo_stop")},
        "organiser.stop.finish_next": {"stop": 2},
        "organiser.stop.move_market": {"place": ""},
        "series.plan.set_skipped": {"day": date(2026, 12, 26)},
        "drop.stopped.refuse_stop": {"kind": StopKind.RAIN_WAIT, "until": NOW, "zone": "Asia/Kuching"},
    }
    return differs.get(name, {})
