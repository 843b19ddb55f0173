"""Routes that print packaging labels, bearer tickets and the posters of hubs, for organisers."""

from collections.abc import Sequence

from handlers.callbacks.organiser_packaging import (
    AskLabels,
    PrintHubPoster,
    PrintLabels,
    PrintStrip,
    ShowLabels,
)
from handlers.organiser_packaging import print_views as views
from handlers.organiser_packaging import sheets
from handlers.stock.price_parsing import read_number
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Done, Screen
from market.drop.refusals import NumberUnfit
from market.packaging.asset import serials_bought_with, serials_of
from market.packaging.hub_facts import HubFacts
from market.packaging.overview import overseen_hub, overseen_packaging, overseen_place
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceRef, hub_ref
from market.packaging.refusals import AssetUnknown, HubClosed, NothingOwed
from market.refusal import ButtonForged
from market.ticket.bearer import bearer_tickets
from market.ticket.facts import signed_content

routes = Routes()

MOST_LABELS = 450
"""Labels of a file: ten pages to cut."""


class LabelsPrompt(Prompt, name="packaging-labels", returns_to=AskLabels, free_words=True):
    """Asks for the number of labels of a type, or for its pieces."""

    packaging: int
    cut: bool


async def _kind(ctx: HandlerContext, packaging: int) -> PackagingFacts:
    return (await ctx.read(overseen_packaging, ctx.actor, packaging)).facts


@routes.callback(ShowLabels)
async def show_labels(ctx: HandlerContext, callback: ShowLabels) -> Screen:
    return views.label_paper_choice(ctx.say, await _kind(ctx, callback.packaging))


@routes.question(LabelsPrompt)
async def ask_labels(ctx: HandlerContext, callback: AskLabels) -> Screen:
    kind = await _kind(ctx, callback.packaging)
    return views.labels_ask(ctx.say, kind, MOST_LABELS)


@routes.prompt(LabelsPrompt)
async def labels_received(ctx: HandlerContext, prompt: LabelsPrompt, words: str) -> Done:
    """Prints so many labels, or those of the named pieces. Raises AssetUnknown, NumberUnfit."""
    kind = await _kind(ctx, prompt.packaging)
    if kind.single:
        serials = chosen_serials(words, await ctx.read(serials_of, ctx.actor, kind.id))
        return Done(then=await _print_pieces(ctx, kind, serials, prompt.cut))
    number = read_number(words)
    if number is None or not 1 <= number <= MOST_LABELS:
        raise NumberUnfit(MOST_LABELS)
    sheet = sheets.type_labels(ctx.say, kind, number, address=ctx.services.public_url, cut=prompt.cut)
    data = await ctx.services.print_sheet(sheet)
    return Done(then=views.labels_file(ctx.say, kind.id, prompt.cut, Document("labels.pdf", data)))


def chosen_serials(words: str, all_serials: Sequence[str]) -> tuple[str, ...]:
    """Returns the serials that a text names one by one, or from one to another. Raises AssetUnknown, NumberUnfit."""
    chosen: list[str] = []
    for each in words.upper().replace(",", " ").split():
        first, _, last = each.partition("-")
        for serial in (first, last or first):
            if serial not in all_serials:
                raise AssetUnknown(serial)
        start, end = all_serials.index(first), all_serials.index(last or first)
        chosen += all_serials[start : end + 1]
    named = tuple(dict.fromkeys(chosen))
    if not 1 <= len(named) <= MOST_LABELS:
        raise NumberUnfit(MOST_LABELS)
    return named


@routes.callback(PrintLabels)
async def print_labels(ctx: HandlerContext, callback: PrintLabels) -> Screen:
    packaging, serials = await ctx.read(
        serials_bought_with, ctx.actor, callback.first, min(callback.count, MOST_LABELS)
    )
    if packaging != callback.packaging or not serials:
        raise ButtonForged
    return await _print_pieces(ctx, await _kind(ctx, packaging), serials, callback.cut)


async def _print_pieces(
    ctx: HandlerContext, kind: PackagingFacts, serials: Sequence[str], cut: bool
) -> Screen:
    sheet = sheets.piece_labels(ctx.say, kind, serials, address=ctx.services.public_url, cut=cut)
    data = await ctx.services.print_sheet(sheet)
    return views.labels_file(ctx.say, kind.id, cut, Document("labels.pdf", data))


@routes.callback(PrintStrip)
async def print_strip(ctx: HandlerContext, callback: PrintStrip) -> Screen:
    """Prints those tickets that are still out."""
    ref = PlaceRef(callback.kind, callback.place)
    await ctx.read(overseen_place, ctx.actor, ref, ctx.now)
    tickets = await ctx.read(bearer_tickets, ctx.actor, callback.first, callback.units)
    if not tickets:
        raise NothingOwed
    links = [ctx.services.ticket_links.link_of(signed_content(ticket)) for ticket in tickets]
    data = await ctx.services.print_sheet(sheets.strip_sheet(ctx.say, tickets, links))
    return views.strip_file(ctx.say, ref, len(tickets), Document("paper-tickets.pdf", data))


@routes.callback(PrintHubPoster)
async def print_hub_poster(ctx: HandlerContext, callback: PrintHubPoster) -> Screen:
    hub: HubFacts = await ctx.read(overseen_hub, ctx.actor, callback.hub)
    if hub.closed_at:
        raise HubClosed(hub.name)
    seen = await ctx.read(overseen_place, ctx.actor, hub_ref(hub.id), ctx.now)
    link = f"https://t.me/{ctx.services.username}?start=h_{hub.code}"
    data = await ctx.services.print_sheet(sheets.hub_poster(ctx.say, hub, seen.territory, link))
    return views.hub_poster_file(ctx.say, hub.id, Document("hub-poster.pdf", data))
