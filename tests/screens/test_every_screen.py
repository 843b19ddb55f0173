"""The page of `make screens` shows all there is, and each of its screens is one that Telegram takes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from handlers.callbacks.callback import Callback
from handlers.messages import messages
from handlers.ui.button_layout import row_fits
from handlers.ui.telegram_calls import ALERT_LIMIT, CAPTION_LIMIT, TEXT_LIMIT, send_call, text_units
from locales.languages import LANGUAGES
from locales.say import speak
from market.broadcast.notifications import BroadcastRecall
from sandbox import markup
from sandbox.html_parser import from_html
from tests.handlers.test_screens import leads_somewhere
from tests.market.every_refusal import every_refusal
from tests.screens.every_screen import ROOT, Shown, everything
from tests.screens.page import page_of
from tests.screens.sample_values import SampleValues

CODES = [language.code for language in LANGUAGES]
SEEN_ELSEWHERE = {
    *("AllowDeposits", "AskAdded", "AskAlert", "AskBroadcast", "AskCloseAlley", "AskCondition"),
    *("AskDeposit", "AskExtend", "AskForfeit", "AskKeepCounter", "AskRemoveShare", "AskSlot"),
    *("AskStepBack", "AskVoid", "AskVoidFee", "AskWaive", "CancelOpeningReminder"),
    *("CheckDocument", "ChooseDropAlley", "ChoosePackagingOfItem", "CountType", "EndWaiver"),
    *("MakeShareLink", "MarkLeft", "MoveSlot", "PageAudience", "PickWeighing"),
    *("ProposeUsual", "RemindOpening", "RemoveOrganiser", "RemoveStream", "ReopenStall"),
    *(
        "ReportCounter",
        "ShowGift",
        "ShowHelpCall",
        "ShowObjection",
        "ShowPastDrop",
        "ShowPastMarketDay",
        "ShowRosterOfDrop",
    ),
    *("ShowScanConflict", "ShowStallDrops", "ShowStopPromotions", "ShowStoppedPayee", "ShowSwap"),
    *("ShowTimesNear", "StopAlert"),
    *("StopDeposits", "StopLive", "TakeOffShift", "TakePackaging", "UnblockPerson", "UndoCancelVisit"),
    *("UndoCash", "UndoConfirm", "UndoDecline", "UndoLeave", "UndoRefund", "UndoRelease"),
    *("UndoSale", "UndoSnooze", "UnmuteReminderKind", "WaiveLicence", "WashAll"),
}
"""Callbacks whose buttons are for a state that no sample is in, or that a route adds to a screen, and one to which another leads back."""


@cache
def shown_in(language: str) -> tuple[Shown, ...]:
    return tuple(everything(speak(language)))


def view_names() -> Iterator[str]:
    """Yields each public function of the handlers that returns a screen in a language, by the source alone."""
    for path in sorted(ROOT.rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns:
                takes = {each.arg for each in node.args.args}
                if ast.unparse(node.returns) == "Screen" and "say" in takes:
                    yield f"{module}.{node.name}"


@pytest.mark.parametrize("language", sorted(CODES))
def test_every_view_notification_and_refusal_is_shown_in_each_language(language: str) -> None:
    names = {one.name for one in shown_in(language)}
    assert {*view_names()} <= names
    assert {*messages.views} <= names
    assert {kind.__name__ for kind in every_refusal()} <= names


@pytest.mark.parametrize("language", sorted(CODES))
def test_every_shown_screen_keeps_to_the_limits(language: str) -> None:
    for one in shown_in(language):
        if one.name == BroadcastRecall.kind:
            continue
        screen, name = one.screen, (one.name, one.variant)
        call = send_call(1, screen)
        limit = {"alert": ALERT_LIMIT, "toast": ALERT_LIMIT}.get(one.sort) or (
            CAPTION_LIMIT if screen.picture or screen.document else TEXT_LIMIT
        )
        assert from_html(str(screen.text))[0], name
        assert 0 < text_units(screen.text) <= limit, name
        if not screen.invoice:
            markup.read(call.params.get("reply_markup"))
        assert all(row_fits(row) for row in screen.rows), name
        assert all(len(row) <= 8 for row in screen.rows), name
        buttons = [button for row in screen.rows for button in row]
        assert len(buttons) <= 100, name
        for button in buttons:
            leads_somewhere(button)


def test_every_callback_has_a_button_on_one_of_the_screens() -> None:
    """Else nobody could get there, however well it is answered."""
    buttons = {
        type(button.callback).__name__ for one in shown_in("en") for row in one.screen.rows for button in row
    }
    assert {kind.__name__ for kind in Callback.known.values()} - buttons == SEEN_ELSEWHERE


def test_the_page_has_a_heading_for_each_screen_and_a_column_for_each_language() -> None:
    columns = [(language, shown_in(language)) for language in CODES]
    page = page_of(columns)
    assert page.count("<h3 id") == len(shown_in("en"))
    assert page.count('<div class="phone"') == sum(len(shown) for _, shown in columns)


def test_values_are_made_for_a_type_that_has_no_sample_yet() -> None:
    @dataclass
    class Hypothetical:
        name: str
        members: tuple[int, ...]
        note: str | None

    assert SampleValues(full=False).value(Hypothetical, "") == Hypothetical("Dapur Nenek Ros", (), None)
    full = SampleValues(full=True).value(Hypothetical, "")
    assert len(full.members) == 3
    assert full.note
