"""The building blocks of sample values: long and short text, numbers, times, and each code that changes what a screen says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any, cast

from markupsafe import escape

from handlers.callbacks.alley import AlleyField
from handlers.callbacks.complaint import AskLoud
from handlers.callbacks.help_call import AskHelp
from handlers.callbacks.hub import ShowHub, ShowHubs
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser_packaging import HubField
from handlers.callbacks.packaging_desk import ChooseStock, ChooseUnits, StockWork
from handlers.callbacks.printing import PrintTicket, TicketPaper
from handlers.callbacks.return_money import PayTogether
from handlers.callbacks.roster import AssignShift
from handlers.callbacks.scan import SwapUnits
from handlers.callbacks.stall import OpenStall
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import DropField
from handlers.messages import RenderContext
from handlers.stock.correction_parser import AddUnits, ChangePrice, SellOut
from handlers.stock.reading.result import PositionCause
from handlers.stock.typed_fields import TYPED_FIELDS
from handlers.ui.paging import page_of
from handlers.ui.screen import Document, Screen
from locales.decision_reasons import OF_BLOCK, OF_HIDING
from locales.discount_reason import DiscountReason
from locales.languages import LANGUAGES
from market.broadcast.activity import Activity
from market.broadcast.audience import AudienceRole, Criterion
from market.city_rules import RULES, MonthlyFee
from market.deposit.facts import DepositSums
from market.drop.facts import ComponentFacts
from market.drop.item_texts import ITEM_TEXTS
from market.drop.notifications import ChangedField, DropChanged, ItemTextChanged
from market.drop.planned_drops import DropFilter
from market.market_day.shift_hours import ShiftHours
from market.organiser.stop import StoppedAlley, StoppedDay
from market.packaging.place import hub_ref, stall_ref
from market.quiet_hours import QuietHoursEnd
from market.recurrence import Recurrence
from market.reminder.moments import BookingStage, ShiftStage, StallStage
from market.reminder.notifications import StallDayStage
from market.reminder.snooze_choices import SnoozeDelay
from market.roster.notifications import ShiftChange
from market.roster.roster_facts import PlaceInWords, RosterDay, ShiftPlace
from market.roster.rule import RosterPlan
from market.series.rule import SeriesRule
from market.stock.stock_line import StockLine
from market.support import SupportText
from market.validity import ValidityKind
from market.waitlist.own_market_day import MarketDayBooking
from market.waitlist.position import ActiveBooking
from storage.audit import AuditAction
from storage.broadcast import ButtonTarget, StopReason
from storage.complaint import ComplaintState
from storage.help_call import HelpCallState
from storage.packaging import PackagingPolicy, PackagingState
from storage.store import Store
from storage.support import SupportState
from storage.ticket import TicketKind
from tests.handlers.ticket.test_views import LOAN
from tests.market.samples import ALLEY, DAY, DRAW, DROP, HOUR, LINE, NOW, STALL, STATES

STALL_NAME = "Dapur Nenek Rosnah & Anak-anak, Kampung Air Sembulan Kota Kinaba"
ITEM_NAME = "Kuih lapis pandan dan gula melaka, kotak sembilan keping besar"
ALLEY_NAME = "Lorong Bakau Pasar Malam Sinsuran, Jalan Tun Fuad Stephens 2"
DROP_NAME = "Kuih lapis sembilan lapis dengan santan pekat dari kampung nenek saya"
CITY = "Kota Kinabalu, Sabah, Malaysia Timur"
WORDS = (
    "Kuih lapis berlapis-lapis dengan santan pekat, dikukus pagi ini. Sila bawa bekas sendiri; "
    "tanpa bekas kami caj RM0.50. <Tiada> babi & tiada alkohol."
)

LONG_TEXT = {
    "name": STALL_NAME,
    "first_name": "Nur Aina Syafiqah binti Abdul Rahman",
    "alley": ALLEY_NAME,
    "city": CITY,
    "drop": DROP_NAME,
    "item": ITEM_NAME,
    "component": ITEM_NAME,
    "words": WORDS,
    "reason": "Ketuhar rosak sejak semalam dan tukang hanya datang pada hari Isnin",
    "tag": "vegetarian",
    "contact": "Ken & friends, @lorong_support, every day from 9:00 to 18:00",
    "randomness": "9f" * 32,
    "seed": "71f3" * 16,
    "secret": "a2c4" * 16,
    "root": "5b" * 32,
    "leaf": "c0" * 32,
    "pseudonym": "7KQ2-M9XA",
    **dict.fromkeys(("at", "until", "when", "opens", "day"), "Wed 30 Sep 10:00"),
    **dict.fromkeys(("count", "number", "units"), "12345"),
}
SHORT_TEXT = {
    "name": "Dapur Nenek Ros",
    "first_name": "Aina",
    "alley": "Lorong Bakau",
    "city": "Kota Kinabalu",
    "drop": "Kuih lapis",
    "item": "Kuih lapis",
    "component": "Benang",
    "words": "Kuih",
    "contact": "@lorong_support",
    "reason": "",
    "secret": "",
    "root": "",
    "randomness": "",
    "seed": "",
}
"""By the name of a field; a name that is in neither has the text of "name"."""

NUMBERS = {
    **dict.fromkeys(("price", "amount", "loan_deposit", "deposit", "paid", "was", "new"), 123_450),
    **dict.fromkeys(("count", "entries", "number", "served_up_to", "people"), 12_345),
    "start": 22 * 60,
    "end": 7 * 60 + 30,
    "item": LINE.id,
    "page": 2,
    "pages": 12,
    "round": 34_287_492,
    "days": 14,
    "total": 22_348,
}
AT_LEAST_ONE = ("page", "pages", "place", "units", "number", "capacity")
AHEAD = (
    *("starts_at", "refund_until", "until", "held_until", "due_at", "remind_at", "comes_at", "send_at", "at"),
    *("repeat_at", "next_send_at", "confirm_by", "opens_at", "closes_at", "opens", "closes"),
)
"""Times that have not come; of others, it is an hour ago."""
ALONE = ("held", "booked", "waiting")
"""Lists of one, as a person has one position for an item; others have three members."""

HELD_PLACE = PlaceInWords(
    day=RosterDay(
        **{"id": 31, "market_day": 31, "day": NOW.date(), "stall": 7, "stall_name": STALL_NAME},
        **{"alley_name": ALLEY_NAME, "zone": "Asia/Kuching", "is_on": True},
        **{"starts_at": NOW + DAY, "ends_at": NOW + DAY + 4 * HOUR},
    ),
    place=ShiftPlace(
        **{"id": 7, "part": 0, "hours": ShiftHours(NOW + DAY, NOW + DAY + 2 * HOUR), "person": 3},
        **{"name": "Tom", "offered_at": None, "wanted": None, "wanted_since": None},
    ),
)

LONG_OPTIONS = "kurang manis ais / panas / tanpa gula / ais / hangat / besar"
EXAMPLE_ITEMS = (
    replace(LINE, name=ITEM_NAME, options=LONG_OPTIONS, loan_deposit=1_000, waiting=12),
    replace(LINE, id=5, name="Benang emas", price=123_450, offered=False),
    replace(
        LINE,
        id=6,
        name="Bengkel menganyam manik dengan semua bahan disediakan",
        unit="seat",
        starts_at=NOW + 3 * DAY,
        ends_at=NOW + 3 * DAY + HOUR,
        components=(ComponentFacts(3, 1, ITEM_NAME), ComponentFacts(5, 6, "Benang emas")),
    ),
)
LONG_ALLEY = replace(ALLEY, name=ALLEY_NAME, city=CITY)
CLOSED_ALLEY = replace(LONG_ALLEY, closed_at=NOW - HOUR)
LONG_STALL = replace(STALL, name=STALL_NAME, words=WORDS, alley=LONG_ALLEY)
LONG_DROP = replace(
    DROP,
    name=DROP_NAME,
    words=WORDS,
    tags=("halal", "kuih", "vegetarian", "tanpa-gluten"),
    fitting="split",
    deposit=500,
    refund_until=NOW + DAY,
    moved_from=NOW + 2 * DAY,
    stall=LONG_STALL,
    alley=LONG_ALLEY,
    items=EXAMPLE_ITEMS,
)
OPEN_DRAW = replace(EXAMPLE_ITEMS[0], draw=DRAW)
CLOSED_DRAW = replace(OPEN_DRAW, draw=replace(DRAW, closed_at=NOW - HOUR, round=34_287_492))
DRAWN = replace(OPEN_DRAW, draw=replace(DRAW, closed_at=NOW - HOUR, round=34_287_492, drawn_at=NOW))
CODES = tuple(language.code for language in LANGUAGES)

CHANGES: tuple[tuple[ChangedField, Any, Any], ...] = (
    (ChangedField.PRICE, 850, 123_450),
    (ChangedField.DEPOSIT, 0, 1_000),
    (ChangedField.LIMIT, 2, 6),
    (ChangedField.NAME, "Kuih lapis", DROP_NAME),
    (ChangedField.TAGS, "halal kuih", "vegetarian"),
    (ChangedField.PICTURE, "", ""),
    (ChangedField.WORDS, "", WORDS),
    (ChangedField.WORDS, "Kuih.", WORDS),
)

BARE: Mapping[str, Any] = {
    "ActiveBooking.units": 2,
    "DepositFacts.state": "due",
    "DepositFacts.refund_until": NOW - 30 * DAY,
    "MarketDayPage.starts_at": NOW + HOUR,
    "DropFacts": DROP,
    "ItemFacts": LINE,
    "AlleyFacts": ALLEY,
    "StallFacts": STALL,
    "ConflictsWaiting.scans": 1,
    "TicketFacts.done": 0,
    "TicketFacts.options": "hot / iced",
    "TicketFacts.chosen": "",
}
"""By type or field, what a bare value is: where nothing waits, no message is sent; a ticket without a price can be collected
and has options, and a market day is near."""

CHOICES: dict[str, tuple[Any, ...]] = {
    "DropFacts": (LONG_DROP,),
    "ItemFacts": (EXAMPLE_ITEMS[0],),
    "AlleyFacts": (LONG_ALLEY,),
    "StallFacts": (LONG_STALL,),
    "ListLocation": (ListLocation(DropFilter("all", 1, "returnable"), 2),),
    "Callback": (ShowStart(),),
    "SeriesDate.drop": (7, None),
    "SeriesDate.state": ("published", None),
    "SeriesFacts.start": (time(18),),
    "SeriesFacts.end": (time(22),),
    "SeriesRule": (
        SeriesRule(weekdays=(1, 5), interval=2, count=8),
        SeriesRule(weekdays=(5,)),
    ),
    "AskHelp": (AskHelp(alley=1, stall=1), AskHelp(alley=1)),
    "AskLoud": (AskLoud(alley=1),),
    "ComplaintFacts.state": tuple(ComplaintState),
    "ComplaintFacts.closed_at": (None, NOW),
    "HelpCallFacts.state": tuple(HelpCallState),
    "HelpCallFacts.words": ("My mother fainted", ""),
    "ChooseStock": tuple(ChooseStock(place="h1", work=work, target="h2") for work in StockWork),
    "ChooseUnits": tuple(
        ChooseUnits(place="h1", work=work, packaging=3, state=PackagingState.CLEAN) for work in StockWork
    ),
    "ShowHubs": (ShowHubs(alley=1, packaging=1),),
    "ShowHub": (ShowHub(hub=1),),
    "SwapUnits": (SwapUnits(code="7KQ2M9XF3", units=2, place="h1"),),
    "PayTogether": (PayTogether(scan=1, code="7KQ2M9XF3", place="h1"),),
    "PrintTicket": (PrintTicket(ticket=1), PrintTicket(ticket=1, paper=TicketPaper.ROLL)),
    "AssetFacts.state": tuple(PackagingState),
    "AssetFacts.serial": ("X12Y34Z56W78Q90A",),
    **dict.fromkeys(
        (
            f"{view}.place"
            for view in (
                *("piece_page", "condition_ask", "swap_page", "returned_together_page"),
                *("kiosk_link", "revoke_ask", "conflict_list"),
            )
        ),
        ("h1",),
    ),
    "PlaceRef": (hub_ref(1), stall_ref(1)),
    "SaleAmount.reason": (None, *DiscountReason),
    "Document": (Document("lorong.csv", b""),),
    "Screen": (Screen(text=escape(DROP_NAME)),),
    "zone": ("Asia/Kuching",),
    "territory": ("MY",),
    "currency": ("MYR",),
    "language": ("en",),
    "owner_language": ("ms",),
    "asker_language": ("ms",),
    "caller_language": ("ms",),
    "reporter_language": ("ms",),
    "person_language": ("ms",),
    "username": ("lorong_demo_bot",),
    "link": ("https://t.me/lorong_demo_bot?start=d_7KQ2M9",),
    "app": ("https://market.example/office/app", ""),
    "public_url": ("https://lorong.example",),
    "address": ("https://lorong.example",),
    **dict.fromkeys(("stream_url", "url", "draft_url"), ("https://live.example.my/dapur-nenek-ros",)),
    "code": ("7KQ2M9",),
    "reference": ("LRG7KQ2M9",),
    "unit": ("box",),
    "picture": ("0" * 64,),
    "delays": (tuple(SnoozeDelay),),
    "snooze_ways": (tuple(SnoozeDelay),),
    "Position.booked": ((),),
    "now": (NOW,),
    "today": (NOW.date(),),
    "first": (NOW.date().replace(day=1),),
    "alleys_by_id": ({1: ALLEY_NAME},),
    "drop_card.drop": (
        LONG_DROP,
        *(replace(LONG_DROP, **{"items": EXAMPLE_ITEMS[:1]} | changes) for changes in STATES.values()),
    ),
    "stall_card.drops": ((LONG_DROP,) * 3,),
    **dict.fromkeys(
        ("drop_list.new", "followed_list.new", "HomeFacts.new"), (frozenset({LONG_DROP.id}), frozenset())
    ),
    "choice_list.choices": (page_of([(escape(ALLEY_NAME), DropFilter("all", 1), 12_345)] * 20, 2, 8),),
    "callback_for": (lambda page: OpenStall(page=page),),
    "my_drop_page.drop": tuple(
        replace(LONG_DROP, state=state) for state in ("published", "paused", "cancelled")
    ),
    "drop_menu.drop": tuple(
        replace(LONG_DROP, state=state) for state in ("published", "paused", "cancelled")
    ),
    "draft_page.drop": (replace(LONG_DROP, state="draft"),),
    "AuditLine.action": tuple(AuditAction),
    "ObjectionFacts.decision": (
        AuditAction.PERSON_BLOCKED,
        AuditAction.STALL_TURNED_DOWN,
        AuditAction.DROP_HIDDEN,
    ),
    "AuditLine.details": ("2027-03-31",),
    "PublishedDraw.item": (DRAWN, CLOSED_DRAW, OPEN_DRAW),
    "BookingFacts.drop": (LONG_DROP, replace(LONG_DROP, alley=CLOSED_ALLEY)),
    "TicketFacts.alley": (LONG_ALLEY, CLOSED_ALLEY),
    "BookingFacts.state": ("booked", "collected", "released", "missed", "cancelled"),
    "RunningLive.letters": ("ab",),
    "HoldFacts.state": ("live", "booked", "declined", "expired", "cancelled"),
    "HoldFacts.deposit": ("", "asked", "said"),
    "DrawnFacts.state": ("held", "waiting"),
    "PastItem.outcome": (
        *("collected", "released", "missed", "cancelled", "declined", "expired", "given", "left", "closed"),
    ),
    "DepositFacts.state": ("asked", "said", "paid", "settled", "kept", "due", "returned", "void", "review"),
    "PaymentFacts.settled_at": (None, NOW - HOUR),
    "PaymentFacts.settled_how": ("refunded", "passed on", "nothing"),
    "DepositFacts.way": ("bank", "cash", "invoice"),
    "DepositOffer.ways": (("bank", "invoice", "cash"), ()),
    "DepositOffer.open": (None,),
    "DepositOffer.amount": (1_500,),
    **dict.fromkeys(
        (f"DepositSums.{name}" for name in ("held", "owed", "back", "sales", "kept")), (1_234_550,)
    ),
    "refunds_message.totals": (
        (DepositSums(currency="MYR", held=0, kept=0, owed=123_450, sales=0, back=0),),
        (),
    ),
    **dict.fromkeys(("loans_due_message.tickets", "loans_due_on"), ((LOAN,), (LOAN, LOAN))),
    "TicketFacts.kind": tuple(TicketKind),
    "TicketFacts.state": ("booked", "collected", "released", "missed", "cancelled"),
    "TicketFacts.done": (1, 0, 3),
    "TicketFacts.options": (LONG_OPTIONS, ""),
    "ChosenOptions.units": (tuple((option, 12) for option in LONG_OPTIONS.split(" / ")), ()),
    "TicketFacts.chosen": ("012", "0", ""),
    "TicketFacts.revoked_at": (None, NOW - HOUR),
    "TicketFacts.lost": (0, 1),
    "TicketFacts.drop_state": ("published",),
    "Question.state": tuple(SupportState),
    "Question.texts": (
        (
            SupportText(id=1, is_answer=False, organiser="", words=WORDS, sent_at=NOW),
            SupportText(id=2, is_answer=True, organiser="Ken", words=WORDS, sent_at=NOW),
            SupportText(id=3, is_answer=True, organiser="", words=WORDS, sent_at=NOW),
        ),
    ),
    "StallState.state": ("approved", "asked", "turned_down"),
    "StallApplication.state": ("asked", "approved", "turned_down"),
    "OverseenDrop.state": ("published", "paused", "cancelled"),
    "CityRules": RULES,
    "LicenceRules": tuple(rules.licence for rules in RULES),
    "TaskListFacts.ended_at": (None, NOW - HOUR),
    "TaskFacts.settled_at": (None, NOW - HOUR),
    "TaskFacts.needs_photo": (True, False),
    "TaskFacts.owner_id": (3, 4),
    "TaskFacts.code": ("way_swept", "of_before"),
    "TaskFacts.exception": ("", "Nothing was lent"),
    "MonthlyFee": (MonthlyFee(amount=123_450, due_day=7),),
    "OverseenAlley.closes_at": (None, NOW + HOUR),
    "StopFacts.place": ("", "Car park of Block C"),
    "MarketDayPage.moved_to": (None, "", "Car park of Block C"),
    "DropFacts.moved_to": (None, "Car park of Block C"),
    "TicketFacts.moved_to": (None, "Car park of Block C"),
    "PlannedStop.stopped": (StoppedDay(3), StoppedAlley(3)),
    "Progress.state": ("sending", "scheduled", "paused", "sent", "stopped"),
    "Progress.ended_at": (NOW,),
    "Progress.reason": ("", *StopReason),
    "Progress.statuses": ({"sent": 12_000, "unreachable": 345, "failed": 3, "unknown": 1, "queued": 9_999},),
    "PastBroadcast.state": ("sent", "scheduled", "sending", "stopped"),
    "OutboxOverview.statuses": (
        {"sent": 12_345, "unreachable": 345, "failed": 3, "unknown": 1, "dropped": 9},
    ),
    "NotificationRow.state": ("sent", "queued", "paused", "unreachable", "failed", "unknown", "dropped"),
    "NotificationRow.kind": ("UnitsHeld",),
    "FailureReason.kind": ("Announcement", "Corrected", "Recalled"),
    "FailureReason.status": ("unreachable", "failed", "unknown", "dropped"),
    "FailureReason.reason": ("Forbidden: bot was blocked by the user",),
    "OwnReminder.state": ("set",),
    "OwnReminder.at": (NOW + DAY,),
    "OwnReminder.repeats": (None, Recurrence(minute=480, weekday=4), Recurrence(minute=480)),
    "Validity.kind": tuple(ValidityKind),
    "HubFacts.capacity": (200,),
    "currency_choice.currencies": (("MYR", "BND"),),
    "HubFacts.weekdays": (0b1111110,),
    "HubFacts.closed_at": (None, NOW - HOUR),
    "HubFacts.opens_minute": (600,),
    "HubFacts.closes_minute": (1_500,),
    "PackagingFacts.ended_at": (None, NOW - HOUR),
    "PackagingTerms.policy": tuple(PackagingPolicy),
    "PackagingTerms.free_days": (14,),
    "PackagingCosts.expected_uses": (100,),
    "PackagingCosts.buy_cost": (1_200, 0),
    "break_even_page.price": (80, 30),
    "ItemPackaging.free_days": (7,),
    "hub_change_ask.field": tuple(HubField),
    "new_hub_ask.field": (HubField.NAME, HubField.HOURS, HubField.CAPACITY),
    "OverseenPlace.cash": (123_450, -123_450, 0),
    "ReceivedReminder.kind": ("MarketDayNear",),
    "ButtonLink.sort": tuple(ButtonTarget),
    "PayeeFacts.serves_at": (NOW + DAY,),
    "CounterCheckFacts.ending": ("6789",),
    "CounterCheckFacts.scheme": ("DuitNow", ""),
    "FoundPerson.failed": ("Forbidden: bot was blocked by the user",),
    "PaymentQr.scheme": ("DuitNow",),
    "BroadcastDraft.languages": (CODES,),
    "BroadcastChoice.at": (NOW + DAY,),
    "Announcement.kind": ("promotional", "operational"),
    "Announcement.words": ({"en": WORDS, "ms": WORDS, "zh_Hans": WORDS},),
    "AudienceOption.value": ("1",),
    "Audience.roles": ((AudienceRole.VENDOR,), ()),
    "Audience.languages": (("ms", "en"), ()),
    "Audience.activities": ((Activity.HOLDING,), ()),
    "Headcount.languages": ((("en", 12_345), ("ms", 2_000), ("zh_Hans", 1)),),
    "City.territory": ("MY",),
    "DraftedAlley.latitude": (5.98,),
    "DraftedAlley.longitude": (116.07,),
    "DropFilter.when": ("all",),
    "ShiftPlace.part": (0,),
    "ShiftDay.stage": tuple(ShiftStage),
    "ShiftDayFacts.shifts": ((HELD_PLACE,), (HELD_PLACE, HELD_PLACE)),
    "ShiftPlace.person": (3, 7, None),
    "ShiftPlace.offered_at": (NOW - HOUR, None),
    "AssignShift": (AssignShift(shift=1, person=3),),
    "ShiftChanged.change": tuple(ShiftChange),
    "holds_place": (True, False),
    "plan_page.plan": (RosterPlan(3, 3), RosterPlan(1, 1)),
    "Preferences.muted": (frozenset(),),
    "DataSummary.rows": ({"notification": 12_345, "booking": 2},),
    "StallApplication.reason": ("licence",),
    "StallState.reason": ("licence",),
    "audience_choice.criterion": tuple(Criterion),
    "button_choice.sort": tuple(ButtonTarget),
    "correction_choice.written": ((("en", 12_345), ("ms", 2_000)),),
    "alley_ask.field": tuple(AlleyField),
    "item_choice.field": (DropField.PRICE, DropField.QUANTITY),
    "change_ask.field": tuple(TYPED_FIELDS),
    "quiet_hours_picker.end": tuple(QuietHoursEnd),
    "StockLine": (
        StockLine(quantity=12, name=LONG_TEXT["name"], price=850),
        StockLine(quantity=12, name=LONG_TEXT["name"]),
        StockLine(name=LONG_TEXT["name"], price=850),
    ),
    "Reason.cause": tuple(PositionCause),
    "Reason.word": ("pcs", ""),
    "stock_unclear.missing": ("price.when",),
    "quantity_choice.missing": ("quantity.price.when",),
    "price_zero_confirm.missing": ("when",),
    "which_item.correction": (AddUnits(5, "kuih"), SellOut("kuih"), ChangePrice(900, "kuih")),
    "hello.today": ("20261124",),
    "stall_day_message.stage": tuple(StallStage),
    "DeskDay.is_off": (False, True),
    "DeskDay.paused": (True, False),
    "NoteFacts.sent_at": (None, NOW),
    "NoteFacts.free_at": (None, NOW),
    "drop_menu.again": ("12 kuih lapis RM8.50",),
    "draft_page.reasons": ("q012_pcs~p08.50_RM",),
    "ReceivedReminder.reminder": (StallDayStage(stall_day_id=31, stage=StallStage.EVE),),
    "RenderContext": (RenderContext(store=cast(Store, None), now=NOW, late_since=NOW - HOUR),),
    "UnitsAvailable.item_id": (LINE.id,),
    "ItemAvailable.item_id": (LINE.id,),
    "context.late_since": (None, NOW - HOUR),
    "drop_changed.payload": tuple(
        DropChanged(drop_id=DROP.id, booking_id=booking, field=field, old=old, new=new)
        for field, old, new in CHANGES
        for booking in (7, None)
    ),
    "item_text_changed.payload": tuple(
        ItemTextChanged(drop_id=DROP.id, item_id=LINE.id, field=field, old="", new=WORDS[:80])
        for field in ITEM_TEXTS
    ),
    "AllGivenUp.given_up": (2,),
    "OwnMarketDay.bookings": (
        (
            MarketDayBooking(
                drop=DROP,
                item=LINE,
                booked=ActiveBooking(
                    **{"id": 7, "item": LINE.id, "units": 2, "price": 850, "loan_deposit": 0},
                    **{"collected": 0, "coming": False, "booked_at": NOW},
                ),
                deposit=None,
            ),
        ),
    ),
    "MarketDayNear.stage": (BookingStage.EVE, BookingStage.SOON),
    "my_market_day.stage": (BookingStage.EVE, BookingStage.SOON),
    "my_market_day.now": (NOW, DROP.starts_at + HOUR),
    "booking_card.now": (NOW, LONG_DROP.starts_at + HOUR),
    "ActiveBooking.collected": (0, 1),
    "ActiveBooking.late_at": (None, NOW - HOUR),
    "NoShow.late": (False, True),
    "WindowTerms.visit_minutes": (15,),
    "WindowTerms.buffer": (5,),
    "WindowTerms.places": (2,),
    "WindowTerms.walk_in_every": (0, 3),
    "WindowTerms.begins": (600,),
    "WindowTerms.ends": (780,),
    "WindowTerms.weekday": (5,),
    "StallDayStage.stage": tuple(StallStage),
    "StallRejected.reason": ("licence", "place", "goods", "words", "talk"),
    "PersonBlocked.released": (3, 0),
    "AlleyClosedAhead.others": (2, 0),
    "PersonBlocked.reason": (*OF_BLOCK, WORDS[:200]),
    "DropHidden.reason": (*OF_HIDING, WORDS[:200]),
    "OverseenDrop.hidden_reason": (WORDS[:200],),
    "FoundPerson.blocked_reason": (WORDS[:200],),
    "OwnBlock.reason": (WORDS[:200],),
    "ObjectionFacts.reason": (WORDS[:200],),
    "BroadcastTest.language": ("ms",),
}
"""The values worth a look, the first in every screen: by field or parameter of its owner, by type, or by name alone."""
