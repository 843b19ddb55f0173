"""The screens of a running broadcast in every language, with the longest texts, within the limits; its report file and API calls."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from markupsafe import Markup

from handlers.broadcast import correction_views, report_views
from handlers.broadcast.progress_views import broadcast_progress
from handlers.broadcast.report_file import report_csv
from handlers.messages import messages
from handlers.ui.screen import Screen, ScreenPicture
from locales.languages import CODES
from locales.say import Say
from market.broadcast.progress import Progress
from market.broadcast.report import DeliveryRow, FailureReason, PastBroadcast
from market.notification.kind import read_notification
from tests.handlers.test_screens import AWKWARD, IDS, SAYS, check_screen
from tests.market.samples import DAY, HOUR, NOW

ZONE = "Asia/Kuching"
ONE = 2**31 - 1
MANY = 9_999_999
ALL = ("sent", "unreachable", "failed", "unknown", "dropped")
OURS = (
    *("stopped", "BroadcastStopped", "too late", "unreachable", "stopped by its reader", "NothingWritten"),
    *("in flight when Lorong stopped", "corrected again", "recalled"),
)
DONE = Progress(
    id=ONE,
    author=1,
    language="en",
    state="sent",
    total=5 * MANY,
    statuses=dict.fromkeys(ALL, MANY),
    chat=1,
    message=9,
    started_at=NOW - HOUR,
    ended_at=NOW,
    reason="stopped",
)
GOING = replace(
    DONE, state="sending", ended_at=None, statuses={"sent": 248, "queued": 164}, total=412, pace=28.0
)


def screens(say: Say, words: str) -> Iterator[Screen]:
    waiting = replace(DONE, state="scheduled", started_at=None, ended_at=None, statuses={}, due_at=NOW + DAY)
    edited = replace(DONE, corrected={"sent": MANY, "failed": MANY}, recalled_at=NOW, recalled={"sent": MANY})
    never = [
        replace(waiting, state="stopped", ended_at=NOW, reason=reason, due_at=None)
        for reason in ("stopped", "too late", "drop cancelled", "drop gone", "too soon")
    ]
    for progress in (
        *(waiting, replace(waiting, drop=words[:128]), replace(waiting, drop=words[:128], due_at=None)),
        *(GOING, replace(GOING, postponed=164, next_send_at=NOW + DAY), replace(GOING, state="paused")),
        *(DONE, replace(DONE, state="stopped"), edited, *never),
        replace(DONE, state="stopped", statuses={"sending": 3, "sent": 1}),
        replace(edited, corrected={"sent": 1, "queued": 1}),
    ):
        yield broadcast_progress(say, progress, ZONE, NOW)
    reasons = [
        FailureReason(kind="BroadcastMessage", status=status, reason=words[:200], count=MANY)
        for status in ALL
    ]
    reasons += [
        FailureReason(kind=kind, status="failed", reason=words[:200], count=1)
        for kind in ("BroadcastCorrection", "BroadcastRecall")
    ]
    yield report_views.reason_list(say, ONE, reasons * 2)
    yield report_views.reason_list(
        say,
        ONE,
        [FailureReason(kind="BroadcastMessage", status="dropped", reason=reason, count=1) for reason in OURS],
    )
    yield report_views.reason_list(say, ONE, [])
    states = ("sent", "stopped", "paused", "sending", "scheduled")
    earlier = [PastBroadcast(id=ONE, state=state, at=NOW, words=words) for state in states]
    yield report_views.broadcast_list(say, earlier, 2, 3, zone=ZONE)
    yield report_views.broadcast_list(say, [], 1, 0, zone=ZONE)
    yield correction_views.correction_choice(say, ONE, [(code, MANY) for code in CODES])
    yield correction_views.extend_confirm(say, ONE, MANY)
    yield correction_views.recall_confirm(say, ONE, MANY, MANY)


@pytest.mark.parametrize("words", AWKWARD.values(), ids=AWKWARD.keys())
@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_every_screen_obeys_and_has_a_way_on(say: Say, words: str) -> None:
    for screen in screens(say, words):
        check_screen(say, screen)


def test_it_says_how_far_it_is() -> None:
    say = SAYS[0]

    def lines(progress: Progress) -> list[str]:
        return str(broadcast_progress(say, progress, ZONE, NOW).text).split("\n")

    assert lines(GOING) == ["Sent 248 of 412, about 6 s left. ██████░░░░"]
    resting = replace(GOING, postponed=164, next_send_at=NOW + DAY)
    assert lines(resting) == [
        "Sent 248 of 412. ██████░░░░",
        "164 people are in quiet hours: sent as they end, the last Wed 25 Nov 10:00.",
    ]
    assert lines(replace(GOING, pace=1.0, statuses={"sent": 248, "queued": 164}))[0].startswith(
        "Sent 248 of 412, about 3 min left."
    )


def test_a_report_says_what_did_not_arrive_and_no_zeros() -> None:
    def lines(progress: Progress) -> list[str]:
        return str(broadcast_progress(SAYS[0], progress, ZONE, NOW).text).split("\n")

    assert len(lines(replace(DONE, statuses={"sent": 7}))) == 1
    missed = lines(replace(DONE, statuses={"sent": 7, "unreachable": 2, "failed": 1}))
    assert missed[1:] == ["Unreachable: 2.", "Failed: 1."]
    assert lines(replace(DONE, statuses={"sent": 7, "failed": 1}))[1:] == ["Failed: 1."]


def test_a_report_that_is_not_finished_can_be_looked_at_again() -> None:
    def labels(progress: Progress) -> list[str]:
        return [one.label for row in broadcast_progress(SAYS[0], progress, ZONE, NOW).rows for one in row]

    assert "Refresh" in labels(replace(DONE, corrected={"sent": 1, "queued": 1}))
    assert "Refresh" in labels(replace(DONE, recalled_at=NOW, recalled={"queued": 3}))
    assert "Refresh" not in labels(replace(DONE, corrected={"sent": 2}))


def test_what_telegram_said_stands_as_it_came_and_is_no_markup() -> None:
    reasons = [
        FailureReason(
            kind="BroadcastMessage", status="failed", reason="Bad Request: <b>chat</b> & more", count=3
        )
    ]
    text = report_views.reason_list(SAYS[0], 1, reasons).text
    assert "&lt;b&gt;chat&lt;/b&gt; &amp; more" in text
    assert "3 failed: " in text


def test_its_commonest_words_are_said_in_the_readers_language() -> None:
    reasons = [
        FailureReason(
            kind="BroadcastMessage",
            status="unreachable",
            reason="Forbidden: bot was blocked by the user",
            count=3,
        )
    ]
    texts = [report_views.reason_list(say, 1, reasons).text for say in SAYS]
    assert "3 unreachable: blocked Lorong" in texts[0]
    assert len({*texts}) == len(SAYS)
    assert not any("Forbidden" in text for text in texts)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_file_is_a_formula(sign: str) -> None:
    lines = [
        DeliveryRow(person=7, language="ms", status="failed", reason=f'{sign}cmd|"x",1', at=NOW),
        DeliveryRow(person=8, language="en", status="sent", reason="", at=None),
    ]
    text = report_csv(lines, ZONE)
    assert text.startswith(b"\xef\xbb\xbfperson,language,status,reason,at\r\n")
    assert f'7,ms,failed,"\'{sign}cmd|""x"",1",2026-11-24 10:00:00+08:00'.encode() in text
    assert text.endswith(b"8,en,sent,,\r\n")


def test_a_correction_edits_what_its_reader_has_and_a_recall_takes_it_away() -> None:
    plain, pictured = Screen(text=Markup("Six")), Screen(text=Markup("Six"), picture=ScreenPicture(key="a"))
    there = {"chat_id": 7, "message_id": 99}
    facts = {"broadcast_id": 1, "message_id": 99}

    def call(kind: str, screen: Screen) -> tuple[str, dict[str, object]]:
        found = messages.call(7, read_notification(kind, facts), screen)
        kept = {
            name: value
            for name, value in found.params.items()
            if name in ("chat_id", "message_id", "text", "caption")
        }
        return found.method, kept

    assert call("BroadcastCorrection", plain) == ("editMessageText", {**there, "text": "Six"})
    assert call("BroadcastCorrection", pictured) == ("editMessageCaption", {**there, "caption": "Six"})
    assert call("BroadcastRecall", Screen(text=Markup())) == ("deleteMessage", there)
    assert call("BroadcastMessage", plain) == ("sendMessage", {"chat_id": 7, "text": "Six"})
