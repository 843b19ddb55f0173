"""Tables: the rows that they refuse, on both databases, and the description of each column."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    String,
    Table,
    UniqueConstraint,
    literal,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.column import PUBLIC, EnumText, ForgetRule, PrivacyRule
from storage.engine import database_url as address
from storage.engine import writing
from storage.row import Row
from storage.tables import TABLES, metadata

Values = dict[str, Any]
Rows = dict[str, Values]
Fill = Callable[[Connection], None]

TABLE = sorted(metadata.tables.values(), key=lambda table: table.name)
COLUMNS = [column for table in TABLE for column in table.columns]
HOUR = timedelta(hours=1)

ANOTHER: Rows = {
    "address": {"id": 900_202, "external_id": 7_399_999_999},
    "alley": {"id": 900_012, "code": "JALAN"},
    "alley_draft": {"author_id": 1003},
    "permit": {"id": 900_015},
    "access_fact": {"kind": "light"},
    "mix_limit": {"id": 900_018},
    "stall_origin": {"id": 900_020},
    "audit_entry": {"id": 900_212},
    "audit_person": {"id": 900_202, "person_id": 1003},
    "broadcast": {"id": 900_132},
    "booking": {"id": 900_082, "hold_id": 900_072},
    "deposit": {"id": 900_162, "hold_id": 900_072, "reference": "LR-8XW3P", "charge": "ch_2"},
    "draw": {"id": 900_142, "item_id": 900_043, "name": "7KQ2M9-900043"},
    "drop": {"id": 900_032, "code": "8XW3P1", "series_day": date(2026, 12, 1)},
    "drop_series": {"id": 900_406},
    "drop_tag": {"tag": "vegan"},
    "entry": {"id": 900_062, "number": 2, "pseudonym": "p-8XW3", "state": "left"},
    "market_day": {"id": 900_452, "day": date(2026, 11, 25)},
    "market_day_notice": {"market_day_id": 900_453},
    "stall_day": {"id": 900_462, "stall_id": 900_022},
    "stall_note": {"id": 900_472},
    "stop": {"id": 900_482},
    "task_list": {"id": 900_492},
    "task": {"id": 900_502, "code": "bins_emptied"},
    "pitch": {"id": 900_492, "code": "A4"},
    "power_rating": {"id": 900_513, "pitch_id": 900_493},
    "power_cut": {"id": 900_513},
    "pitch_day": {"stall_day_id": 900_464, "pitch_id": 900_493},
    "gift": {"id": 900_182, "code_hash": "cd" * 32},
    "haul": {"id": 900_342, "place_id": 900_335},
    "heartbeat": {},
    "hold": {"id": 900_073, "state": "expired"},
    "notification": {"id": 900_052, "about": "drop:32"},
    "item": {"id": 900_042},
    "hub": {"id": 900_322, "code": "HB2"},
    "hub_slot": {"hub_id": 900_323},
    "hub_staff": {"person_id": 1003},
    "loan": {"id": 900_092, "booking_id": 900_083, "place_id": 900_336},
    "packaging_asset": {"id": 900_372, "serial": "0002"},
    "packaging_movement": {"id": 900_382},
    "packaging_place": {"id": 900_337, "hub_id": 900_323},
    "packaging_stock": {"id": 900_362, "state": "returned"},
    "packaging_transfer": {"id": 900_392, "kind": "refunded", "debit": "refunds", "credit": "cash"},
    "fee_waiver": {"id": 900_397, "transfer_id": 900_393},
    "packaging_type": {"id": 900_312, "code": "CUP002"},
    "ticket_key": {"id": 2, "public_key": "cd" * 32},
    "kiosk_link": {"code_hash": "cd" * 32},
    "kiosk_device": {"id": 900_312, "public_key": "ab" * 32},
    "gate_count": {"minute": datetime(2026, 11, 24, 10, tzinfo=UTC)},
    "kiosk_scan": {
        "id": 900_322,
        "uuid": "1b9c7a52-77f0-4c5f-9d7e-3f5f0f8d2a11",
        "seq": 2,
        "scan_id": 900_113,
        "receipt_id": None,
    },
    "stall_staff": {"person_id": 1003},
    "stall_invite": {"id": 900_352, "code_hash": "ef" * 32},
    "hub_invite": {"id": 900_356, "code_hash": "ef" * 32},
    "desk_choice": {"person_id": 1003},
    "roster": {"stall_day_id": 900_463},
    "split": {"id": 900_442, "ended_at": None, "agreed_at": None},
    "split_party": {"role": "host", "code_hash": "ab" * 32},
    "shift": {"id": 900_363, "person_id": 1003},
    "till": {"stall_id": 900_022},
    "receipt": {"id": 900_342, "number": 2, "code": "8XW3P1QR8XW3P1QR", "voids_id": 900_342},
    "receipt_line": {"position": 2},
    "receipt_amount": {"position": 2},
    "cart_amount": {"id": 900_348},
    "hand_over_line": {"position": 2},
    "oversold": {"id": 900_346, "item_id": 900_043},
    "doubtful_sale": {"receipt_id": 900_344},
    "former_price": {"price": 900},
    "cash_entry": {"id": 900_352},
    "day_close": {"id": 900_362, "day": date(2026, 11, 25)},
    "scan_conflict": {"id": 900_332, "scan_id": 900_113},
    "failed_code_attempt": {"id": 900_122},
    "feed_link": {"person_id": 1003, "code_hash": "ab" * 32},
    "office_link": {"person_id": 1003, "code_hash": "ba" * 32},
    "office_session": {"id": 900_013, "cookie_hash": "ba" * 32},
    "merge_link": {"person_id": 1003, "code_hash": "ab" * 32},
    "mute": {"kind": "DropOpens"},
    "neighbour": {"person_id": 1003},
    "stall_day_count": {"day": date(2026, 11, 25)},
    "last_minute_offer": {"id": 900_412, "night": date(2026, 11, 25)},
    "last_minute_alert": {"person_id": 1003},
    "showroom_window": {"id": 900_502, "begins": 900, "ends": 960},
    "showroom_closing": {"day": date(2026, 11, 25)},
    "showroom_curation": {"begins_on": date(2026, 11, 25)},
    "showroom_slot": {"id": 900_512, "starts_at": datetime(2026, 11, 24, 11, tzinfo=UTC)},
    "showroom_busy": {"begins_at": datetime(2026, 11, 24, 13, tzinfo=UTC)},
    "showroom_visit": {"id": 900_522, "person_id": 1003},
    "live_session": {"id": 900_422, "letters": "b"},
    "live_booking": {"id": 900_432, "person_id": 1003},
    "stock_template": {"id": 900_402, "name": "Usual Saturday"},
    "forecast": {"day": date(2026, 11, 25)},
    "stall_follow": {"person_id": 1003},
    "tag_follow": {"tag": "vegan"},
    "follower": {"person_id": 1003},
    "availability_alert": {"person_id": 1003},
    "organiser": {"person_id": 1003},
    "organiser_link": {"code_hash": "ef" * 32},
    "component": {"bundle_id": 900_043, "item_id": 900_041},
    "outage": {"id": 900_202},
    "payee": {"id": 900_152},
    "counter_check": {"id": 900_162},
    "picture_print": {"id": 900_442},
    "screenshot": {"id": 900_452, "print_id": 900_443},
    "licence_document": {"id": 900_422},
    "licence_fee": {"id": 900_432, "voids_id": None, "amount": 1000},
    "seller": {"stall_id": 900_022},
    "dossier_link": {"stall_id": 900_022, "code_hash": "cd" * 32},
    "licence_card": {"stall_id": 900_022, "code": "8XW3P1QR8XW3P1QR"},
    "payment": {"id": 900_192, "charge": "ch_3"},
    "person": {"id": 1002},
    "picture": {"hash": "cd" * 32},
    "pdf": {"hash": "cd" * 32},
    "received_photo": {"update_id": 65},
    "reminder": {"id": 900_192},
    "scan": {"id": 900_112},
    "support_thread": {"id": 900_222},
    "support_message": {"id": 900_232},
    "help_call": {"id": 900_272},
    "complaint": {"id": 900_282, "code_hash": "ab" * 32},
    "complaint_promise": {"id": 900_284},
    "alley_change": {"id": 900_286},
    "organiser_duty": {"person_id": 1003},
    "report": {"id": 900_252},
    "objection": {"id": 900_262, "decision_id": 900_213},
    "recovery": {"id": 900_242, "code": "8XW3P1"},
    "processed_update": {"update_id": 62},
    "lease": {"name": "another"},
    "job_failure": {"item": 32},
    "person_lease": {"sender": 1002},
    "process_share": {"process": "another"},
    "inbox": {"id": 900_072, "update_id": 63},
    "shown": {"id": 900_302, "message": 78},
    "stall": {"id": 900_023, "code": "PAK"},
    "ticket": {"id": 900_102, "code": "8XW3P1QRA", "booking_id": 900_083},
    "transfer": {"id": 900_172, "kind": "returned"},
    "upload": {"bot_id": 7_000_000_002},
    "wash": {"id": 900_352},
    "wording": {"language": "ms"},
}
"""With these a second row of the table is as good as the first."""

ALONE = "heartbeat"
"""The table of one row."""

APPEND_ONLY = (
    "forecast",
    "hand_over_line",
    "packaging_movement",
    "packaging_transfer",
    "payment",
    "receipt",
    "receipt_amount",
    "receipt_line",
)
"""The tables of which no row is deleted."""

RETURNS: Values = {"kind": "returns", "booking_id": None, "loan_id": 900_091}
"""A ticket is of a booking or of a loan."""

OF_BOOKING: Values = {"hold_id": None, "booking_id": 900_081}
"""A gift is of a hold or of a booking."""

BEFORE_DROP: Values = {"minutes_before": 60}
"""A broadcast that is aimed at a drop says how long before."""

AT_HUB: Values = {"stall_id": None}
"""A scan is at a stall or at a hub."""

REVERSED: Values = {"kind": "reversed"}
"""A transfer that reverses another says so."""

OWED_AGAIN: Values = {"kind": "owed", "debit": "deposits", "credit": "refunds"}
"""What is posted because a scan counts may be posted again."""

OF_STALL: Values = {"kind": "stall", "hub_id": None}
"""A place is a hub's or a stall's."""

OF_HUB: Values = {"stall_id": None}
"""A device, a link or a conflict is a stall's or a hub's."""

VOIDED: Values = {"amount": -1000}
UNDONE_REFUND: Values = {"kind": "undo", "total": 852, "paid": 850}
BESIDE_IT: Rows = {
    **{key: {"pitch_id": None} for key in ("power_rating.alley_id", "power_rating.stall_id")},
    "licence_document.pdf_hash": {"picture_hash": None},
    "receipt.refunds_id": UNDONE_REFUND,
    "stop.alley_id": {"market_day_id": None},
    "licence_fee.voids_id": VOIDED,
    "kiosk_link.hub_id": OF_HUB,
    "kiosk_device.hub_id": OF_HUB,
    "kiosk_link.alley_id": OF_HUB,
    "kiosk_device.alley_id": OF_HUB,
    "scan_conflict.hub_id": OF_HUB,
    "recovery.stall_id": {"ticket_id": None},
    "ticket.loan_id": RETURNS,
    "gift.booking_id": OF_BOOKING,
    "broadcast.drop_id": BEFORE_DROP,
    "scan.hub_id": AT_HUB,
    "packaging_transfer.reverses_id": REVERSED,
    "packaging_transfer.follows_id": OWED_AGAIN,
    "packaging_place.stall_id": OF_STALL,
}
"""What a reference asks of the rest of its row."""

UNIQUE_WITH: Rows = {
    "power_rating_alley_id_key": {"pitch_id": None, "alley_id": 900_011},
    "power_rating_stall_id_key": {"pitch_id": None, "stall_id": 900_022},
    "licence_fee_voids_id_key": VOIDED | {"voids_id": 900_431},
    "permit_replaces_id_key": {"replaces_id": 900_014},
    "packaging_place_stall_id_key": OF_STALL | {"stall_id": 900_021},
    "packaging_movement_reverses_id_key": {"reverses_id": 900_381},
    "packaging_transfer_reverses_id_key": REVERSED | {"reverses_id": 900_391},
    "packaging_transfer_follows_id_key": OWED_AGAIN | {"follows_id": 900_393},
}
"""What a second row has beside its unique key."""

BESIDE: list[tuple[str, Values]] = [
    ("person", {"id": 1003}),
    ("hold", {"id": 900_072, "state": "booked"}),
    ("hold", {"id": 900_074, "state": "booked"}),
    ("booking", {"id": 900_083, "hold_id": 900_074}),
    ("ticket", {"id": 900_103, "code": "5ZZZZZZZK"} | RETURNS),
    ("hub", {"id": 900_323, "code": "HB3"}),
    ("packaging_asset", {"id": 900_373, "serial": "0003"}),
    ("packaging_movement", {"id": 900_383, "reverses_id": 900_381}),
    ("packaging_transfer", {"id": 900_393, "reverses_id": 900_391} | REVERSED),
    ("packaging_transfer", {"id": 900_394, "follows_id": 900_393} | OWED_AGAIN),
    ("scan", {"id": 900_113}),
    ("stall", {"id": 900_022, "code": "SOK"}),
    ("market_day", {"id": 900_453, "day": date(2026, 11, 26)}),
    ("stall_day", {"id": 900_463, "market_day_id": 900_453, "day": date(2026, 11, 26)}),
    ("permit", {"id": 900_016, "replaces_id": 900_014}),
    ("stall", {"id": 900_029, "code": "SUP"}),
    ("stall_day", {"id": 900_464, "stall_id": 900_029}),
    ("pitch", {"id": 900_493, "code": "A5"}),
    ("power_rating", {"id": 900_514, "pitch_id": None, "alley_id": 900_011}),
    ("power_rating", {"id": 900_515, "pitch_id": None, "stall_id": 900_022}),
    ("audit_entry", {"id": 900_213}),
    ("receipt", {"id": 900_344, "number": 4, "code": "9XW3P1QR8XW3P1QR", "voids_id": 900_344}),
]
"""Rows that those second ones refer to, where there can be only one for each."""

REFUSED: list[tuple[str, str, Values]] = [
    ("alley", "alley_latitude", {"latitude": 90.5}),
    ("alley", "alley_longitude", {"longitude": -181.0}),
    ("power_rating", "power_rating_watts", {"watts": 100_001}),
    ("power_rating", "power_rating_of_one", {"alley_id": 900_011}),
    ("power_rating", "power_rating_of_one", {"pitch_id": None}),
    ("power_cut", "power_cut_hours", {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("power_cut", "power_cut_ended", {"ended_at": None}),
    ("pitch", "pitch_metres", {"metres": 0}),
    ("pitch", "pitch_metres", {"metres": 51}),
    ("permit", "permit_kind", {"kind": "fair"}),
    ("permit", "permit_state", {"state": "lost"}),
    ("permit", "permit_days", {"last_day": date(2026, 1, 1)}),
    ("permit", "permit_covers", {"covers_until": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("access_fact", "access_fact_kind", {"kind": "lift"}),
    ("access_fact", "access_fact_answer", {"answer": "perhaps"}),
    ("mix_limit", "mix_limit_local", {"least_local": 101}),
    ("mix_limit", "mix_limit_chain", {"most_chain": -1}),
    ("mix_limit", "mix_limit_tag", {"tag": ""}),
    ("stall_origin", "stall_origin_origin", {"origin": "moon"}),
    ("alley_draft", "alley_draft_latitude", {"latitude": 90.5}),
    ("alley_draft", "alley_draft_longitude", {"longitude": -181.0}),
    ("audit_entry", "audit_entry_action", {"action": "shouted"}),
    ("broadcast", "broadcast_state", {"state": "lost"}),
    ("broadcast", "broadcast_kind", {"kind": "private"}),
    ("broadcast", "broadcast_minutes_before", {"minutes_before": 60}),
    ("broadcast", "broadcast_minutes_before", {"drop_id": 900_031}),
    ("broadcast", "broadcast_when", {"drop_id": 900_031, "minutes_before": 60, "send_at": HOUR}),
    ("broadcast", "broadcast_fortnight", {"drop_id": 900_031, "minutes_before": 20_161}),
    ("broadcast", "broadcast_fortnight", {"drop_id": 900_031, "minutes_before": -1}),
    ("booking", "booking_state", {"state": "paid"}),
    ("booking", "booking_units", {"units": 0}),
    ("booking", "booking_units", {"units": 7}),
    ("booking", "booking_collected", {"collected": 3}),
    ("booking", "booking_collected", {"collected": -1}),
    ("booking", "booking_options", {"units": 1, "options": "01"}),
    ("booking", "booking_price", {"price": -1}),
    ("booking", "booking_price", {"loan_deposit": -1}),
    ("deposit", "deposit_way", {"way": "barter"}),
    ("deposit", "deposit_state", {"state": "lost"}),
    ("deposit", "deposit_amount", {"amount": 0}),
    ("deposit", "deposit_units", {"units": 0}),
    ("draw", "draw_beacon", {"beacon": "coin"}),
    ("draw", "draw_closed", {"closed_at": HOUR, "round": 7}),
    ("draw", "draw_round", {"closed_at": HOUR, "root": "ab" * 32}),
    ("draw", "draw_drawn", {"closed_at": HOUR, "root": "ab" * 32, "round": 7, "drawn_at": HOUR}),
    ("draw", "draw_in_turn", {"drawn_at": HOUR, "randomness": "ab" * 32}),
    ("drop", "drop_fitting", {"fitting": "squeeze"}),
    ("drop", "drop_skips", {"skips": 10}),
    ("drop", "drop_waitlist_limit", {"waitlist_limit": 101}),
    ("drop", "drop_weighing", {"weighing": "money"}),
    ("drop", "drop_weighing", {"weighing": "patience"}),
    ("drop", "drop_deposit", {"deposit": 1000}),
    ("drop", "drop_deposit", {"refund_until": HOUR}),
    ("drop", "drop_state", {"state": "open"}),
    ("drop", "drop_stall_day", {"state": "draft"}),
    ("drop", "drop_stall_day", {"stall_day_id": None, "placed_at": None}),
    ("drop", "drop_placed", {"placed_at": None}),
    ("drop", "drop_policy", {"policy": "auction"}),
    ("drop", "drop_hours", {"starts_at": +9 * HOUR}),
    ("drop", "drop_opens", {"opens_at": +9 * HOUR}),
    ("drop", "drop_draw", {"policy": "draw"}),
    ("drop", "drop_draw", {"draws_at": +5 * HOUR}),
    ("drop", "drop_pot", {"policy": "pot"}),
    ("drop", "drop_pot", {"pot_until": +5 * HOUR}),
    ("drop", "drop_per_person", {"per_person": 0}),
    ("drop", "drop_per_person", {"per_person": 7}),
    ("entry", "entry_state", {"state": "lost"}),
    ("entry", "entry_units", {"units": 0}),
    ("entry", "entry_units", {"units": 7}),
    ("entry", "entry_skipped", {"skipped": -1}),
    ("entry", "entry_remainder", {"remainder": -1}),
    ("entry", "entry_weight", {"weight": 0}),
    ("entry", "entry_weight", {"weight": 5}),
    ("gift", "gift_state", {"state": "lost", "ended_at": HOUR}),
    ("gift", "gift_of_one", {"hold_id": None}),
    ("gift", "gift_ended", {"state": "taken"}),
    ("forecast", "forecast_order", {"low": -1}),
    ("forecast", "forecast_order", {"low": 43}),
    ("forecast", "forecast_order", {"high": 41}),
    ("forecast", "forecast_staff", {"staff": 0}),
    ("forecast", "forecast_market_days", {"market_days": 3}),
    ("forecast", "forecast_people", {"last_time": -1}),
    ("forecast", "forecast_share", {"share_with_deposit": 101}),
    ("stall_day", "stall_day_hours", {"starts_at": +9 * HOUR}),
    ("stall_day", "stall_day_state", {"state": "late"}),
    ("stall_day", "stall_day_set_up", {"set_up_at": +7 * HOUR}),
    ("stall_day_count", "stall_day_count_with_deposit", {"came_with_deposit": 31}),
    ("stall_day_count", "stall_day_count_without_deposit", {"came_without_deposit": 28}),
    ("stall_day_count", "stall_day_count_others", {"others": -1}),
    ("showroom_window", "showroom_window_weekday", {"weekday": 7}),
    ("showroom_window", "showroom_window_hours", {"ends": 601}),
    ("showroom_window", "showroom_window_hours", {"ends": 600}),
    ("showroom_window", "showroom_window_visit", {"visit_minutes": 25}),
    ("showroom_window", "showroom_window_buffer", {"buffer": 3}),
    ("showroom_window", "showroom_window_places", {"places": 7}),
    ("showroom_window", "showroom_window_walk_ins", {"walk_in_every": 1}),
    ("showroom_slot", "showroom_slot_places", {"taken": 3}),
    ("showroom_slot", "showroom_slot_places", {"taken": -1}),
    ("showroom_slot", "showroom_slot_hours", {"busy_until": -HOUR}),
    ("showroom_visit", "showroom_visit_state", {"state": "lost"}),
    ("showroom_visit", "showroom_visit_people", {"people": 0}),
    ("showroom_visit", "showroom_visit_minutes", {"state": "left", "minutes": 0}),
    ("showroom_visit", "showroom_visit_left", {"minutes": 5}),
    ("last_minute_offer", "last_minute_offer_units", {"units": 0}),
    ("last_minute_offer", "last_minute_offer_price", {"price": -1}),
    ("last_minute_offer", "last_minute_offer_grams", {"grams": 0}),
    ("last_minute_offer", "last_minute_offer_hours", {"ends_at": -24 * HOUR}),
    ("licence_document", "licence_document_kind", {"kind": "pass"}),
    ("licence_document", "licence_document_number", {"number": ""}),
    ("licence_document", "licence_document_checked_until", {"checked_until": None}),
    ("licence_document", "licence_document_replaced", {"checked_at": None, "checked_until": None}),
    ("licence_document", "licence_document_file", {"picture_hash": None}),
    ("licence_document", "licence_document_file", {"pdf_hash": "ab" * 32}),
    ("pdf", "pdf_size", {"data": b""}),
    ("licence_fee", "licence_fee_sign", {"amount": 0}),
    ("licence_fee", "licence_fee_sign", {"amount": -1}),
    ("item", "item_live_minutes", {"live_minutes": 3}),
    ("live_session", "live_session_minutes", {"minutes": 3}),
    ("live_session", "live_session_hours", {"stopped_at": -24 * HOUR}),
    ("stock_template", "stock_template_weekday", {"weekday": 7}),
    ("stock_template", "stock_template_weekday", {"weekday": -1}),
    ("drop_series", "drop_series_state", {"state": "paused"}),
    ("drop_series", "drop_series_problem", {"problem": "rain", "problem_day": date(2026, 12, 1)}),
    ("drop_series", "drop_series_problem_day", {"problem": "permit"}),
    ("drop_series", "drop_series_weekly", {"rule": "FREQ=DAILY;COUNT=8"}),
    ("drop_series", "drop_series_policy", {"policy": "draw"}),
    ("drop_series", "drop_series_fitting", {"fitting": "loose"}),
    ("drop_series", "drop_series_skips", {"skips": 10}),
    ("drop_series", "drop_series_waitlist_limit", {"waitlist_limit": 101}),
    ("drop_series", "drop_series_deposit", {"deposit": -1}),
    ("drop", "drop_series_date", {"series_day": None}),
    ("hold", "hold_state", {"state": "lost"}),
    ("shown", "shown_kind", {"kind": "menu"}),
    ("stall_staff", "stall_staff_role", {"role": "cook"}),
    ("stall_invite", "stall_invite_role", {"role": "own"}),
    ("split_party", "split_party_role", {"role": "stall"}),
    ("split_party", "split_party_share", {"share": 0}),
    ("split_party", "split_party_share", {"share": 10_001}),
    ("split_party", "split_party_link", {"until": None}),
    ("split_party", "split_party_taken", {"agreed_at": 0 * HOUR}),
    ("roster", "roster_parts", {"parts": 0}),
    ("roster", "roster_parts", {"parts": 4}),
    ("shift", "shift_part", {"part": -1}),
    ("shift", "shift_part", {"part": 3}),
    ("shift", "shift_wanted", {"wanted_since": None}),
    ("shift", "shift_held", {"held_since": None}),
    ("hold", "hold_units", {"units": 0}),
    ("hold", "hold_units", {"units": 7}),
    ("notification", "notification_state", {"state": "lost"}),
    ("notification", "notification_priority", {"priority": 4}),
    ("notification", "notification_tries", {"tries": -1}),
    ("notification", "notification_sender", {"sender": "one"}),
    ("notification", "notification_sender", {"state": "sending"}),
    ("item", "item_quantity", {"quantity": 100_001}),
    ("item", "item_price", {"price": -1}),
    ("item", "item_price", {"loan_deposit": -1}),
    ("item", "item_counts", {"booked": -1}),
    ("item", "item_counts", {"held": -1}),
    ("item", "item_counts", {"waiting": -1}),
    ("item", "item_never_oversold", {"booked": 12, "held": 1}),
    ("item", "item_unit", {"unit": "kilo"}),
    ("item", "item_slot", {"starts_at": +6 * HOUR}),
    ("item", "item_slot", {"ends_at": +6 * HOUR}),
    ("item", "item_announced_units", {"announced_units": -1}),
    ("item", "item_sold", {"sold": -1}),
    ("item", "item_sold", {"sold": 1}),
    ("item", "item_cost", {"cost": -1}),
    ("item", "item_sold_in", {"sold_in": "paper"}),
    ("loan", "loan_units", {"units": 7}),
    ("loan", "loan_returned", {"returned": 3}),
    ("loan", "loan_returned", {"returned": -1}),
    ("loan", "loan_deposit", {"deposit": -1}),
    ("loan", "loan_lost", {"lost": 3}),
    ("loan", "loan_lost", {"lost": -1}),
    ("loan", "loan_fee", {"fee_per_day": -1}),
    ("loan", "loan_fee", {"price": -1}),
    ("loan", "loan_place", {"place_id": None}),
    ("loan", "loan_lender", {"lender_id": None}),
    (
        "loan",
        "loan_of_booking_or_type",
        {"booking_id": None, "type_id": None, "place_id": None, "lender_id": None},
    ),
    ("packaging_type", "packaging_type_unit", {"unit": "kilo"}),
    ("packaging_type", "packaging_type_stream", {"stream": "mixed"}),
    ("packaging_type", "packaging_type_policy", {"policy": "gift"}),
    ("packaging_type", "packaging_type_policy", {"deposit": 0}),
    ("packaging_type", "packaging_type_policy", {"fee_per_day": 50}),
    ("packaging_type", "packaging_type_policy", {"policy": "late_fee", "deposit": 0, "fee_per_day": 50}),
    ("packaging_type", "packaging_type_price", {"price": -1}),
    ("packaging_type", "packaging_type_free_days", {"free_days": 0}),
    ("packaging_type", "packaging_type_free_days", {"free_days": 366}),
    ("packaging_type", "packaging_type_cost", {"buy_cost": -1}),
    ("packaging_type", "packaging_type_cost", {"wash_cost": -1}),
    ("packaging_type", "packaging_type_cost", {"haul_cost": -1}),
    ("packaging_type", "packaging_type_use", {"grams": 0}),
    ("packaging_type", "packaging_type_use", {"expected_uses": 0}),
    ("packaging_type", "packaging_type_lid", {"single": False}),
    ("hub", "hub_opens", {"opens_minute": 1440, "closes_minute": 1500}),
    ("hub", "hub_closes", {"closes_minute": 600}),
    ("hub", "hub_closes", {"closes_minute": 2880}),
    ("hub", "hub_weekdays", {"weekdays": 0}),
    ("hub", "hub_weekdays", {"weekdays": 128}),
    ("hub", "hub_capacity", {"capacity": 0}),
    ("packaging_place", "packaging_place_kind", {"kind": "shelf", "hub_id": None}),
    ("packaging_place", "packaging_place_of_hub", {"hub_id": None}),
    ("packaging_place", "packaging_place_of_stall", {"kind": "stall", "hub_id": None}),
    ("haul", "haul_stream", {"stream": "mixed"}),
    ("haul", "haul_state", {"state": "washing"}),
    ("haul", "haul_ends", {"to_id": 900_331}),
    ("wash", "wash_stream", {"stream": "mixed"}),
    ("packaging_stock", "packaging_stock_state", {"state": "gone"}),
    ("packaging_stock", "packaging_stock_units", {"units": -1}),
    ("packaging_asset", "packaging_asset_state", {"state": "gone"}),
    ("packaging_movement", "packaging_movement_units", {"units": 0}),
    ("packaging_movement", "packaging_movement_asset", {"units": 2, "asset_id": 900_371}),
    ("packaging_movement", "packaging_movement_reason", {"reason": "stolen"}),
    ("packaging_movement", "packaging_movement_from_state", {"from_state": "dirty"}),
    ("packaging_movement", "packaging_movement_to_state", {"to_state": "dirty"}),
    ("packaging_movement", "packaging_movement_from", {"from_state": None}),
    ("packaging_movement", "packaging_movement_to", {"to_state": None}),
    (
        "packaging_movement",
        "packaging_movement_ends",
        {"from_id": None, "from_state": None, "to_id": None, "to_state": None},
    ),
    ("fee_waiver", "fee_waiver_reason", {"reason": "kind"}),
    ("packaging_transfer", "packaging_transfer_kind", {"kind": "spent"}),
    ("packaging_transfer", "packaging_transfer_debit", {"debit": "purse"}),
    ("packaging_transfer", "packaging_transfer_credit", {"credit": "purse"}),
    ("packaging_transfer", "packaging_transfer_accounts", {"debit": "cash", "credit": "cash"}),
    ("packaging_transfer", "packaging_transfer_amount", {"amount": 0}),
    ("packaging_transfer", "packaging_transfer_reverses", {"kind": "reversed"}),
    ("packaging_transfer", "packaging_transfer_follows", {"follows_id": 900_393}),
    ("component", "component_units", {"units": 0}),
    ("component", "component_of_another", {"item_id": 900_043}),
    ("address", "address_channel", {"channel": "pigeon"}),
    ("address", "address_external_id", {"external_id": 0}),
    ("person", "person_quiet_from", {"quiet_from": 1440}),
    ("person", "person_quiet_from", {"quiet_from": -1}),
    ("person", "person_quiet_until", {"quiet_until": 1440}),
    ("person", "person_quiet_until", {"quiet_until": -1}),
    ("heartbeat", "heartbeat_alone", {"id": 2}),
    ("outage", "outage_hours", {"began_at": HOUR, "ended_at": HOUR}),
    ("payment", "payment_settled_how", {"matched_at": None, "settled_at": HOUR, "settled_how": "lost"}),
    ("payment", "payment_settled", {"matched_at": None, "settled_at": HOUR}),
    ("payment", "payment_ended_once", {"settled_at": HOUR, "settled_how": "nothing"}),
    ("picture", "picture_size", {"data": bytes(5 * 1024 * 1024 + 1)}),
    ("picture", "picture_pixels", {"width": 0}),
    ("picture", "picture_pixels", {"width": 5001, "height": 5000}),
    ("picture", "picture_pixels", {"width": 1_000_000, "height": 1_000_000}),
    ("reminder", "reminder_repeat_minute", {"repeat_minute": 1440}),
    ("reminder", "reminder_repeat_weekday", {"repeat_weekday": 4}),
    ("reminder", "reminder_state", {"state": "sent"}),
    ("support_thread", "support_thread_state", {"state": "open"}),
    ("task_list", "task_list_kind", {"kind": "later"}),
    ("task_list", "task_list_ended", {"ended_at": None}),
    ("task", "task_settled_by", {"settled_at": None, "picture_hash": None}),
    (
        "task",
        "task_exception",
        {"settled_at": None, "settled_by": None, "picture_hash": None, "exception": "Rain"},
    ),
    ("task", "task_picture", {"settled_at": None, "settled_by": None}),
    ("task", "task_proof", {"picture_hash": None}),
    ("stop", "stop_kind", {"kind": "snow"}),
    ("stop", "stop_reason", {"reason": "snow"}),
    ("stop", "stop_of_one", {"market_day_id": None}),
    ("stop", "stop_final", {"final_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    ("stop", "stop_place", {"place": "Block C"}),
    (
        "stop",
        "stop_ends_once",
        {"undone_at": datetime(2030, 1, 1, tzinfo=UTC)},
    ),
    ("alley_change", "alley_change_kind", {"kind": "music"}),
    ("complaint_promise", "complaint_promise_acknowledge", {"acknowledge_hours": 0}),
    ("complaint_promise", "complaint_promise_close", {"close_hours": 721}),
    ("complaint", "complaint_kind", {"kind": "dogs"}),
    ("complaint", "complaint_state", {"state": "lost"}),
    ("complaint", "complaint_measured_with", {"measured_with": "ear"}),
    ("complaint", "complaint_decibels", {"decibels": 141}),
    ("complaint", "complaint_measure", {"decibels": None}),
    ("complaint", "complaint_acknowledged", {"acknowledged_at": None}),
    ("complaint", "complaint_closed", {"closed_at": HOUR}),
    ("complaint", "complaint_answer", {"state": "closed", "closed_at": HOUR, "answer": None}),
    ("complaint", "complaint_reopened", {"reopened": 4}),
    ("complaint", "complaint_reopened_at", {"reopened_at": None}),
    ("complaint", "complaint_reopened_state", {"reopened": 0, "reopened_at": None}),
    ("help_call", "help_call_state", {"state": "open"}),
    ("help_call", "help_call_taken", {"state": "asked"}),
    ("help_call", "help_call_taken", {"taken_at": None, "taken_by": None}),
    ("help_call", "help_call_taker", {"state": "over", "closed_at": HOUR, "taken_at": None}),
    ("help_call", "help_call_closed", {"state": "over"}),
    ("help_call", "help_call_closed", {"closed_at": HOUR}),
    ("help_call", "help_call_words", {"caller_id": None}),
    ("report", "report_reason", {"reason": "rude"}),
    ("report", "report_state", {"state": "lifted", "decided_at": HOUR}),
    ("report", "report_decided", {"state": "acted"}),
    ("report", "report_decided", {"decided_at": HOUR}),
    ("objection", "objection_state", {"state": "acted", "decided_at": HOUR}),
    ("objection", "objection_decided", {"state": "upheld"}),
    ("objection", "objection_decided", {"decided_at": HOUR}),
    ("objection", "objection_subject", {"stall_id": 900_021, "drop_id": 900_031}),
    ("recovery", "recovery_state", {"state": "lost", "ended_at": HOUR}),
    ("recovery", "recovery_named_by", {"stall_id": 900_021}),
    ("recovery", "recovery_ended", {"state": "moved"}),
    ("recovery", "recovery_ended", {"ended_at": HOUR}),
    ("recovery", "recovery_objected", {"objected_at": HOUR}),
    ("scan", "scan_units", {"units": 0}),
    ("scan", "scan_units", {"units": 7}),
    ("scan", "scan_place", {"stall_id": None}),
    ("scan", "scan_place", {"hub_id": 900_321}),
    ("scan", "scan_condition", {"condition": "cold"}),
    ("scan", "scan_decision", {"decision": "perhaps", "undone_at": HOUR}),
    ("scan", "scan_that_counts", {"decision": "undone"}),
    ("kiosk_link", "kiosk_link_place", {"hub_id": 900_321}),
    ("kiosk_device", "kiosk_device_place", {"stall_id": None}),
    ("kiosk_device", "kiosk_device_place", {"alley_id": 900_011}),
    ("gate_count", "gate_count_people", {"exited": -1}),
    ("alley", "alley_people_limit", {"people_limit": 0}),
    ("scan_conflict", "scan_conflict_place", {"hub_id": 900_321}),
    ("kiosk_scan", "kiosk_scan_action", {"action": "shred", "receipt_id": None}),
    ("kiosk_scan", "kiosk_scan_why", {"why": "mood", "scan_id": None, "receipt_id": None}),
    ("kiosk_scan", "kiosk_scan_refused", {"why": "ended", "receipt_id": None}),
    ("kiosk_scan", "kiosk_scan_undoes", {"action": "undo", "receipt_id": None}),
    ("kiosk_scan", "kiosk_scan_refused", {"why": "ended", "scan_id": None, "receipt_id": 900_341}),
    ("kiosk_scan", "kiosk_scan_sold", {"action": "hand_over", "receipt_id": 900_341}),
    ("oversold", "oversold_units", {"units": 0}),
    ("doubtful_sale", "doubtful_sale_reason", {"wrong_price": False}),
    ("till", "till_next_number", {"next_number": 0}),
    ("receipt", "receipt_kind", {"kind": "gift", "voids_id": None, "total": 0, "paid": 0}),
    ("receipt", "receipt_method", {"method": "barter", "paid": -852}),
    ("scan", "scan_method", {"method": "barter"}),
    ("receipt", "receipt_counts", {"number": 0}),
    ("receipt", "receipt_voids", {"voids_id": None}),
    ("receipt", "receipt_refunds", {"refunds_id": 900_341}),
    ("receipt", "receipt_refunds", {"kind": "refund", "voids_id": None}),
    ("receipt", "receipt_goods_kept", {"goods_kept": True}),
    ("receipt", "receipt_sign", {"total": 852}),
    ("receipt", "receipt_sign", {"kind": "undo", "refunds_id": 900_341}),
    ("receipt", "receipt_sign", {"kind": "sale", "voids_id": None}),
    ("receipt", "receipt_rounded", {"method": "qr"}),
    ("receipt", "receipt_exponent", {"exponent": 5}),
    ("receipt_line", "receipt_line_units", {"units": 0}),
    ("receipt_line", "receipt_line_price", {"price": -1}),
    ("receipt_amount", "receipt_amount_amount", {"amount": 0}),
    ("receipt_amount", "receipt_amount_reason", {"reason": "friday", "words": ""}),
    ("receipt_amount", "receipt_amount_words", {"words": ""}),
    ("cart_amount", "cart_amount_sign", {"amount": 0}),
    ("cart_amount", "cart_amount_sign", {"amount": -450}),
    ("cart_amount", "cart_amount_reason", {"amount": -450, "reason": "friday", "words": ""}),
    ("cart_amount", "cart_amount_words", {"amount": -450, "reason": "end"}),
    ("hand_over_line", "hand_over_line_units", {"units": 0}),
    ("hand_over_line", "hand_over_line_money", {"price": -1}),
    ("hand_over_line", "hand_over_line_money", {"packaging": -1}),
    ("hand_over_line", "hand_over_line_money", {"ahead": -1}),
    ("cash_entry", "cash_entry_kind", {"kind": "gift"}),
    ("cash_entry", "cash_entry_amount", {"amount": 0}),
    ("cash_entry", "cash_entry_amount", {"kind": "float", "amount": -1}),
    ("cash_entry", "cash_entry_exponent", {"exponent": -1}),
    ("day_close", "day_close_counted", {"counted": -1}),
    ("day_close", "day_close_exponent", {"exponent": 5}),
    ("scan_conflict", "scan_conflict_decision", {"decision": "neither", "settled_at": HOUR}),
    ("scan_conflict", "scan_conflict_settled", {"decision": "both"}),
    ("ticket_key", "ticket_key_id", {"id": 256}),
    ("stall", "stall_state", {"state": "closed"}),
    ("stall", "stall_closed", {"closed_at": HOUR}),
    ("dossier_link", "dossier_link_until", {"until": datetime(2026, 11, 24, 12, tzinfo=UTC)}),
    ("dossier_link", "dossier_link_opened", {"opened": -1}),
    ("dossier_link", "dossier_link_opened_at", {"opened": 0}),
    ("dossier_link", "dossier_link_opened_at", {"opened_at": None}),
    ("seller", "seller_kind", {"kind": "fax"}),
    ("seller", "seller_named", {"name": ""}),
    ("seller", "seller_named", {"contact": ""}),
    ("ticket", "ticket_kind", {"kind": "entry", "booking_id": None}),
    ("ticket", "ticket_of_booking", {"booking_id": None}),
    ("ticket", "ticket_of_loan", {"loan_id": 900_091}),
    ("transfer", "transfer_kind", {"kind": "spent"}),
    ("transfer", "transfer_amount", {"amount": 0}),
    ("transfer", "transfer_accounts", {"credit": "bank"}),
]


@pytest.fixture
def connection(database_url: str, fill: Fill, rows: Rows) -> Any:
    """A transaction with one row in each table, and what a second one refers to."""
    engine = writing(address(database_url))
    with engine.connect() as connection:
        fill(connection)
        for table, change in BESIDE:
            connection.execute(metadata.tables[table].insert().values(rows[table] | change))
        yield connection
    engine.dispose()


@pytest.fixture
def second(rows: Rows) -> Callable[..., Values]:
    """Another good row of a table, changed; a length of time counts from when the waitlist opens."""

    def row(table: str, change: Values) -> Values:
        opens = rows["drop"]["opens_at"]
        times = {name: opens + value for name, value in change.items() if isinstance(value, timedelta)}
        return rows[table] | ANOTHER[table] | change | times

    return row


def as_plain_text(table: str, values: Values) -> Values:
    """Returns the values with text in the enum columns, so that the database refuses a wrong one, not the type."""
    columns = metadata.tables[table].columns
    return {
        name: literal(value, String()) if isinstance(columns[name].type, EnumText) else value
        for name, value in values.items()
    }


def refusal(connection: Connection, table: str, values: Values) -> str:
    """The name of what refused a row, of which nothing is left; nothing where it was taken."""
    attempt = connection.begin_nested()
    try:
        connection.execute(metadata.tables[table].insert().values(as_plain_text(table, values)))
    except IntegrityError as refused:
        diagnosis = getattr(refused.orig, "diag", None)
        return str(diagnosis.constraint_name if diagnosis else refused.orig)
    finally:
        attempt.rollback()
    return ""


def name_on(connection: Connection, constraint: UniqueConstraint) -> str:
    """SQLite names the columns of a unique key instead of the key."""
    if connection.dialect.name == "postgresql":
        return str(constraint.name)
    return f"UNIQUE constraint failed: {', '.join(str(column) for column in constraint.columns)}"


def test_another_good_row_is_taken(connection: Connection, second: Callable[..., Values]) -> None:
    tables = [table for table in metadata.tables if table != ALONE]
    refused = {table: refusal(connection, table, second(table, {})) for table in tables}
    assert refused == dict.fromkeys(tables, "")


def test_each_check_refuses(connection: Connection, second: Callable[..., Values]) -> None:
    refused = [
        (table, refusal(connection, table, second(table, change)), change) for table, _, change in REFUSED
    ]
    said = "" if connection.dialect.name == "postgresql" else "CHECK constraint failed: "
    assert refused == [(table, said + name, change) for table, name, change in REFUSED]


def test_nothing_unique_is_there_twice(
    connection: Connection, rows: Rows, second: Callable[..., Values]
) -> None:
    refused, expected = {}, {}
    for table in TABLE:
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint) and "id" not in constraint.columns:
                other = UNIQUE_WITH.get(str(constraint.name), {})
                same = {column.name: (rows[table.name] | other)[column.name] for column in constraint.columns}
                refused[constraint.name] = refusal(connection, table.name, second(table.name, other | same))
                expected[constraint.name] = name_on(connection, constraint)
    assert refused == expected


def test_a_person_is_told_what_is_said_once_a_single_time(
    connection: Connection, second: Callable[..., Values]
) -> None:
    near = second("notification", {"once": "near:31:soon"})
    connection.execute(metadata.tables["notification"].insert().values(near))
    again = {"id": 900_053, "about": "drop:33", "once": "near:31:soon"}
    assert "once" in refusal(connection, "notification", second("notification", again))
    other_stage, no_word, another = {"once": "near:31:eve"}, {"once": None}, {"person_id": 1003}
    for change in (other_stage, no_word, another):
        assert refusal(connection, "notification", second("notification", again | change)) == ""


def test_a_row_refers_to_one_that_is_there(connection: Connection, second: Callable[..., Values]) -> None:
    refused, expected = {}, {}
    for table in TABLE:
        for constraint in table.foreign_key_constraints:
            column, *_ = constraint.columns  # of a pair the second is the stream, which goes with it
            nobody = "00" * 32 if column.type.python_type is str else 999
            change = BESIDE_IT.get(str(column), {}) | {column.name: nobody}
            refused[constraint.name] = refusal(connection, table.name, second(table.name, change))
            named = connection.dialect.name == "postgresql"
            expected[constraint.name] = str(constraint.name) if named else "FOREIGN KEY constraint failed"
    assert refused == expected


def test_every_check_is_tried_above() -> None:
    checks = {
        (table.name, found.name)
        for table in TABLE
        for found in table.constraints
        if isinstance(found, CheckConstraint)
    }
    assert checks == {(table, name) for table, name, _ in REFUSED}


def counted(table: Table) -> bool:
    column = table.autoincrement_column
    return column is not None and column.autoincrement is not False


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET details = 'x'", "DELETE FROM audit_entry"])
def test_an_entry_of_the_audit_log_is_never_changed_or_deleted(
    connection: Connection, statement: str
) -> None:
    with pytest.raises(IntegrityError, match="audit_entry is append-only"):
        connection.execute(text(statement))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_of_an_append_only_table_is_never_deleted(connection: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        connection.execute(metadata.tables[table].delete())


def test_an_id_is_never_given_twice(connection: Connection, second: Callable[..., Values]) -> None:
    again = []
    for table in TABLE:
        if counted(table) and table.name not in (*APPEND_ONLY, "audit_entry"):
            with connection.begin_nested() as attempt:
                values = {name: value for name, value in second(table.name, {}).items() if name != "id"}
                insert = table.insert().values(values).returning(table.c.id)
                first = connection.execute(insert).scalar_one()
                connection.execute(table.delete().where(table.c.id == first))
                if connection.execute(insert).scalar_one() <= first:
                    again.append(table.name)
                attempt.rollback()
    assert again == []


def test_a_number_of_telegrams_fits(connection: Connection, second: Callable[..., Values]) -> None:
    most = 2**52 - 1
    connection.execute(metadata.tables["address"].insert().values(second("address", {"external_id": most})))
    kept = connection.execute(text("SELECT external_id FROM address ORDER BY external_id DESC")).first()
    assert kept is not None
    assert kept[0] == most


def test_every_table_is_listed() -> None:
    assert {table.__tablename__ for table in TABLES} == set(metadata.tables)


def test_a_table_is_named_in_the_singular() -> None:
    named = [table.name for table in TABLE if not table.name.endswith("series")]  # one of them is a series
    assert [name for name in named if re.search("[^s]s$", name)] == []


def test_every_constraint_has_a_name() -> None:
    assert [found for table in TABLE for found in table.constraints if not found.name] == []


def test_each_column_says_what_becomes_of_it() -> None:
    silent = [str(column) for column in COLUMNS if not isinstance(column.info.get("privacy"), PrivacyRule)]
    assert silent == []


def test_who_is_meant_is_not_public() -> None:
    people = [
        column for column in COLUMNS if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]
    assert len(people) > 20
    assert [str(column) for column in people if column.info["privacy"] == PUBLIC] == []
    assert [str(column) for column in people if not isinstance(column.type, BigInteger)] == []


def test_what_is_cut_from_a_person_can_be_empty() -> None:
    cut = [column for column in COLUMNS if column.info["privacy"].forget is ForgetRule.CUT]
    assert cut
    assert [column for column in cut if not column.nullable] == []


def test_each_table_is_a_row_whose_schema_is_not_built_at_the_start() -> None:
    assert len(TABLES) == len(TABLE)
    assert [table.__name__ for table in TABLES if not issubclass(table, Row)] == []
    assert Row.model_config["defer_build"]
