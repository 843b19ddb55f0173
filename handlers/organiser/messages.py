"""The messages to organisers: who is one, and what needs them."""

from markupsafe import Markup

from handlers.callbacks.organiser import ShowAdmin, ShowOrganisers
from handlers.callbacks.start import ShowStart
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import sanitize_name
from market.audit_log import audit_line
from market.organiser.notifications import OrganiserAdded, OrganiserAppointed, OrganiserRemoved, TroubleFound
from market.organiser.refusals import PersonUnknown


@messages.view(OrganiserAppointed, label=lambda say: say.plain("a change of organisers"))
async def organiser_appointed(say: Say, context: RenderContext, payload: OrganiserAppointed) -> Screen:
    text = say("You are now an organiser of this market. /admin shows what there is to do.")
    return Screen(
        text=text,
        rows=layout_buttons([Button(label=say.label("Manage market"), callback=ShowAdmin(), below=True)]),
    )


@messages.view(OrganiserRemoved, label=lambda say: say.plain("a change of organisers"))
async def organiser_removed(say: Say, context: RenderContext, payload: OrganiserRemoved) -> Screen:
    text = say("You are no longer an organiser of this market. Thank you. Questions? See /support.")
    return Screen(
        text=text, rows=layout_buttons([Button(label=say.label("Start"), callback=ShowStart(), below=True)])
    )


@messages.view(OrganiserAdded, label=lambda say: say.plain("a change of organisers"))
async def organiser_added(say: Say, context: RenderContext, payload: OrganiserAdded) -> Screen:
    """Raises PersonUnknown where they are forgotten."""
    entry = await context.read(audit_line, payload.entry_id)
    if entry is None or not entry.subject:
        raise PersonUnknown
    person = sanitize_name(entry.subject, 40)
    text = (
        say("{by} made {person} an organiser.", by=sanitize_name(entry.actor, 40), person=person)
        if entry.actor
        else say("{person} is an organiser now.", person=person)
    )
    return Screen(
        text=text,
        rows=layout_buttons([Button(label=say.label("Organisers"), callback=ShowOrganisers(), below=True)]),
    )


@messages.view(TroubleFound, label=lambda say: say.plain("something needs an organiser"))
async def trouble_found(say: Say, context: RenderContext, payload: TroubleFound) -> Screen:
    lines = [say("Something in this market needs you:")]
    if payload.updates:
        lines.append(
            say.many(
                "{count} message from a person could not be handled.",
                "{count} messages from people could not be handled.",
                payload.updates,
            )
        )
    if payload.failures:
        lines.append(
            say.many(
                "{count} thing was due an hour ago and could not be done.",
                "{count} things were due an hour ago and could not be done.",
                payload.failures,
            )
        )
    if payload.disk_full:
        lines.append(say("The disk is almost full. When it is, nobody can join or book."))
    lines.append(say("The fix: whoever runs the bot starts <code>lorong check</code>."))
    return Screen(text=Markup("\n").join(lines))
