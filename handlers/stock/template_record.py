"""The usual drops of a stall, as editable records: one tap publishes one again for the next day of its weekday."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.editable import EditableKind
from handlers.callbacks.stock import AskStock
from handlers.callbacks.template import PostTemplate
from handlers.editable.record_kind import Deletion, RecordKind, TextField
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Button
from locales.formats import format_date, format_money, whole_weekday_name
from locales.say import Say
from locales.user_text import ITEM, NAME, sanitize_name
from market.stock.refusals import TemplateUnknown
from market.stock.template import TemplateFacts, delete_template, own_template, rename_template, templates_of


async def _read_templates(ctx: HandlerContext, stall: int) -> tuple[bool, Sequence[TemplateFacts]]:
    templates = await ctx.read(templates_of, ctx.actor, stall, ctx.now)
    return bool(templates), templates


async def _read_template(ctx: HandlerContext, _: int, template: int) -> tuple[bool, TemplateFacts]:
    return True, await ctx.read(own_template, ctx.actor, template, ctx.now)


def _post_button(say: Say, template: TemplateFacts) -> Button:
    """Returns the button that publishes for the next day of the template's weekday."""
    label = say.label("Publish for {day}", day=format_date(say, template.day))
    day = int(template.day.strftime("%Y%m%d"))
    return Button(label=label, callback=PostTemplate(template=template.id, day=day), style="primary")


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


def usual_name(say: Say, day: date) -> str:
    """Returns the name of the template of a weekday: "Usual Friday"."""
    return say.plain("Usual {weekday}", weekday=whole_weekday_name(say, day))


RecordKind[bool, TemplateFacts](
    kind=EditableKind.TEMPLATE,
    read=_read_templates,
    read_one=_read_template,
    key=lambda template: template.id,
    label=lambda say, template: sanitize_name(template.name, NAME),
    title=lambda say, has_some: [say("<b>Your usual drops</b>")] if has_some else [],
    empty=lambda say: say(
        "You have not saved a usual drop yet. Publish one, then tap “{button}”, or write: <code>{example}</code>",
        button=say.label("Save as usual drop"),
        example=say.plain("save as my usual Friday"),
    ),
    row=lambda say, _, template: say(
        "{label}: {value}",
        label=sanitize_name(template.name, NAME),
        value=say.sentences(*_item_rows(say, template)[:1]),
    ),
    page=lambda say, _, template: [
        Markup("<b>{}</b>").format(sanitize_name(template.name, NAME)),
        *_item_rows(say, template),
    ],
    back=lambda say, _: Button(label=say.label("Desk"), callback=ShowDesk()),
    fields={
        "name": TextField(
            label=lambda say: say.label("Rename"),
            question=lambda say, _, template: say(
                "What is “{name}” called from now on?", name=sanitize_name(template.name, NAME)
            ),
            read=lambda ctx, _, template, words: words,
            any_text=True,
        )
    },
    change=lambda ctx, _, template, changes: ctx.act(
        rename_template, ctx.actor, template.id, changes["name"]
    ),
    unknown=TemplateUnknown,
    deletion=Deletion(
        label=lambda say, _: say.label("Delete"),
        delete=lambda ctx, _, template: ctx.act(delete_template, ctx.actor, template.id),
    ),
    list_buttons=lambda say, _, templates: [
        [] if templates else [Button(label=say.label("Post stock"), callback=AskStock(), style="primary")]
    ],
    row_buttons=lambda say, template: [_post_button(say, template)],
    page_buttons=lambda say, template: [[_post_button(say, template)]],
)
