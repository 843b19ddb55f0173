"""The messages about a stall's staff."""

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.start import ShowStart
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.staff_roles import role_name, role_text
from locales.user_text import PERSON, STALL, sanitize_name
from market.audit_log import AuditLine, audit_line
from market.staff.notifications import HelperJoined, HelperLeft, HelperRemoved, RoleChanged
from market.staff.refusals import HelperGone
from market.stall import stall_state


@messages.view(HelperJoined, label=lambda say: say.plain("a change of a stall's helpers"))
async def helper_joined(say: Say, context: RenderContext, payload: HelperJoined) -> Screen:
    """Raises HelperGone where they are forgotten."""
    entry = await _entry(context, payload.entry_id)
    text = say(
        "{person} helps at {stall} from now on: {role}.",
        person=sanitize_name(entry.subject, PERSON),
        stall=sanitize_name(entry.thing, STALL),
        role=role_name(say, entry.details),
    )
    return _with_desk(say, text)


@messages.view(HelperLeft, label=lambda say: say.plain("a change of a stall's helpers"))
async def helper_left(say: Say, context: RenderContext, payload: HelperLeft) -> Screen:
    """Raises HelperGone where they are forgotten."""
    entry = await _entry(context, payload.entry_id)
    text = say(
        "{person} no longer helps at {stall}.",
        person=sanitize_name(entry.subject, PERSON),
        stall=sanitize_name(entry.thing, STALL),
    )
    return _with_desk(say, text)


@messages.view(RoleChanged, label=lambda say: say.plain("a change of a stall's helpers"))
async def role_changed(say: Say, context: RenderContext, payload: RoleChanged) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    text = say(
        "Your role at {stall} is now: {role}.",
        stall=sanitize_name(stall.name, STALL),
        role=role_name(say, payload.role),
    )
    return _with_desk(say, Markup("\n").join((text, role_text(say, payload.role))))


@messages.view(HelperRemoved, label=lambda say: say.plain("a change of a stall's helpers"))
async def helper_removed(say: Say, context: RenderContext, payload: HelperRemoved) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    text = say(
        "You no longer help at {stall}. Thank you for your work.", stall=sanitize_name(stall.name, STALL)
    )
    back = Button(label=say.label("Start"), callback=ShowStart(), below=True)
    return Screen(text=text, rows=layout_buttons([back]))


async def _entry(context: RenderContext, entry_id: int) -> AuditLine:
    entry = await context.read(audit_line, entry_id)
    if entry is None or not entry.subject:
        raise HelperGone
    return entry


def _with_desk(say: Say, text: Markup) -> Screen:
    desk = Button(label=say.label("Desk"), callback=ShowDesk(), below=True)
    return Screen(text=text, rows=layout_buttons([desk]))
