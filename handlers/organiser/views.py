"""What an organiser sees: the first screen, stalls that ask, drops."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.broadcast.callbacks import EditBroadcast
from handlers.draw.callbacks import ShowWaitingDraws
from handlers.organiser.callbacks import (
    AllowDeposits,
    ApproveStall,
    AskPeople,
    ChooseReason,
    HideDrop,
    OverseeDrop,
    OverseeDrops,
    ShowAdmin,
    ShowAlleys,
    ShowApprovals,
    ShowDropAgain,
    ShowMail,
    ShowOrganisers,
    StopDeposits,
    TurnDownStall,
)
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import day, language_in, moment, number
from locales.reasons import reason
from locales.say import Say
from locales.words import name
from market.organiser.drops import Overseen
from market.organiser.home import Overview
from market.organiser.stalls import REASONS, Approvals, Asking

PAGE = 6


def admin_home(say: Say, seen: Overview) -> Screen:
    lines = [
        say.many(
            "{count} stall is waiting for approval.", "{count} stalls are waiting for approval.", seen.asking
        )
        if seen.asking
        else say("No stalls waiting for approval."),
        say(
            "{alleys}, {stalls}, {drops} coming up.",
            alleys=say.many("{count} alley", "{count} alleys", seen.alleys),
            stalls=say.many("{count} stall", "{count} stalls", seen.stalls),
            drops=say.many("{count} drop", "{count} drops", seen.drops),
        ),
        say.many("{count} person uses Lorong.", "{count} people use Lorong.", seen.people),
    ]
    if seen.hidden:
        lines.append(say.many("{count} drop is hidden.", "{count} drops are hidden.", seen.hidden))
    if not seen.alleys:
        lines.append(say("A market begins with an alley: add the first one."))
    approve = Button(
        say.label("Approve, {count}", count=number(say, seen.asking)), ShowApprovals(after=0), "primary"
    )
    return Screen(
        Markup("\n").join(lines),
        packed(
            [approve] if seen.asking else [],
            [Button(say.label("Broadcast"), EditBroadcast()), Button(say.label("People"), AskPeople())],
            [
                Button(say.label("Alleys"), ShowAlleys(), "primary" if not seen.alleys else ""),
                Button(say.label("Drops"), OverseeDrops(page=1)),
            ],
            [Button(say.label("Messages"), ShowMail()), Button(say.label("Organisers"), ShowOrganisers())],
            [Button(say.label("Waiting draws"), ShowWaitingDraws())] if seen.draws else [],
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def approval_list(say: Say, seen: Approvals, zone: str) -> Screen:
    """The oldest that asks; nobody: when the last was decided."""
    if seen.stall:
        place = say("{place} of {count}.", place=number(say, seen.place), count=number(say, seen.count))
        return approval_card(say, seen.stall, place, skip=seen.count > 1)
    text = say("Nothing to approve.")
    if seen.last:
        text = say.sentences(text, say("The last decision was on {day}.", day=day(say, seen.last, zone)))
    return Screen(text, packed([Button(say.label("Back"), ShowAdmin())]))


def approval_card(say: Say, stall: Asking, place: Markup | str = "", skip: bool = False) -> Screen:
    """What a decision is made from, and what was decided."""
    text = Markup("\n").join(
        part for part in (_asked(say, stall), _decided(say, stall), _takes(say, stall), place) if part
    )
    approve = Button(say.label("Approve"), ApproveStall(stall=stall.id, seen=stall.state), "primary")
    down = Button(say.label("Turn down"), ChooseReason(stall=stall.id, seen=stall.state))
    after = [Button(say.label("Skip"), ShowApprovals(after=stall.id))] if skip else []
    return Screen(
        text,
        packed(
            [approve] if stall.state != "approved" else [],
            _deposits(say, stall),
            [down] if stall.state != "turned_down" else [],
            [*after, Button(say.label("Back"), ShowAdmin())],
        ),
    )


def _takes(say: Say, stall: Asking) -> Markup | str:
    if stall.deposits_at is None:
        return ""
    return say("Allowed to take deposits since {at}.", at=moment(say, stall.deposits_at, stall.zone))


def _deposits(say: Say, stall: Asking) -> list[Button]:
    """Whether it may take deposits: asked of an approved stall."""
    if stall.deposits_at:
        return [Button(say.label("Stop its deposits"), StopDeposits(stall=stall.id))]
    if stall.state != "approved":
        return []
    return [Button(say.label("Allow deposits"), AllowDeposits(stall=stall.id))]


def _asked(say: Say, stall: Asking) -> Markup:
    head = say("Stall: {stall}, {alley}.", stall=name(stall.name, 40), alley=name(stall.alley, 32))
    asked = say(
        "Requested {at} by {person}, who reads {language}.",
        at=moment(say, stall.asked_at, stall.zone),
        person=name(stall.owner, 40),
        language=language_in(say, stall.owner_language or stall.language),
    )
    words = [Markup("{}").format(name(stall.words, 300))] if stall.words else []
    return Markup("\n").join([head, *words, asked])


def _decided(say: Say, stall: Asking) -> Markup | str:
    if stall.decided_at is None or stall.state == "asked":
        return ""
    at, by = moment(say, stall.decided_at, stall.zone), name(stall.decided_by, 40)
    if stall.state == "approved":
        return say("Approved {at} by {person}.", at=at, person=by)
    return say("Turned down {at} by {person}: {reason}.", at=at, person=by, reason=reason(say, stall.reason))


def reason_list(say: Say, stall: Asking) -> Screen:
    """The owner is told the reason in their own language."""
    text = say("Why is {stall} turned down? Its owner will see the reason.", stall=name(stall.name, 40))
    labels = {
        "licence": say.label("Licence is missing"),
        "place": say.label("No stall space left"),
        "goods": say.label("Goods not suitable"),
        "words": say.label("Text not suitable"),
        "talk": say.label("Talk with us first"),
    }
    buttons = [
        Button(labels[code], TurnDownStall(stall=stall.id, seen=stall.state, reason=code)) for code in REASONS
    ]
    return Screen(text, packed(buttons, [Button(say.label("Back"), ShowApprovals(after=0))]))


def drop_oversight(say: Say, drops: Sequence[Overseen], page: int) -> Screen:
    """Hidden ones too, six a page."""
    pages = max(1, -(-len(drops) // PAGE))
    page = min(max(1, page), pages)
    shown = drops[(page - 1) * PAGE : page * PAGE]
    lines = [_overseen(say, drop) for drop in shown] or [say("No drop is planned.")]
    return Screen(
        Markup("\n").join(lines),
        packed(
            *([Button(narrow(name(drop.name, 28)), OverseeDrop(drop=drop.id))] for drop in shown),
            turning(say, page, pages, lambda other: OverseeDrops(page=other)),
            [Button(say.label("Back"), ShowAdmin())],
        ),
    )


def overseen_card(say: Say, drop: Overseen) -> Screen:
    if drop.hidden_at:
        button = Button(say.label("Unhide"), ShowDropAgain(drop=drop.id), "primary")
        told = say("Hidden {at}.", at=moment(say, drop.hidden_at, drop.zone))
    else:
        button = Button(say.label("Hide it"), HideDrop(drop=drop.id))
        told = say("Hiding removes it from every list. We tell the stall; numbers and bookings stay.")
    return Screen(
        _overseen(say, drop) + "\n" + told,
        packed([button], [Button(say.label("Back"), OverseeDrops(page=1))]),
    )


def _overseen(say: Say, drop: Overseen) -> Markup:
    words = {
        "drop": name(drop.name, 40),
        "stall": name(drop.stall, 40),
        "at": moment(say, drop.starts_at, drop.zone),
    }
    if drop.hidden_at:
        return say("{drop}, {stall} · {at} · hidden", **words)
    return say("{drop}, {stall} · {at}", **words)
