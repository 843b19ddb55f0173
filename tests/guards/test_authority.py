"""Every action and query that takes an actor is tried by the right and the wrong people, or says here why it is not."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, get_args, get_type_hints

import market
from market.actor import Actor
from tests.market.organiser.test_authority import OF_ORGANISERS
from tests.market.packaging import test_authority as of_packaging
from tests.market.staff.test_authority import DEEDS

ELSEWHERE = {
    "require_right": "the rule itself (tests/market/test_stall.py)",
    "is_organiser": "the rule itself",
    **dict.fromkeys(
        ("make_office_link", "sign_out_everywhere", "office_workplaces"), "one's own (tests/market/test_office_session.py)"
    ),
    "is_objection_for": "a condition on objections (tests/market/organiser/test_objections.py)",
    "require_organiser": "the rule itself",
    "log_places": "after the check of the act that it logs (tests/market/organiser/test_authority.py)",
    "require_impartial": "the rule itself (tests/market/test_deciders.py)",
    "decider": "tells anybody who decides about a stall (tests/market/test_deciders.py)",
    **dict.fromkeys(("may_post", "count_photo"), "everybody, with their own quota (tests/market/test_photo_quota.py)"),
    **dict.fromkeys(
        ("confirm_deposit", "deny_deposit", "mark_returned", "stall_deposit", "reaches_payer", "require_answering", "screenshot_to_check"),
        "of a deposit: `require_answering` and `stall_deposit` ask for OWN (tests/market/deposit)",
    ),
    **dict.fromkeys(("confirm_payee", "stop_payee", "stopped_payee"), "of a payee: OWN or organisers (tests/market/deposit)"),
    **dict.fromkeys(("conflict_facts", "settle_conflict"), "of a conflict: SCAN or organisers (tests/market/kiosk)"),
    "note_oversold": "of units that were not there: SELL (tests/market/kiosk/test_sales.py)",
    "note_doubtful": "of a sale in doubt: OWN (tests/market/kiosk/test_sales.py)",
    **dict.fromkeys(("end_roles", "become_one"), "asks for no right: `accept_merge` and the approval of a move do"),
    "hand_over_together": "as `scan_together`",
    "hand_over_without_phone": "as `hand_over_spoken`",
    **dict.fromkeys(("undo_hand_over", "undo_hand_over_together"), "as `undo_scan` and `undo_together`"),
    "scan_together": "as `collect` and `take_packaging_back`",
    **dict.fromkeys(("undo_scan", "undo_together"), "the person who scanned (tests/market/staff/test_authority.py)"),
    **dict.fromkeys(("together_money", "pay_back_together", "take_fees_together"), "as `require_place_staff`"),
    **dict.fromkeys(
        ("look_up", "look_up_typed", "return_place", "printable_ticket", "scans_tickets", "unpaid_of"),
        "everybody, with their role (tests/market/ticket)",
    ),
    "count_failed_code": "everybody",
    "lock_crew": "locks people alone; who calls it asks for STOCK or OWN",
    "lock_place": "asks for STOCK, as `lock_own_drop` does after it (tests/market/market_day)",
    "lock_open_hub": "organisers, for the actions on a hub and its links that call it",
    "lock_overseen_stall": "organisers, for the actions on licences and fees that call it",
    **dict.fromkeys(("agree_share", "step_back", "own_party", "own_share"), "of a share: its party (tests/market/split)"),
    "share_statement": "the owner, or a party for their own share (tests/market/split/test_statement.py)",
    "reopen_stall": "who owned the stall when it was closed (tests/market/test_stall_closing.py)",
    "restore_application": "who applied (tests/market/test_stall_application.py)",
    "leave_stall": "the helper (tests/market/staff/test_helpers.py)",
    "apply_for_stall": "everybody",
    "become_first_organiser": "who has the code (tests/market/test_first_organiser.py)",
    "own_broadcast": "its author, who is asked whether they organise by each action that calls it",
    **dict.fromkeys(("end_objection", "answer_objection"), "asks for no right: the actions that lift or uphold a decision do"),
    "make_objection": "whom a decision is about (tests/market/organiser/test_objections.py)",
    "report_hand_over": "the holder of the ticket (tests/market/ticket/test_without_phone.py)",
    "make_report": "everybody (tests/market/organiser/test_reports.py)",
    **dict.fromkeys(("ask_recovery", "withdraw_recovery"), "everybody, for themselves (tests/market/recovery)"),
    "stop_recovery": "the account that is asked for (tests/market/recovery/test_stopped.py)",
    "object_to_move": "the old account (tests/market/recovery/test_recovery.py)",
    "refuse_own": "the rule that nobody decides about themselves (tests/market/recovery/test_recovery.py)",
    "tell_overdue": "the payer (tests/market/deposit/test_own_page.py)",
    "say_more": "who called (tests/market/help_call/test_help_call.py)",
    "ask": "everybody (tests/market/test_support.py)",
    "send_words": "everybody (tests/market/test_support.py)",
    "undo_question": "who asked (tests/market/test_support.py)",
    "write_back": "who asked (tests/market/test_support.py)",
    **dict.fromkeys(("arriving_haul", "works_at", "books_of_return"), "as `require_place_staff`"),
    **dict.fromkeys(("last_work", "undo_work", "undo_leaving"), "the person who did it (tests/market/packaging/test_undo.py)"),
    "staffed_places": "everybody, with their own places (tests/market/packaging/test_authority.py)",
    "take_fee": "who works where it was scanned (tests/market/packaging/test_authority.py)",
    **dict.fromkeys(("count_reports", "open_reports", "listed_stall"), "numbers, for a page of organisers"),
    "is_for": "a condition, for pages of organisers",
}  # fmt: skip
"""What has an actor and stands in no table of those three, and whose it is."""


def actions() -> Iterator[Callable[..., Any]]:
    """Yield each public function of the market that takes an actor."""
    for found in walk_packages(market.__path__, "market."):
        module = import_module(found.name)
        for name, function in vars(module).items():
            is_own = inspect.isfunction(function) and function.__module__ == module.__name__
            if is_own and not name.startswith("_") and takes_actor(function):
                yield function


def takes_actor(function: Callable[..., Any]) -> bool:
    hints = get_type_hints(function)
    return any(
        Actor in (hints.get(name), *get_args(hints.get(name)))
        for name in inspect.signature(function).parameters
    )


def called_by(deeds: Mapping[str, Callable[..., Any]]) -> Iterator[Callable[..., Any]]:
    """Yield the functions of the market that the lambdas of a table call."""
    for deed in deeds.values():
        named = [vars(of_packaging).get(name) for name in deed.__code__.co_names]
        yield from (each for each in named if inspect.isfunction(each))


def test_every_action_that_takes_an_actor_is_in_a_table_or_says_why_not() -> None:
    tried = {
        *(action for deeds in DEEDS.values() for action in deeds),
        *OF_ORGANISERS,
        *called_by(of_packaging.AT_HUB | of_packaging.OF_ORGANISERS),
    }
    missing = {action for action in actions() if action not in tried}
    assert len(tried) > 300
    assert {
        f"{action.__module__}.{action.__name__}" for action in missing if action.__name__ not in ELSEWHERE
    } == set()
    assert {*ELSEWHERE} - {action.__name__ for action in missing} == set(), "in a table, or gone"
