"""Reports of stalls and drops: the reporter's screens, and the organisers'."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop, ShowStall
from handlers.callbacks.hidden_drop import OverseeDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.report import (
    AskBlockReported,
    AskHideReported,
    AskReport,
    BlockReported,
    ChooseReport,
    CloseReport,
    HideReported,
    SendReport,
    ShowReports,
)
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reason_question import hiding_ask, reason_ask, reason_rows
from handlers.ui.screen import Button, Screen
from locales.decision_reasons import OF_BLOCK, OF_HIDING
from locales.formats import format_datetime, format_language
from locales.say import Say
from locales.user_text import NAME, REPORT_WORDS, quoted, sanitize_name
from market.organiser.reports import ReportedSubject, ReportFacts, ReportQueue
from storage.report import ReportReason, ReportState

CHOSEN = tuple(reason for reason in ReportReason if reason is not ReportReason.HANDED_OVER)
"""The reasons that a person chooses from; a ticket reports for the other one."""


def reason_list(say: Say, subject: ReportedSubject, stall: int, drop: int) -> Screen:
    """Asks what is wrong."""
    text = say(
        "What is wrong with {name}? Only the organisers read this. {stall} never learns who reported.",
        name=sanitize_name(subject.drop or subject.stall, NAME),
        stall=sanitize_name(subject.stall, NAME),
    )
    buttons = [
        Button(
            label=reason_label(say, reason),
            callback=ChooseReport(stall=stall, drop=drop, reason=reason),
        )
        for reason in CHOSEN
    ]
    return Screen(text=text, rows=layout_buttons(buttons, [_back(say, stall, drop)]))


def line_ask(say: Say, subject: ReportedSubject, stall: int, drop: int, *, reason: ReportReason) -> Screen:
    """Asks for a line about it, which is not needed."""
    send = SendReport(stall=stall, drop=drop, reason=reason)
    return Screen(
        text=say(
            "{name}: {reason}. You can write one line about it, or send the report as it is.",
            name=sanitize_name(subject.drop or subject.stall, NAME),
            reason=reason_text(say, reason),
        ),
        rows=layout_buttons(
            [Button(label=say.label("Send report"), callback=send, style="primary")],
            [Button(label=say.label("Back"), callback=AskReport(stall=stall, drop=drop))],
        ),
    )


def report_sent(say: Say, stall: int, drop: int) -> Screen:
    return Screen(
        text=say("Thank you. The organisers look at your report and tell you the result here."),
        rows=layout_buttons([_back(say, stall, drop)]),
    )


def _back(say: Say, stall: int, drop: int) -> Button:
    here = ListLocation().code
    callback = ShowDrop(drop=drop, back_to=here) if drop else ShowStall(stall=stall, drop=0, back_to=here)
    return Button(label=say.label("Back"), callback=callback)


def decided_message(say: Say, report: ReportFacts) -> Screen:
    """Tells the reporter what became of the report, without details."""
    name = sanitize_name(report.drop or report.stall, NAME)
    if report.state == ReportState.ACTED:
        return Screen(text=say("You reported {name}. The organisers acted on it. Thank you.", name=name))
    return Screen(
        text=say(
            "You reported {name}. The organisers looked at it and changed nothing. Thank you.", name=name
        )
    )


def made_message(say: Say, report: ReportFacts) -> Screen:
    """Tells an organiser what somebody reports, with the decision in the message itself."""
    return Screen(
        text=_report_text(say, report),
        rows=layout_buttons(
            _decide_buttons(say, report),
            [Button(label=say.label("All reports"), callback=ShowReports(), below=True)],
        ),
    )


def report_page(say: Say, report: ReportFacts) -> Screen:
    text = Markup("\n").join((_report_text(say, report), _state_text(say, report)))
    return Screen(
        text=text,
        rows=layout_buttons(
            _decide_buttons(say, report), [Button(label=say.label("All reports"), callback=ShowReports())]
        ),
    )


def report_list(say: Say, queue: ReportQueue) -> Screen:
    """Shows one open report, and the way to the next."""
    back = Button(label=say.label("Back"), callback=ShowAdmin())
    if queue.report is None:
        return Screen(text=say("No reports are waiting."), rows=layout_buttons([back]))
    head = say.many("<b>{count} report is waiting.</b>", "<b>{count} reports are waiting.</b>", queue.count)
    skip = Button(label=say.label("Skip"), callback=ShowReports(previous=queue.report.id))
    return Screen(
        text=Markup("\n").join((head, _report_text(say, queue.report))),
        rows=layout_buttons(_decide_buttons(say, queue.report), [*([skip] if queue.count > 1 else []), back]),
    )


def hide_ask(say: Say, report: ReportFacts) -> Screen:
    """Asks why the reported drop is hidden."""
    rows = reason_rows(say, OF_HIDING, lambda reason: HideReported(report=report.id, reason=reason))
    return Screen(text=hiding_ask(say, report.drop), rows=rows)


def block_ask(say: Say, report: ReportFacts) -> Screen:
    """Asks why the owner of the reported stall is blocked."""
    text = say(
        "Block {person}, who owns {stall}? They cannot join, book or sell, their drops are paused, and what they have booked is passed on.",
        person=sanitize_name(report.owner_name, NAME),
        stall=sanitize_name(report.stall, NAME),
    )
    rows = reason_rows(say, OF_BLOCK, lambda reason: BlockReported(report=report.id, reason=reason))
    return Screen(text=reason_ask(say, text), rows=rows)


def reason_label(say: Say, reason: ReportReason) -> str:
    match reason:
        case ReportReason.GOODS:
            return say.label("Wrong goods")
        case ReportReason.UNSAFE:
            return say.label("Unsafe")
        case ReportReason.PAYMENT:
            return say.label("Fake payment QR")
        case ReportReason.BEHAVIOUR:
            return say.label("Behaviour")
        case ReportReason.OTHER:
            return say.label("Something else")
        case ReportReason.HANDED_OVER:
            return say.label("This was not me")
        case _:
            assert_never(reason)


def reason_text(say: Say, reason: ReportReason) -> Markup:
    match reason:
        case ReportReason.GOODS:
            return say("the goods are not as described")
        case ReportReason.UNSAFE:
            return say("something is not safe")
        case ReportReason.PAYMENT:
            return say("the payment QR looks fake")
        case ReportReason.BEHAVIOUR:
            return say("how other people were treated")
        case ReportReason.OTHER:
            return say("something else")
        case ReportReason.HANDED_OVER:
            return say("it was handed over to somebody else, without the ticket holder’s phone")
        case _:
            assert_never(reason)


def _report_text(say: Say, report: ReportFacts) -> Markup:
    names = {"stall": sanitize_name(report.stall, NAME), "reason": reason_text(say, report.reason)}
    head = (
        say("<b>Report</b>: {drop}, {stall}: {reason}.", drop=sanitize_name(report.drop, NAME), **names)
        if report.drop_id
        else say("<b>Report</b>: {stall}: {reason}.", **names)
    )
    by = say(
        "From {person}, who reads {language}, {at}.",
        person=sanitize_name(report.reporter, NAME),
        language=format_language(say, report.reporter_language),
        at=format_datetime(say, report.made_at, report.zone),
    )
    words = [say("“{words}”", words=quoted(report.words, REPORT_WORDS))] if report.words else []
    others = report.open_about_subject - 1
    also = (
        [say.many("{count} other person reports it too.", "{count} other people report it too.", others)]
        if others > 0
        else []
    )
    return Markup("\n").join((head, *words, by, *also))


def _state_text(say: Say, report: ReportFacts) -> Markup:
    match report.state:
        case ReportState.OPEN:
            return say("Waiting for a decision.")
        case ReportState.ACTED:
            return say("Decided: we took action.")
        case ReportState.CLOSED:
            return say("Decided: nothing was changed.")
        case _:
            assert_never(report.state)


def _decide_buttons(say: Say, report: ReportFacts) -> list[Button]:
    look = OverseeDrop(drop=report.drop_id) if report.drop_id else ShowStallRequest(stall=report.stall_id)
    buttons = [Button(label=say.label("Open report"), callback=look)]
    if report.state != ReportState.OPEN:
        return buttons
    if report.drop_id:
        buttons.append(Button(label=say.label("Hide drop"), callback=AskHideReported(report=report.id)))
    if report.owner:
        buttons.append(Button(label=say.label("Block owner"), callback=AskBlockReported(report=report.id)))
    return [*buttons, Button(label=say.label("Close"), callback=CloseReport(report=report.id))]
