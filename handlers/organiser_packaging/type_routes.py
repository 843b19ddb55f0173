"""Routes of packaging types: a guide that makes one, its costs, and its end."""

from collections.abc import Mapping
from enum import StrEnum

from handlers.callbacks.editable import EditableKind, ShowRecord
from handlers.callbacks.organiser_packaging import (
    AskEndPackaging,
    ChoosePackaging,
    EndPackaging,
    OverseePackaging,
)
from handlers.organiser_packaging import type_views as views
from handlers.organiser_packaging.choices import PackagingChoices, Pieces, read_choices
from handlers.stock.price_parsing import read_price_alone
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from locales.user_text import NAME, sanitize_name
from market.organiser.alleys import open_alleys
from market.packaging.overview import (
    overseen_packaging,
    packaging_overview,
)
from market.packaging.packaging_type import (
    NewPackaging,
    PackagingCosts,
    end_packaging_type,
    make_packaging_type,
)
from market.refusal import ButtonForged
from storage.packaging import PackagingPolicy

routes = Routes()


class TypedField(StrEnum):
    """A field of a new type that is written after the choices; the name is the last."""

    DEPOSIT = "deposit"
    FEE = "fee"
    PRICE = "price"
    NAME = "name"


class NewPackagingPrompt(Prompt, name="packaging", returns_to=ChoosePackaging):
    """One field of a new type, with the answers so far; amounts are in minor units, 0 is not asked yet."""

    choices: str
    deposit: int = 0
    fee: int = 0
    price: int = 0

    @property
    def field(self) -> TypedField:
        """Returns what is asked next."""
        if read_choices(self.choices).policy is PackagingPolicy.DEPOSIT:
            return TypedField.NAME if self.deposit else TypedField.DEPOSIT
        if not self.fee:
            return TypedField.FEE
        return TypedField.NAME if self.price else TypedField.PRICE

    @property
    def takes_any_text(self) -> bool:
        return self.field is TypedField.NAME


@routes.callback(OverseePackaging)
async def packaging_home(ctx: HandlerContext, callback: OverseePackaging) -> Screen:
    return views.packaging_home(ctx.say, await ctx.read(packaging_overview, ctx.actor, ctx.now))


@routes.callback(ChoosePackaging)
async def choose_packaging(ctx: HandlerContext, callback: ChoosePackaging) -> Screen:
    """Asks what is not chosen yet; the rest is written."""
    territories = await _territories(ctx)
    choices = read_choices(callback.choices)
    if choices.currency and choices.currency not in territories:
        raise ButtonForged
    match choices:
        case PackagingChoices(currency="") if len(territories) == 1:
            return views.unit_choice(ctx.say, PackagingChoices(currency=next(iter(territories))))
        case PackagingChoices(currency=""):
            return views.currency_choice(ctx.say, [*territories])
        case PackagingChoices(unit=None):
            return views.unit_choice(ctx.say, choices)
        case PackagingChoices(stream=None):
            return views.stream_choice(ctx.say, choices)
        case PackagingChoices(pieces=None):
            return views.pieces_choice(ctx.say, choices)
        case PackagingChoices(policy=None):
            return views.policy_choice(ctx.say, choices)
        case PackagingChoices(free_days=None):
            return views.free_days_choice(ctx.say, choices)
        case _:
            return await _ask(ctx, NewPackagingPrompt(choices=choices.code))


async def _territories(ctx: HandlerContext) -> Mapping[str, str]:
    """Returns the currencies of the market's open alleys, each with a territory that writes its prices."""
    alleys = await ctx.read(open_alleys, ctx.actor)
    return {alley.currency: alley.territory for alley in reversed(alleys)}


async def _ask(ctx: HandlerContext, prompt: NewPackagingPrompt) -> Screen:
    await ctx.set_prompt(prompt)
    return await _question(ctx, prompt)


async def _question(ctx: HandlerContext, prompt: NewPackagingPrompt) -> Screen:
    choices = read_choices(prompt.choices)
    match prompt.field:
        case TypedField.DEPOSIT:
            return views.deposit_ask(ctx.say, choices)
        case TypedField.FEE:
            return views.fee_ask(ctx.say, choices)
        case TypedField.PRICE:
            return views.price_ask(ctx.say, choices)
        case TypedField.NAME:
            territory = (await _territories(ctx)).get(choices.currency, "")
            terms = choices.terms(prompt.deposit, prompt.fee, prompt.price)
            return views.name_ask(ctx.say, choices, terms, territory)


@routes.prompt(NewPackagingPrompt, ask_again=_question)
async def new_packaging_received(
    ctx: HandlerContext, prompt: NewPackagingPrompt, words: str
) -> Screen | Done:
    """Takes an amount, or with the name makes the type."""
    if prompt.field is TypedField.NAME:
        return await _make(ctx, prompt, words)
    amount = read_price_alone(words, read_choices(prompt.choices).currency, ctx.today)
    if not amount:
        raise NoAnswer(ctx.say("Write only an amount above zero, like <code>5</code> or <code>0.50</code>."))
    return await _ask(ctx, prompt.model_copy(update={prompt.field.value: amount}))


async def _make(ctx: HandlerContext, prompt: NewPackagingPrompt, name: str) -> Done:
    packaging = _new_packaging(prompt, name)
    made = await ctx.act(make_packaging_type, ctx.actor, packaging, now=ctx.now, rng=ctx.services.rng)
    note = ctx.say("Made: {packaging}.", packaging=sanitize_name(name, NAME))
    return Done(then=ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=made), note=note)


def _new_packaging(prompt: NewPackagingPrompt, name: str) -> NewPackaging:
    """Raises ButtonForged where not all is chosen."""
    choices = read_choices(prompt.choices)
    if choices.unit is None or choices.stream is None or choices.pieces is None:
        raise ButtonForged
    return NewPackaging(
        name=name,
        unit=choices.unit,
        stream=choices.stream,
        terms=choices.terms(prompt.deposit, prompt.fee, prompt.price),
        costs=PackagingCosts(buy_cost=prompt.price),
        currency=choices.currency,
        single=choices.pieces is not Pieces.COUNTED,
        has_lid=choices.pieces is Pieces.WITH_LID,
    )


@routes.callback(AskEndPackaging)
async def ask_end(ctx: HandlerContext, callback: AskEndPackaging) -> Screen:
    return views.end_confirm(ctx.say, await ctx.read(overseen_packaging, ctx.actor, callback.packaging))


@routes.callback(EndPackaging)
async def end_packaging(ctx: HandlerContext, callback: EndPackaging) -> Done:
    await ctx.act(end_packaging_type, ctx.actor, callback.packaging, ctx.now)
    return Done(ctx.say.plain("No longer lent."))
