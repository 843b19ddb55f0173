"""The usual drops of a stall: their list, and the page of one."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stock import AskStock
from handlers.callbacks.template import (
    AskTemplateName,
    DeleteTemplate,
    PostTemplate,
    ShowTemplate,
    ShowTemplates,
)
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_money, whole_weekday_name
from locales.say import Say
from locales.user_text import sanitize_name
from market.stock.template import TemplateFacts

NAME, ITEM = 40, 40


def template_list(say: Say, templates: Sequence[TemplateFacts]) -> Screen:
    """Shows all templates, each with a button that publishes it for its next day."""
    if not templates:
        return Screen(
            text=say(
                "You have not saved a usual drop yet. Publish one, then tap “{button}”, or write: <code>{example}</code>",
                button=say.label("Save as usual"),
                example=say.plain("save as my usual Friday"),
            ),
            rows=layout_buttons(
                [Button(label=say.label("Post stock"), callback=AskStock(), style="primary")],
                [Button(label=say.label("Desk"), callback=ShowDesk())],
            ),
        )
    return Screen(
        text=Markup("\n").join((say("<b>Your usual drops</b>"), *(_row(say, each) for each in templates))),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=fit_label(sanitize_name(each.name, NAME)),
                        callback=ShowTemplate(template=each.id),
                    ),
                    _post_button(say, each),
                ]
                for each in templates
            ),
            [Button(label=say.label("Desk"), callback=ShowDesk())],
        ),
    )


def template_page(say: Say, template: TemplateFacts) -> Screen:
    """Shows what a template posts."""
    return Screen(
        text=Markup("\n").join(
            (Markup("<b>{}</b>").format(sanitize_name(template.name, NAME)), *_item_rows(say, template))
        ),
        rows=layout_buttons(
            [_post_button(say, template)],
            [
                Button(label=say.label("Rename"), callback=AskTemplateName(template=template.id)),
                Button(label=say.label("Delete"), callback=DeleteTemplate(template=template.id)),
            ],
            [Button(label=say.label("Back"), callback=ShowTemplates())],
        ),
    )


def template_name_ask(say: Say, template: TemplateFacts) -> Screen:
    return Screen(
        text=say("What is “{name}” called from now on?", name=sanitize_name(template.name, NAME)),
        reply_placeholder=sanitize_name(template.name, NAME),
    )


def usual_name(say: Say, day: date) -> str:
    """Returns the name of the template of a weekday: "Usual Friday"."""
    return say.plain("Usual {weekday}", weekday=whole_weekday_name(say, day))


def _post_button(say: Say, template: TemplateFacts) -> Button:
    """Returns the button that publishes for the next day of the template's weekday."""
    label = say.label("Publish for {day}", day=format_date(say, template.day))
    day = int(template.day.strftime("%Y%m%d"))
    return Button(label=label, callback=PostTemplate(template=template.id, day=day), style="primary")


def _row(say: Say, template: TemplateFacts) -> Markup:
    return say(
        "{name}: {items}",
        name=sanitize_name(template.name, NAME),
        items=say.sentences(*_item_rows(say, template)[:1]),
    )


def _item_rows(say: Say, template: TemplateFacts) -> list[Markup]:
    return [
        say(
            "{count} × {drop}, {price} each",
            count=item.quantity or 0,
            drop=sanitize_name(item.name, ITEM),
            price=format_money(say, item.price or 0, template.currency, template.territory),
        )
        for item in template.message.items
        if item.offered
    ]
