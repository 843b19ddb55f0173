"""The staff of a stall: its list, a link, one helper; and what a helper is asked."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.staff import (
    AcceptInvite,
    AskInvite,
    AskRemoveHelper,
    CancelInvite,
    ChangeRole,
    InviteHelper,
    LeaveStall,
    RemoveHelper,
    ShowHelper,
    ShowStaff,
)
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import labelled, layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime
from locales.say import Say
from locales.staff_roles import role_name, role_text
from locales.user_text import PERSON, STALL, sanitize_name
from market.staff.helpers import Helper, OpenInvite, Staff
from market.staff.invite import Invitation, StaffOffer
from storage.staff import StaffRole

LABEL = 20


def staff_page(say: Say, staff: Staff, zone: str) -> Screen:
    """Shows who helps at a stall, and which links nobody used yet."""
    head = say("<b>Staff of {stall}</b>", stall=sanitize_name(staff.stall_name, STALL))
    empty = say("Nobody helps here yet. Choose a role, and send the link to your helper.")
    return Screen(
        text=Markup("\n").join(
            (
                head,
                *(_helper_row(say, helper, zone) for helper in staff.helpers),
                *(_invite_row(say, invite, zone) for invite in staff.invites),
                *(() if staff.helpers or staff.invites else (empty,)),
            )
        ),
        rows=layout_buttons(
            [Button(label=say.label("Invite"), callback=AskInvite(stall=staff.stall), style="primary")],
            [_helper_button(helper) for helper in staff.helpers],
            [_cancel_button(say, staff.stall, invite) for invite in staff.invites],
            [Button(label=say.label("Desk"), callback=ShowDesk())],
        ),
    )


def role_choice(say: Say, stall: int) -> Screen:
    """Asks for the role of a new helper."""
    rows = (
        say("<b>{role}</b>: {words}", role=_label(say, role), words=role_text(say, role))
        for role in StaffRole
    )
    return Screen(
        text=Markup("\n").join((say("What will they do?"), *rows)),
        rows=layout_buttons(
            [
                Button(label=_label(say, role), callback=InviteHelper(stall=stall, role=role))
                for role in StaffRole
            ],
            [Button(label=say.label("Back"), callback=ShowStaff(stall=stall))],
        ),
    )


def invite_link(say: Say, stall: int, link: str, offer: StaffOffer, *, zone: str) -> Screen:
    """Shows a link once, since it is not stored."""
    text = say(
        "Send this link to your helper. It works once, for one person, until {until}: {role}.",
        until=format_datetime(say, offer.until, zone),
        role=role_name(say, offer.role),
    )
    return Screen(
        text=Markup("\n").join((text, Markup("{}").format(link))),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowStaff(stall=stall))],
        ),
    )


def helper_page(say: Say, helper: Helper, zone: str) -> Screen:
    """Shows a helper, with the other roles and the way out."""
    return Screen(
        text=Markup("\n").join((_helper_row(say, helper, zone), role_text(say, helper.role))),
        rows=layout_buttons(
            [_role_button(say, helper, role) for role in StaffRole if role != helper.role],
            [
                Button(
                    label=say.label("Remove"),
                    callback=AskRemoveHelper(stall=helper.stall, person=helper.person),
                    style="danger",
                )
            ],
            [Button(label=say.label("Back"), callback=ShowStaff(stall=helper.stall))],
        ),
    )


def remove_confirm(say: Say, helper: Helper, shifts: int) -> Screen:
    """Asks before a helper is removed, with how many of their shifts are ahead."""
    text = say(
        "Remove {person} from {stall}? From now on they can do nothing there: their kiosk devices stop.",
        person=sanitize_name(helper.first_name, PERSON),
        stall=sanitize_name(helper.stall_name, STALL),
    )
    stall, person = helper.stall, helper.person
    keep = Button(
        label=say.label("Keep it"), callback=ShowHelper(stall=stall, person=person), style="primary"
    )
    remove = Button(
        label=say.label("Remove"), callback=RemoveHelper(stall=stall, person=person), style="danger"
    )
    places = say.many(
        "Their {count} shift ahead becomes empty.", "Their {count} shifts ahead become empty.", shifts
    )
    return Screen(text=say.sentences(text, places if shifts else ""), rows=layout_buttons([keep], [remove]))


def invitation_page(say: Say, offered: Invitation, code: str) -> Screen:
    """Asks the person who opened a link."""
    text = say(
        "{person} asks you to help at {stall}: {role}.",
        person=sanitize_name(offered.inviter, PERSON),
        stall=sanitize_name(offered.stall_name, STALL),
        role=role_name(say, offered.role),
    )
    return Screen(
        text=Markup("\n").join((text, role_text(say, offered.role), say("You can stop at any time."))),
        rows=layout_buttons(
            [Button(label=say.label("Yes, I'll help"), callback=AcceptInvite(code=code), style="primary")],
            [Button(label=say.label("No, thank you"), callback=ShowStart())],
        ),
    )


def leave_confirm(say: Say, helper: Helper) -> Screen:
    """Asks before a helper leaves."""
    text = say(
        "Stop helping at {stall}? We tell the owner. To come back you need a new link.",
        stall=sanitize_name(helper.stall_name, STALL),
    )
    return danger_question(
        text, say.label("Stop helping"), LeaveStall(stall=helper.stall), keep=say.label("Stay")
    )


def _helper_row(say: Say, helper: Helper, zone: str) -> Markup:
    return say(
        "{person}: {role}, since {day}",
        person=sanitize_name(helper.first_name, PERSON),
        role=role_name(say, helper.role),
        day=_day(say, helper.since, zone),
    )


def _day(say: Say, instant: datetime, zone: str) -> str:
    return format_date(say, instant.astimezone(ZoneInfo(zone)).date())


def _invite_row(say: Say, invite: OpenInvite, zone: str) -> Markup:
    until = format_datetime(say, invite.until, zone)
    return say("Unused link: {role}, until {until}", role=role_name(say, invite.role), until=until)


def _helper_button(helper: Helper) -> Button:
    label = sanitize_name(helper.first_name, LABEL)
    return Button(label=label, callback=ShowHelper(stall=helper.stall, person=helper.person))


def _cancel_button(say: Say, stall: int, invite: OpenInvite) -> Button:
    label = labelled(say, say.label("Cancel link"), _label(say, invite.role))
    return Button(label=label, callback=CancelInvite(stall=stall, invite=invite.id))


def _role_button(say: Say, helper: Helper, role: StaffRole) -> Button:
    changed = ChangeRole(stall=helper.stall, person=helper.person, role=role)
    return Button(label=_label(say, role), callback=changed)


def _label(say: Say, role: StaffRole) -> str:
    match role:
        case StaffRole.COUNTER:
            # text: a helper's role: to sell and to scan tickets, at the counter
            return say.label("Sell and scan")
        case StaffRole.SELL:
            return say.label("Sell")
        case StaffRole.SCAN:
            # text: a helper's role: to scan tickets
            return say.label("Scan")
        case StaffRole.ALL:
            # text: a helper's role: to sell, scan and post
            return say.label("Everything")
        case _:
            assert_never(role)
