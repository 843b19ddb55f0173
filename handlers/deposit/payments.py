"""Handles a completed invoice payment."""

from handlers.deposit.views import my_deposit
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Screen
from market.deposit.facts import own_deposit
from market.deposit.payment import InvoicePayment, take_payment


async def payment_received(ctx: HandlerContext, payment: InvoicePayment) -> Screen:
    """Records the payment once, by its charge id, and shows the deposit."""
    deposit = await ctx.services.store.write(take_payment, ctx.person, payment, ctx.now, rng=ctx.services.rng)
    return my_deposit(ctx.say, await ctx.read(own_deposit, ctx.person, deposit))
