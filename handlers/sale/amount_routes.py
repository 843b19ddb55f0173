"""Routes of the amounts of a cart without an item: another amount, and a discount with its reason."""

from collections.abc import Sequence

from handlers.callbacks.callback import LongId
from handlers.callbacks.sale import AskDiscount, AskOtherAmount, EndDiscount, GiveDiscount, SellAtStall
from handlers.sale import cart_views
from handlers.sale.amount_parser import TypedAmount, amount_and_words, discount
from handlers.ui.cart_code import pack_cart, read_amounts, read_cart
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.sale.amounts import NewAmount, add_amounts, with_amounts
from market.sale.cart import CartFacts, cart_facts
from market.sale.refusals import DiscountTooHigh

routes = Routes()


class OtherAmountPrompt(Prompt, name="other_amount", returns_to=AskOtherAmount):
    """Asks for an amount of a cart without an item, and what it is for."""

    cart: str


class DiscountPrompt(Prompt, name="discount", returns_to=AskDiscount):
    """Asks how much a cart is reduced by."""

    cart: str


class DiscountReasonPrompt(Prompt, name="discount_reason", returns_to=SellAtStall, free_words=True):
    """Asks why a cart is reduced by `amount` minor units."""

    cart: str
    amount: LongId


async def facts_of(ctx: HandlerContext, code: str, page: int = 1) -> CartFacts:
    """Returns the cart of a code, with its amounts. Raises ButtonForged, and as `cart_facts`."""
    stall, cart = read_cart(code)
    return await ctx.read(
        cart_facts, ctx.actor, stall, cart, now=ctx.now, amounts=read_amounts(code), page=page
    )


async def with_typed(
    ctx: HandlerContext, cart: CartFacts, typed: Sequence[TypedAmount]
) -> SellAtStall | Screen:
    """Returns the cart with what was typed beside it, or the question for the reason that a discount lacks. Raises DiscountTooHigh, CartFull, MoneyUnfit."""
    reasoned = [each.new for each in typed if each.new]
    code = await _with_amounts(ctx, cart, reasoned)
    unreasoned = [each for each in typed if each.new is None]
    if not unreasoned:
        return SellAtStall(cart=code)
    return await _reason(ctx, await facts_of(ctx, code), unreasoned[0].amount)


@routes.question(OtherAmountPrompt)
async def ask_other_amount(ctx: HandlerContext, callback: AskOtherAmount) -> Screen:
    await facts_of(ctx, callback.cart)
    return cart_views.other_amount_ask(ctx.say)


@routes.prompt(OtherAmountPrompt)
async def other_amount_received(ctx: HandlerContext, prompt: OtherAmountPrompt, words: str) -> Done:
    cart = await facts_of(ctx, prompt.cart)
    amount, about = _amount_in(ctx, words, cart)
    code = await _with_amounts(ctx, cart, [NewAmount(amount=amount, words=about)])
    return Done(then=SellAtStall(cart=code))


@routes.question(DiscountPrompt)
async def ask_discount(ctx: HandlerContext, callback: AskDiscount) -> Screen:
    return cart_views.discount_ask(ctx.say, await facts_of(ctx, callback.cart))


@routes.prompt(DiscountPrompt)
async def discount_received(ctx: HandlerContext, prompt: DiscountPrompt, words: str) -> Done:
    cart = await facts_of(ctx, prompt.cart)
    amount, about = _amount_in(ctx, words, cart)
    typed = TypedAmount(amount=amount, words=about, is_discount=True)
    return Done(then=await with_typed(ctx, cart, [typed]))


@routes.prompt(DiscountReasonPrompt)
async def discount_reason_received(ctx: HandlerContext, prompt: DiscountReasonPrompt, words: str) -> Done:
    cart = await facts_of(ctx, prompt.cart)
    code = await _with_amounts(ctx, cart, [discount(prompt.amount, words)])
    return Done(then=SellAtStall(cart=code))


@routes.callback(GiveDiscount)
async def give_discount(ctx: HandlerContext, callback: GiveDiscount) -> Done:
    cart = await facts_of(ctx, callback.cart)
    new = NewAmount(amount=-callback.amount, reason=callback.reason)
    return Done(then=SellAtStall(cart=await _with_amounts(ctx, cart, [new])))


@routes.callback(EndDiscount)
async def end_discount(ctx: HandlerContext, callback: EndDiscount) -> Done:
    cart = await facts_of(ctx, callback.cart)
    rows = [each.row for each in cart.amounts if not each.is_discount]
    return Done(then=SellAtStall(cart=pack_cart(cart.stall, cart.cart, rows)))


async def _reason(ctx: HandlerContext, cart: CartFacts, amount: int) -> Screen:
    """Asks for the reason of a discount. Raises DiscountTooHigh."""
    _refuse_too_high(cart, [NewAmount(amount=-amount)])
    code = pack_cart(cart.stall, cart.cart, cart.amount_rows)
    await ctx.set_prompt(DiscountReasonPrompt(cart=code, amount=amount))
    return cart_views.reason_ask(ctx.say, cart, amount, code)


async def _with_amounts(ctx: HandlerContext, cart: CartFacts, new: Sequence[NewAmount]) -> str:
    """Returns the code of a cart with more amounts. Raises DiscountTooHigh, CartFull, MoneyUnfit."""
    if not new:
        return pack_cart(cart.stall, cart.cart, cart.amount_rows)
    _refuse_too_high(cart, new)
    added = await ctx.act(add_amounts, ctx.actor, cart.stall, new, now=ctx.now)
    return pack_cart(cart.stall, cart.cart, with_amounts(cart.amounts, added))


def _refuse_too_high(cart: CartFacts, new: Sequence[NewAmount]) -> None:
    """Refuse a discount of more than all the rest. Raises DiscountTooHigh."""
    is_new = any(each.amount < 0 for each in new)
    before = sum(each.amount for each in cart.amounts if each.is_discount) if is_new else 0
    if cart.total - before + sum(each.amount for each in new) < 0:
        raise DiscountTooHigh


def _amount_in(ctx: HandlerContext, words: str, cart: CartFacts) -> tuple[int, str]:
    """Returns the typed amount and the words beside it. Raises NoAnswer."""
    found = amount_and_words(words, cart.money.currency, ctx.today)
    if found is None or not found[0]:
        raise NoAnswer(ctx.say("We did not understand that. Write the amount, like 4.50."))
    return found
