"""Routes of walk-in sales, receipts, the day's money and the statement."""

from dataclasses import replace

from handlers.callbacks.callback import LongId
from handlers.callbacks.sale import (
    AddToCart,
    AskCash,
    AskCashCount,
    AskCost,
    AskRefund,
    AskVoid,
    CloseDay,
    GiveCash,
    NoteDoubtful,
    NoteOversold,
    RefundPart,
    ReopenDay,
    SellAtStall,
    SellCart,
    SendStatement,
    ShowOversold,
    ShowReceipt,
    ShowReceipts,
    ShowSaleDay,
    ShowStatement,
    UndoCash,
    UndoRefund,
    UndoSale,
    VoidSale,
)
from handlers.sale import (
    cart_views,
    cost_views,
    day_views,
    oversold_views,
    receipt_views,
    refund_views,
    statement_views,
)
from handlers.sale.amount_parser import split_amounts
from handlers.sale.amount_routes import facts_of, with_typed
from handlers.sale.receipt_link import receipt_link
from handlers.sale.typed_amount import read_amount
from handlers.sale.typed_quantity import quantity_in
from handlers.stock.correction_parser import read_counted
from handlers.stock.price_parsing import read_price_alone
from handlers.ui.allowed_buttons import for_staff
from handlers.ui.cart_code import pack_cart, read_amounts, read_cart, screen_number
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply, Toast
from handlers.ui.unit_code import read_units
from locales.refusals import sentence
from market.actor import NotYourStall
from market.sale.cart import Cart, CartFacts, items_of_today, with_item, with_last_units
from market.sale.cost import item_cost, set_cost
from market.sale.day import (
    CashRequest,
    close_day,
    day_facts,
    enter_cash,
    reopen_day,
    undo_cash,
)
from market.sale.doubtful import doubtful_list, note_doubtful
from market.sale.oversold import note_oversold, oversold_list
from market.sale.receipt import ReceiptFacts, day_receipts, own_receipt, public_receipt
from market.sale.refund import RefundRequest, refund_facts, refund_part, undo_refund
from market.sale.refusals import CartSold, DayIsClosed
from market.sale.sell import SaleRequest, just_sold, sell, undo_sale, void_sale
from market.sale.statement import statement
from market.stock.items_ahead import items_called
from storage.sale import CashKind

routes = Routes()
WITH_WORDS = (CashKind.PAY_IN, CashKind.PAY_OUT)
"""Entries that say what they were for."""


class CashPrompt(Prompt, name="cash", returns_to=AskCash):
    """The amount of a cash entry of a day."""

    stall: int
    day: int
    kind: CashKind


class CashCountPrompt(Prompt, name="count", returns_to=AskCashCount):
    """The cash that was counted on a day, where `expected` minor units were read."""

    stall: int
    day: int
    expected: int


class GivenPrompt(Prompt, name="given", returns_to=ShowReceipt):
    """The cash that a buyer hands over for a sale."""

    receipt: LongId


class CostPrompt(Prompt, name="cost", returns_to=AskCost):
    """Asks for the cost of one unit of an item to the stall."""

    item: int


class CartPrompt(Prompt, name="cart", returns_to=SellAtStall):
    """The quantity of the last item in a cart; `cart` is as in its buttons. `began` is the second of Unix time in which its first item was put in."""

    cart: str
    began: int


@routes.callback(SellAtStall)
async def sell_at_stall(ctx: HandlerContext, callback: SellAtStall) -> Screen:
    screen = await _cart_page(ctx, callback)
    await ctx.set_prompt(CartPrompt(cart=callback.cart, began=_began(ctx, callback.cart)))
    return screen


async def _cart_page(ctx: HandlerContext, callback: SellAtStall) -> Screen:
    facts = await facts_of(ctx, callback.cart, callback.page)
    return await for_staff(ctx, facts.stall, cart_views.cart_page(ctx.say, facts, screen_number(ctx.update)))


def _began(ctx: HandlerContext, code: str) -> int:
    """Returns the second in which the first item was put into a cart: 0 for an empty one, and for one that was not open as it was filled."""
    (stall, cart), before = read_cart(code), ctx.pending_prompt
    if not cart or not isinstance(before, CartPrompt):
        return 0
    stall_before, cart_before = read_cart(before.cart)
    if stall_before != stall:
        return 0
    return before.began if cart_before else int(ctx.now.timestamp())


async def _cart_again(ctx: HandlerContext, prompt: CartPrompt) -> Screen:
    return await _cart_page(ctx, SellAtStall(cart=prompt.cart))


@routes.prompt(CartPrompt, ask_again=_cart_again)
async def cart_quantity_received(ctx: HandlerContext, prompt: CartPrompt, words: str) -> Done | None:
    """Sets the quantity of the last item, or adds "3 teh tarik" or "discount 1 regular". Other words mean something else, and the cart stays open."""
    facts = await facts_of(ctx, prompt.cart)
    rest, typed = split_amounts(words, facts.money.currency, ctx.today)
    if typed and not rest:
        return Done(then=await with_typed(ctx, facts, typed))
    units = quantity_in(words, facts.money.currency, ctx.today)
    changed = with_last_units(facts, units) if units is not None else await _with_goods(ctx, facts, words)
    if changed is None:
        return None
    return Done(then=SellAtStall(cart=pack_cart(facts.stall, changed, facts.amount_rows)))


async def _with_goods(ctx: HandlerContext, facts: CartFacts, words: str) -> Cart | None:
    """Returns the cart with what is written, a number and the name of one item on sale; None for anything else. Raises CartFull, CartUnitsUnfit."""
    goods = read_counted(words, facts.money.currency, ctx.today)
    if goods is None or goods.day is not None:
        return None
    named = items_called(await ctx.read(items_of_today, ctx.actor, facts.stall, ctx.now), goods.name, None)
    return with_item(facts.cart, named[0].item.id, goods.quantity or 0) if len(named) == 1 else None


@routes.callback(AddToCart)
async def add_to_cart(ctx: HandlerContext, callback: AddToCart) -> Screen:
    stall, cart = read_cart(callback.cart)
    more = pack_cart(stall, with_item(cart, callback.item, 1), read_amounts(callback.cart))
    return await sell_at_stall(ctx, SellAtStall(cart=more, page=callback.page))


@routes.callback(SellCart)
async def sell_cart(ctx: HandlerContext, callback: SellCart) -> ScreenReply | Toast:
    """Sells a cart. A second tap within a minute leaves the receipt as it is; later the cart is shown anew. Raises CartSold."""
    (stall, cart), shown = read_cart(callback.cart), ctx.pending_prompt
    sale = SaleRequest(
        stall=stall,
        cart=cart,
        method=callback.method,
        total=callback.total,
        screen=callback.screen,
        amounts=read_amounts(callback.cart),
        began=shown.began if isinstance(shown, CartPrompt) and shown.cart == callback.cart else 0,
    )
    try:
        stored = await ctx.act(sell, ctx.actor, sale, now=ctx.now, rng=ctx.services.rng)
    except DayIsClosed as refused:
        return await _closed_day(ctx, stall, refused)
    except CartSold:
        if not await ctx.read(just_sold, ctx.person, stall, ctx.now):
            raise
        return Toast(ctx.say.plain("This was sold already: see its receipt."))
    return await receipt_of_sale(ctx, stored)


async def receipt_of_sale(ctx: HandlerContext, stored: int) -> ScreenReply:
    """Shows the receipt of what was sold just now."""
    receipt = await ctx.read(own_receipt, ctx.actor, stored)
    toast = ctx.say.plain("Sold: receipt {number}.", number=receipt.number)
    return ScreenReply(await _paid_page(ctx, receipt), toast=toast)


async def _closed_day(ctx: HandlerContext, stall: int, refused: DayIsClosed) -> ScreenReply:
    """Returns the closed day with the button that reopens it. Raises DayIsClosed for a helper, who may not."""
    try:
        day = await show_day(ctx, ShowSaleDay(stall=stall))
    except NotYourStall:
        raise refused from None
    words = sentence(ctx.say, type(refused).__name__, refused.facts())
    return ScreenReply(day, toast=words, note=words)


@routes.callback(GiveCash)
async def give_cash(ctx: HandlerContext, callback: GiveCash) -> ScreenReply:
    receipt = await ctx.read(own_receipt, ctx.actor, callback.receipt)
    if not receipt.is_cash_sale:
        return ScreenReply(await _receipt_page(ctx, receipt))
    return await _with_change(ctx, receipt, callback.given)


@routes.prompt(GivenPrompt)
async def given_received(ctx: HandlerContext, prompt: GivenPrompt, words: str) -> ScreenReply | None:
    """Says the change of the sum that was handed over. What is no sum means what it means without a receipt."""
    receipt = await ctx.read(own_receipt, ctx.actor, prompt.receipt)
    given = read_price_alone(words, receipt.currency, ctx.today)
    if given is None or not receipt.is_cash_sale:
        return None
    return await _with_change(ctx, receipt, given)


async def _with_change(ctx: HandlerContext, receipt: ReceiptFacts, cash: int) -> ScreenReply:
    change = receipt_views.change_text(ctx.say, receipt, cash)
    return ScreenReply(await _paid_page(ctx, receipt), toast=change.striptags(), note=change)


async def _paid_page(ctx: HandlerContext, receipt: ReceiptFacts) -> Screen:
    """Shows a receipt while the buyer pays; of a sale in cash, what is written next is the sum that they hand over."""
    page = await _receipt_page(ctx, receipt, paying=receipt.is_cash_sale)
    if receipt.is_cash_sale:
        await ctx.set_prompt(GivenPrompt(receipt=receipt.id))
    return page


@routes.callback(ShowReceipt)
async def show_receipt(ctx: HandlerContext, callback: ShowReceipt) -> Screen:
    return await _receipt_page(ctx, await ctx.read(own_receipt, ctx.actor, callback.receipt))


@routes.link("r")
async def open_receipt(ctx: HandlerContext, link_code: str) -> Screen:
    return receipt_views.public_receipt_page(ctx.say, await ctx.read(public_receipt, link_code))


@routes.callback(UndoSale)
async def undo_sale_tapped(ctx: HandlerContext, callback: UndoSale) -> Done:
    await ctx.act(undo_sale, ctx.actor, callback.receipt, now=ctx.now, rng=ctx.services.rng)
    return await _voided(ctx, callback.receipt)


@routes.callback(AskVoid)
async def ask_void(ctx: HandlerContext, callback: AskVoid) -> Screen:
    receipt = await ctx.read(own_receipt, ctx.actor, callback.receipt)
    if receipt.other is not None or receipt.is_refunded or receipt.hand_over:
        return await _receipt_page(ctx, receipt)
    return receipt_views.void_confirm(ctx.say, receipt)


@routes.callback(VoidSale)
async def void_sale_tapped(ctx: HandlerContext, callback: VoidSale) -> Done:
    await ctx.act(void_sale, ctx.actor, callback.receipt, now=ctx.now, rng=ctx.services.rng)
    return await _voided(ctx, callback.receipt)


@routes.callback(AskRefund)
async def ask_refund(ctx: HandlerContext, callback: AskRefund) -> Screen:
    units = read_units(callback.units)
    facts = await ctx.read(refund_facts, ctx.actor, callback.receipt, units)
    return refund_views.refund_page(ctx.say, facts)


@routes.callback(RefundPart)
async def refund_part_tapped(ctx: HandlerContext, callback: RefundPart) -> Done:
    asked = RefundRequest(
        receipt=callback.receipt,
        units=read_units(callback.units),
        step=callback.step,
        goods_kept=callback.kept,
    )
    stored = await ctx.act(refund_part, ctx.actor, asked, now=ctx.now, rng=ctx.services.rng)
    receipt = await ctx.read(own_receipt, ctx.actor, stored)
    return Done(
        ctx.say.plain("Refunded: refund {number}.", number=receipt.number), await _receipt_page(ctx, receipt)
    )


@routes.callback(UndoRefund)
async def undo_part(ctx: HandlerContext, callback: UndoRefund) -> Done:
    sale = await ctx.act(undo_refund, ctx.actor, callback.receipt, now=ctx.now, rng=ctx.services.rng)
    return Done(ctx.say.plain("Undone."), ShowReceipt(receipt=sale))


@routes.callback(ShowOversold)
async def show_oversold(ctx: HandlerContext, callback: ShowOversold) -> Screen:
    oversold = await ctx.read(oversold_list, ctx.actor, callback.stall)
    doubtful = await ctx.read(doubtful_list, ctx.actor, callback.stall)
    screen = oversold_views.sales_to_check(ctx.say, oversold, doubtful)
    return await for_staff(ctx, callback.stall, screen)


@routes.callback(NoteOversold)
async def note_oversold_tapped(ctx: HandlerContext, callback: NoteOversold) -> Done:
    stall = await ctx.act(note_oversold, ctx.actor, callback.oversold, ctx.now)
    return Done(ctx.say.plain("Noted."), ShowOversold(stall=stall))


@routes.callback(NoteDoubtful)
async def note_doubt(ctx: HandlerContext, callback: NoteDoubtful) -> Done:
    stall = await ctx.act(note_doubtful, ctx.actor, callback.receipt, ctx.now)
    return Done(ctx.say.plain("Noted."), ShowOversold(stall=stall))


@routes.callback(ShowReceipts)
async def show_receipts(ctx: HandlerContext, callback: ShowReceipts) -> Screen:
    day = day_in(callback.day) if callback.day else None
    page = await ctx.read(day_receipts, ctx.actor, callback.stall, day, page=callback.page, now=ctx.now)
    return receipt_views.receipt_list(ctx.say, page)


@routes.callback(ShowSaleDay)
async def show_day(ctx: HandlerContext, callback: ShowSaleDay) -> Screen:
    day = day_in(callback.day) if callback.day else None
    return day_views.day_page(ctx.say, await ctx.read(day_facts, ctx.actor, callback.stall, day, now=ctx.now))


@routes.callback(AskCash)
async def ask_cash(ctx: HandlerContext, callback: AskCash) -> Screen:
    """Asks for an amount; shows the day if it was closed meanwhile."""
    day = day_in(callback.day)
    facts = await ctx.read(day_facts, ctx.actor, callback.stall, day, now=ctx.now)
    if facts.closed:
        return day_views.day_page(ctx.say, facts)
    prompt = CashPrompt(stall=callback.stall, day=callback.day, kind=callback.kind)
    await ctx.set_prompt(prompt)
    return await _ask_cash(ctx, prompt)


async def _ask_cash(ctx: HandlerContext, prompt: CashPrompt) -> Screen:
    return day_views.cash_ask(ctx.say, day_in(prompt.day), prompt.kind)


@routes.prompt(CashPrompt, ask_again=_ask_cash)
async def cash_received(ctx: HandlerContext, prompt: CashPrompt, words: str) -> Done:
    day = day_in(prompt.day)
    facts = await ctx.read(day_facts, ctx.actor, prompt.stall, day, now=ctx.now)
    amount, about = _amount_in(ctx, words, facts.money.currency, with_words=prompt.kind in WITH_WORDS)
    entry = CashRequest(stall=prompt.stall, day=day, kind=prompt.kind, amount=amount, words=about)
    stored = await ctx.act(enter_cash, ctx.actor, entry, ctx.now)
    page = await show_day(ctx, ShowSaleDay(stall=prompt.stall, day=prompt.day))
    if prompt.kind is not CashKind.FLOAT:
        undo = day_views.undo_cash_button(ctx.say, prompt.stall, day, stored)
        page = replace(page, rows=(*page.rows, undo))
    return Done(then=page, note=ctx.say("Noted."))


@routes.callback(AskCashCount)
async def ask_count(ctx: HandlerContext, callback: AskCashCount) -> Screen:
    """Asks how much was counted; shows the day if it was closed meanwhile."""
    day = day_in(callback.day)
    facts = await ctx.read(day_facts, ctx.actor, callback.stall, day, now=ctx.now)
    if facts.closed:
        return day_views.day_page(ctx.say, facts)
    expected = facts.figures.expected
    await ctx.set_prompt(CashCountPrompt(stall=callback.stall, day=callback.day, expected=expected))
    return day_views.count_ask(ctx.say, day)


async def _ask_count(ctx: HandlerContext, prompt: CashCountPrompt) -> Screen:
    return day_views.count_ask(ctx.say, day_in(prompt.day))


@routes.prompt(CashCountPrompt, ask_again=_ask_count)
async def count_received(ctx: HandlerContext, prompt: CashCountPrompt, words: str) -> Done:
    day, expected = day_in(prompt.day), prompt.expected
    facts = await ctx.read(day_facts, ctx.actor, prompt.stall, day, now=ctx.now)
    counted, _ = _amount_in(ctx, words, facts.money.currency)
    await ctx.act(close_day, ctx.actor, prompt.stall, day, counted=counted, expected=expected, now=ctx.now)
    return Done(ctx.say.plain("Closed."))


@routes.callback(UndoCash)
async def undo_entry(ctx: HandlerContext, callback: UndoCash) -> Done:
    await ctx.act(undo_cash, ctx.actor, callback.entry, ctx.now)
    return Done(ctx.say.plain("Undone."))


@routes.callback(CloseDay)
async def close_day_tapped(ctx: HandlerContext, callback: CloseDay) -> Done:
    day, expected = day_in(callback.day), callback.expected
    await ctx.act(close_day, ctx.actor, callback.stall, day, counted=expected, expected=expected, now=ctx.now)
    return Done(ctx.say.plain("Closed."))


@routes.callback(ReopenDay)
async def reopen_day_tapped(ctx: HandlerContext, callback: ReopenDay) -> Done:
    await ctx.act(reopen_day, ctx.actor, callback.stall, day_in(callback.day), now=ctx.now)
    return Done(ctx.say.plain("Open again."))


@routes.callback(ShowStatement)
async def show_statement(ctx: HandlerContext, callback: ShowStatement) -> Screen:
    found = await ctx.read(statement, ctx.actor, callback.stall, callback.weeks, now=ctx.now)
    return statement_views.statement_page(ctx.say, found)


@routes.callback(SendStatement)
async def send_statement(ctx: HandlerContext, callback: SendStatement) -> Screen:
    found = await ctx.read(statement, ctx.actor, callback.stall, callback.weeks, now=ctx.now)
    return statement_views.statement_document(ctx.say, found)


@routes.question(CostPrompt)
async def ask_cost(ctx: HandlerContext, callback: AskCost) -> Screen:
    item = await ctx.read(item_cost, ctx.actor, callback.item)
    return cost_views.cost_ask(ctx.say, item)


@routes.prompt(CostPrompt)
async def cost_received(ctx: HandlerContext, prompt: CostPrompt, words: str) -> Done:
    item = await ctx.read(item_cost, ctx.actor, prompt.item)
    cost, _ = _amount_in(ctx, words, item.drop.alley.currency)
    await ctx.act(set_cost, ctx.actor, prompt.item, cost)
    return Done(ctx.say.plain("Noted. Your statement shows the margin."))


def _amount_in(
    ctx: HandlerContext, words: str, currency: str, *, with_words: bool = False
) -> tuple[int, str]:
    """Returns the typed amount and the words beside it, which are taken only `with_words`. Raises NoAnswer."""
    found = read_amount(words, currency, ctx.today)
    if found is None or (found[1] and not with_words):
        raise NoAnswer(ctx.say("We did not understand that. Write the amount, like 4.50."))
    return found


async def _voided(ctx: HandlerContext, receipt: int) -> Done:
    facts = await ctx.read(own_receipt, ctx.actor, receipt)
    return Done(ctx.say.plain("Voided: void {number}.", number=facts.other or 0))


async def _receipt_page(ctx: HandlerContext, receipt: ReceiptFacts, *, paying: bool = False) -> Screen:
    link = receipt_link(ctx.services.public_url, ctx.services.username, receipt.code)
    page = receipt_views.receipt_page(ctx.say, receipt, link, ctx.person, now=ctx.now, paying=paying)
    return await for_staff(ctx, receipt.stall, page)
