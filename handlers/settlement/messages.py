"""The messages about payments without a deposit, and about deposits that an organiser decides."""

from handlers.message_registry import RenderContext, messages
from handlers.settlement import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.deposit.facts import any_deposit
from market.deposit.notifications import DepositToReview, PaymentSettled, PaymentUnmatched
from market.deposit.refusals import DepositChanged, PaymentUnknown
from market.deposit.unmatched import any_payment
from storage.deposit import DepositState


@messages.view(PaymentUnmatched, label=lambda say: say.plain("a payment without a deposit"))
async def payment_unmatched(say: Say, context: RenderContext, payload: PaymentUnmatched) -> Screen:
    """Raises PaymentUnknown where it was matched or settled meanwhile."""
    payment = await context.read(any_payment, payload.payment_id)
    if payment.settled_at:
        raise PaymentUnknown
    return views.payment_unmatched_message(say, payment)


@messages.view(PaymentSettled, label=lambda say: say.plain("a payment settled by hand"))
async def payment_settled(say: Say, context: RenderContext, payload: PaymentSettled) -> Screen:
    return views.payment_settled_message(say, await context.read(any_payment, payload.payment_id))


@messages.view(DepositToReview, label=lambda say: say.plain("a deposit to decide about"))
async def deposit_to_review(say: Say, context: RenderContext, payload: DepositToReview) -> Screen:
    """Raises DepositChanged where it was decided before."""
    deposit = await context.read(any_deposit, payload.deposit_id)
    if deposit.state != DepositState.REVIEW:
        raise DepositChanged
    return views.deposit_to_review_message(say, deposit)
