"""The screens of rescues: what a vendor started, what is offered, and who is told."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.rescue import PickRescueAlert, ShowRescueAlert, StopRescueAlert, TakeRescue
from handlers.callbacks.settings import ShowQuietHours, ShowSettings
from handlers.drop.amounts import format_amount
from handlers.drop.item_text import full_name
from handlers.settings.views import quiet_hours_text
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_time
from locales.say import Say
from locales.user_text import sanitize_name
from market.alley import AlleyName
from market.drop.planned_drops import DropFilter, DropPeriod
from market.quiet_hours import QuietHours
from market.rescue.alert import AlertChoice
from market.rescue.rescue import RescueFacts

EXAMPLE = "rescue 6 kuih RM4 1.5kg"
ALLEY, STALL, PAGE = 32, 40, 6


def rescue_started(say: Say, rescue: RescueFacts, recipients: int) -> Screen:
    """Shows the vendor what is offered now, and how many people are told."""
    text = say(
        "{count} × {item} for {price} until {until}, instead of {usual}.",
        count=rescue.left,
        item=full_name(say, rescue.drop, rescue.item),
        price=format_amount(say, rescue.drop, rescue.price),
        until=format_time(say, rescue.ends_at, rescue.drop.alley.zone),
        usual=format_amount(say, rescue.drop, rescue.item.price),
    )
    people = (
        say.many("We told {count} person.", "We told {count} people.", recipients)
        if recipients
        else say("There is nobody to tell tonight.")
    )
    return Screen(
        text=say.sentences(text, people),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def rescue_format(say: Say) -> Screen:
    """Says how a rescue is written."""
    return Screen(
        text=say(
            "Write how many are left, what, and the lower price, like: <code>{example}</code>. The weight may be left out.",
            example=EXAMPLE,
        ),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def which_rescue(say: Say) -> Screen:
    """Says that nothing, or too much, on sale has the name."""
    return Screen(
        text=say(
            "We could not tell what to rescue. Write its whole name, like: <code>{example}</code>",
            example=EXAMPLE,
        ),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def rescue_message(say: Say, rescue: RescueFacts) -> Screen:
    """The message to whoever asked to hear of rescues."""
    drop = rescue.drop
    price = format_amount(say, drop, rescue.price)
    text = say(
        "Left at {stall}, {alley}: {count} × {item} for {price} instead of {usual}, until {until}.",
        stall=sanitize_name(drop.stall.name, STALL),
        alley=sanitize_name(drop.alley.name, ALLEY),
        count=rescue.left,
        item=full_name(say, drop, rescue.item),
        price=price,
        usual=format_amount(say, drop, rescue.item.price),
        until=format_time(say, rescue.ends_at, drop.alley.zone),
    )
    shown = ShowDrop(drop=drop.id, back_to=ListLocation(DropFilter(DropPeriod.ALL)).code)
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Take 1 for {price}", price=price),
                    callback=TakeRescue(rescue=rescue.id, units=1),
                    style="primary",
                    below=True,
                )
            ],
            [
                Button(label=say.label("Show the drop"), callback=shown, below=True),
                Button(label=say.label("No more of these"), callback=StopRescueAlert(), below=True),
            ],
        ),
    )


def alert_page(
    say: Say, choice: AlertChoice, alleys: Sequence[AlleyName], page: int, *, quiet_hours: QuietHours
) -> Screen:
    """Shows of which rescues a person hears, the quiet hours in which they hear of none, and the alleys to choose from."""
    part = page_of(alleys, page, PAGE)
    named = next((alley.name for alley in alleys if alley.id == choice.alley), "")
    if not choice.on:
        now = say("You hear of no rescues.")
    elif choice.alley is None:
        now = say("You hear of rescues in all alleys.")
    else:
        now = say("You hear of rescues in {alley}.", alley=sanitize_name(named, ALLEY))
    lines = (
        say(
            "In the last half hour a stall may offer what is left for less. We tell you once a night at most, and never in your quiet hours."
        ),
        quiet_hours_text(say, quiet_hours),
        now,
        *page_text(say, part.number, part.pages),
    )
    groups = (
        [Button(label=say.label("All alleys"), callback=PickRescueAlert(alley=0))],
        *(
            [
                Button(
                    label=fit_label(sanitize_name(alley.name, ALLEY)),
                    callback=PickRescueAlert(alley=alley.id),
                )
            ]
            for alley in part.shown
        ),
        *pager(say, part.number, part.pages, lambda other: ShowRescueAlert(page=other)),
        [Button(label=say.label("Stop these"), callback=StopRescueAlert())] if choice.on else [],
        [Button(label=say.label("Quiet hours"), callback=ShowQuietHours())],
        [Button(label=say.label("Back"), callback=ShowSettings())],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )
