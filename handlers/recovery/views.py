"""Accounts that an organiser decides about, of a lost phone or of two that become one: what is asked, what an organiser sees, and what both are told."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.recovery import (
    AskMove,
    AskRecovery,
    MoveAccount,
    ObjectToMove,
    RefuseRecovery,
    ShowRecoveries,
    ShowRecovery,
    StopRecovery,
    WithdrawRecovery,
)
from handlers.callbacks.start import ShowStart
from handlers.callbacks.support import AskSupport, ShowSupport
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen, Shown
from locales.formats import format_datetime, format_list_and, format_number
from locales.item_title import item_title
from locales.say import Say
from locales.user_text import NAME, sanitize_name
from market.privacy.forget import OpenMatters
from market.recovery.facts import RecoveryFacts, RecoveryPage
from market.recovery.request import OBJECT_WITHIN
from market.ticket.ticket_code import grouped
from storage.recovery import RecoveryState
from storage.shown import ShownKind


class RequestForm(StrEnum):
    """The message or page about a request: that somebody asks, its page, or what the old phone reads."""

    ASKED = "recovery asked"
    PAGE = "recovery page"
    ACCOUNT = "recovery-account"


def recovery_ask(say: Say) -> Screen:
    return Screen(
        text=say(
            "Did you lose the phone with your old account? Write the code of one of your tickets, from paper or a "
            "screenshot, or the name of your stall. An organiser then moves everything to this account."
        ),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowStart())]),
        reply_placeholder=say.plain("7KQ2-M9XF-3"),
    )


def recovery_unknown(say: Say) -> Screen:
    """Says that the words name nothing. The question is over, so that the next text is no answer to it."""
    again = Button(label=say.label("Write again"), callback=AskRecovery())
    return Screen(
        text=say("We know no such ticket or stall."),
        rows=layout_buttons([again, Button(label=say.label("Back"), callback=ShowStart())]),
    )


def recovery_asked(say: Say, request: RecoveryFacts, zone: str) -> Screen:
    """Shows the person their own request, or that of two accounts which agreed to become one."""
    ends = format_datetime(say, request.until, zone)
    text = (
        say(
            "Both accounts have agreed, and nothing has moved yet. An organiser who uses neither has to agree, too: "
            "say the code <b>{code}</b> to one. The request ends {until}.",
            code=request.code,
            until=ends,
        )
        if request.by_consent
        else say(
            "Your request has the code <b>{code}</b>. Go to an organiser, say the code and show your ticket or who you are. "
            "The request ends {until}.",
            code=request.code,
            until=ends,
        )
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Take it back"), callback=WithdrawRecovery())],
            [Button(label=say.label("Back"), callback=ShowSupport())],
        ),
    )


def recovery_list(say: Say, requests: Sequence[RecoveryFacts], zone: str) -> Screen:
    """Shows organisers the requests that wait, and those that were objected to."""
    back = [Button(label=say.label("Back"), callback=ShowAdmin())]
    if not requests:
        return Screen(text=say("Nobody asks for an account to be moved."), rows=layout_buttons(back))
    rows = [
        say(
            "{code} · {person} · {at}",
            code=each.code,
            person=sanitize_name(each.asker, NAME),
            at=format_datetime(say, each.asked_at, zone),
        )
        for each in requests
    ]
    buttons = [
        Button(
            label=shorten_label(f"{each.code} {sanitize_name(each.asker, NAME)}", LABEL_WIDTHS[2]),
            callback=ShowRecovery(recovery=each.id),
        )
        for each in requests
    ]
    head = say("<b>Accounts to move</b>")
    return Screen(text=Markup("\n").join((head, *rows)), rows=layout_buttons(buttons, back))


def recovery_page(say: Say, page: RecoveryPage, zone: str, now: datetime) -> Screen:
    """Shows an organiser a request: what was named, what the account has, and what became of it."""
    waits = page.request.waits(now)
    lines = [_head(say, page.request), _named(say, page.request), *_known(say, page)]
    lines += [*_stopped_before(say, page.request, zone, waits), _state(say, page.request, zone, waits)]
    yes = say.label("Approve") if page.request.by_consent else say.label("Move the account")
    decide = [
        Button(label=yes, callback=AskMove(recovery=page.request.id)),
        Button(label=say.label("Reject"), callback=RefuseRecovery(recovery=page.request.id)),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            decide if waits else [], [Button(label=say.label("Accounts to move"), callback=ShowRecoveries())]
        ),
        shows=request_shown(page.request, RequestForm.PAGE, now),
    )


def request_shown(request: RecoveryFacts, form: RequestForm, now: datetime) -> Shown:
    """Returns what a message about a request is remembered as; it ends by itself while it waits."""
    return Shown(
        kind=ShownKind.ORGANISER_REQUEST,
        subject=request.id,
        form=form,
        until=request.until if request.waits(now) else None,
    )


def move_confirm(say: Say, page: RecoveryPage) -> Screen:
    """Asks an organiser once more, and says what happens."""
    request = page.request
    yes = say.label("Yes, make them one") if request.by_consent else say.label("Yes, move it")
    return danger_question(
        _consequences(say, request), yes, MoveAccount(recovery=request.id), keep=say.label("No")
    )


def _consequences(say: Say, request: RecoveryFacts) -> Markup:
    words = {
        "account": sanitize_name(request.account, NAME),
        "person": sanitize_name(request.asker, NAME),
        "code": request.code,
    }
    if request.by_consent:
        return say(
            "Make {account} and {person} one account, which has all that both have? Do it only if the person in front of you has "
            "said {code} and both phones are theirs. Roles of {account} end, and nobody can undo it.",
            **words,
        )
    return say(
        "Give everything of {account} to {person}? Do it only if the person in front of you has said {code} and you are sure who they are. "
        "Their tickets get new codes, the old phone no longer opens anything, and nobody can undo it.",
        **words,
    )


def requested_message(say: Say, request: RecoveryFacts, now: datetime) -> Screen:
    """Tells an organiser that somebody asks."""
    return Screen(
        text=Markup("\n").join((_head(say, request), _named(say, request))),
        rows=layout_buttons(
            [Button(label=say.label("Open request"), callback=ShowRecovery(recovery=request.id), below=True)]
        ),
        shows=request_shown(request, RequestForm.ASKED, now),
    )


def account_asked_message(say: Say, request: RecoveryFacts, now: datetime) -> Screen:
    """Tells the old account that somebody asks for it; afterwards, that nothing was moved."""
    shows = request_shown(request, RequestForm.ACCOUNT, now)
    if not request.waits(now):
        return Screen(text=_account_told(say, request), rows=layout_buttons([_write(say)]), shows=shows)
    text = say(
        "<b>{person}</b> says that this phone was lost, and asks for everything of this account. An organiser decides. If this is not you, say so now.",
        person=sanitize_name(request.asker, NAME),
    )
    stop = Button(
        label=say.label("This is not me"), callback=StopRecovery(recovery=request.id), style="danger"
    )
    return Screen(text=text, rows=layout_buttons([stop]), shows=shows)


def _account_told(say: Say, request: RecoveryFacts) -> Markup:
    """Returns what became of a request, for the account that was asked for."""
    if request.state is RecoveryState.MOVED:
        return say("Somebody asked for this account, and an organiser moved it.")
    if request.is_stopped:
        return say("You said that this was not you. Nothing was moved, and the organisers know.")
    return say("Somebody asked for this account. The request has ended, and nothing was moved.")


def stopped_message(say: Say, request: RecoveryFacts) -> Screen:
    """Tells an organiser that the old account did not ask."""
    said = say(
        "The phone of <b>{account}</b> says that it was not lost: request {code} of <b>{person}</b> is not theirs.",
        account=sanitize_name(request.account, NAME),
        code=request.code,
        person=sanitize_name(request.asker, NAME),
    )
    look = Button(label=say.label("Open request"), callback=ShowRecovery(recovery=request.id), below=True)
    return Screen(text=said, rows=layout_buttons([look]))


def refused_message(say: Say, request: RecoveryFacts) -> Screen:
    """Tells who asked that an organiser did not agree, or that the old phone said no."""
    if request.is_stopped:
        text = say(
            "The old phone said that request {code} is not its own, so nothing was moved. If the account is yours, go to an organiser and ask again there.",
            code=request.code,
        )
        return Screen(text=text, rows=layout_buttons([_write(say)]))
    text = say("An organiser did not agree to request {code}. Nothing was moved.", code=request.code)
    return Screen(text=text, rows=layout_buttons([_write(say)]))


def received_message(say: Say) -> Screen:
    """Tells who asked that all is theirs."""
    text = say(
        "Done: everything of your old account is here now. Your tickets have new codes; old ones on paper or in pictures no "
        "longer work. Sign your kiosk in again. If you organised the market or worked at a hub, an organiser has to name you again."
    )
    return Screen(
        text=say.sentences(text, deposits_held_text(say)),
        rows=layout_buttons([Button(label=say.label("My items"), callback=ShowMyItems(), below=True)]),
    )


def deposits_held_text(say: Say) -> Markup:
    """Says what holds for a stall that went to another account."""
    return say("A stall takes deposits by bank and card again after a day.")


def moved_message(say: Say, request: RecoveryFacts) -> Screen:
    """Tells the old account that it has nothing any more, and how to object."""
    text = say(
        "An organiser moved everything of this account to another one, because somebody said that this phone was lost. "
        "If this was not you, tell the organisers within {days} days.",
        days=format_number(say, OBJECT_WITHIN.days),
    )
    wrong = Button(label=say.label("This was not me"), callback=ObjectToMove(recovery=request.id), below=True)
    return Screen(text=text, rows=layout_buttons([wrong]))


def _head(say: Say, request: RecoveryFacts) -> Markup:
    if request.by_consent:
        return say(
            "<b>{person}</b> and <b>{account}</b> say that they are one person with two accounts. Code: {code}.",
            person=sanitize_name(request.asker, NAME),
            account=sanitize_name(request.account, NAME),
            code=request.code,
        )
    return say(
        "<b>{person}</b> lost a phone and asks for the account of <b>{account}</b>. Code: {code}.",
        person=sanitize_name(request.asker, NAME),
        account=sanitize_name(request.account, NAME),
        code=request.code,
    )


def _named(say: Say, request: RecoveryFacts) -> Markup:
    if request.by_consent:
        return say(
            "Both have agreed. Everything of {account} would go to {person}, except its roles.",
            account=sanitize_name(request.account, NAME),
            person=sanitize_name(request.asker, NAME),
        )
    if request.ticket is None:
        return say(
            "They named the stall {stall}, which anybody can.", stall=sanitize_name(request.stall, NAME)
        )
    return say(
        "They gave the ticket {code}: {item}, {stall}. Let them show it.",
        code=grouped(request.ticket.code),
        item=item_title(say, request.ticket.drop, request.ticket.item),
        stall=sanitize_name(request.ticket.stall, NAME),
    )


def _known(say: Say, page: RecoveryPage) -> list[Markup]:
    lines = [_account_text(say, page.has)] if page.has else []
    if page.has and page.has.stalls:
        lines.append(say("Their stall: {stall}.", stall=sanitize_name(page.has.stalls[0], NAME)))
    if page.has and page.roles:
        lines.append(say("Their role in the market does not move: give it to them again if you trust them."))
    if page.blocked:
        lines.append(say("One of the two accounts is blocked."))
    return lines


def _stopped_before(say: Say, request: RecoveryFacts, zone: str, waits: bool) -> list[Markup]:
    """Returns that the old phone refused an earlier request of the same person."""
    if not waits or request.stopped_at is None:
        return []
    at = format_datetime(say, request.stopped_at, zone)
    return [
        say("<b>The old phone refused them {at}.</b> One of the two is not who they say they are.", at=at)
    ]


def _account_text(say: Say, matters: OpenMatters) -> Markup:
    """Returns what the account has, without what it has none of."""
    if things := things_of(say, matters):
        return say("The account has {things}.", things=format_list_and(say, things))
    return say("The account has no booking, waits for nothing and has no packaging.")


def things_of(say: Say, matters: OpenMatters) -> list[Markup]:
    """Returns the counts of bookings, waits and packaging, without what there is none of."""
    waiting, things = matters.entries + matters.holds, list[Markup]()
    if matters.bookings:
        things.append(say.many("{count} booking", "{count} bookings", matters.bookings))
    if waiting:
        things.append(say.many("{count} waitlist place", "{count} waitlist places", waiting))
    if matters.packaging:
        things.append(
            say.many("{count} piece of packaging", "{count} pieces of packaging", matters.packaging)
        )
    return things


def _state(say: Say, request: RecoveryFacts, zone: str, waits: bool) -> Markup:
    at = format_datetime(say, request.ended_at or request.until, zone)
    match request.state:
        case RecoveryState.ASKED if waits:
            return say("It ends {until}.", until=at)
        case RecoveryState.ASKED | RecoveryState.ENDED:
            return say("It has ended; they can ask again.")
        case RecoveryState.MOVED if request.objected_at:
            return say(
                "Moved {at}. The old account objected {objected}: see the questions.",
                at=at,
                objected=format_datetime(say, request.objected_at, zone),
            )
        case RecoveryState.MOVED:
            return say("Moved {at} by {person}.", at=at, person=sanitize_name(request.decided_by, NAME))
        case RecoveryState.REFUSED if request.is_stopped:
            return say("Rejected {at} by the old phone: this was not its owner.", at=at)
        case RecoveryState.REFUSED:
            return say("Rejected {at} by {person}.", at=at, person=sanitize_name(request.decided_by, NAME))
        case RecoveryState.WITHDRAWN:
            return say("They took it back {at}.", at=at)
        case _:
            assert_never(request.state)


def _write(say: Say) -> Button:
    return Button(label=say.label("Write a message"), callback=AskSupport(), below=True)
