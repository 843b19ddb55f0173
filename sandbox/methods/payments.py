"""Invoices, pre-checkout queries and refunds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox import api_json
from sandbox.errors import bad_request, query_is_gone
from sandbox.methods.sending import SENDING_PARAMS, send_to_chat
from sandbox.methods.table import method
from sandbox.params import Params, whole
from sandbox.records import BotAccount, Json
from sandbox.telegram_state import TelegramState

INVOICE_PARAMS = (
    "title description payload currency prices provider_token max_tip_amount suggested_tip_amounts"
    " start_parameter provider_data photo_url photo_size photo_width photo_height need_name"
    " need_phone_number need_email need_shipping_address send_phone_number_to_provider"
    " send_email_to_provider is_flexible"
)


START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The start payloads that a link to the bot can carry, and with which a forwarded invoice opens it."""


@method("sendInvoice", INVOICE_PARAMS + SENDING_PARAMS)
def send_invoice(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    title, description = params.text("title"), params.text("description")
    payload, currency = params.text("payload"), params.text("currency")
    if not 1 <= len(title) <= 32:
        raise bad_request("title is invalid")
    if not 1 <= len(description) <= 255:
        raise bad_request("description is invalid")
    if not 1 <= len(payload.encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if params.text("start_parameter") and not START_PARAMETER.fullmatch(params.text("start_parameter")):
        raise bad_request("START_PARAM_INVALID")
    invoice: Json = {
        "title": title,
        "description": description,
        "start_parameter": params.text("start_parameter"),
        "currency": currency,
        "total_amount": _total(params, currency, telegram.least_invoice),
    }
    sale = {"payload": payload, "paid": False}
    return send_to_chat(telegram, account, params, content={"invoice": invoice}, sale=sale)


def _total(params: Params, currency: str, least: Mapping[str, int]) -> int:
    prices = params.objects("prices")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise bad_request("CURRENCY_INVALID")
    amounts = [whole(one.get("amount")) for one in prices if one.get("label")]
    if None in amounts or len(amounts) < len(prices):
        raise bad_request("can't parse prices: a label and an amount are needed")
    if currency == "XTR" and len(prices) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    if currency != "XTR" and "provider_token" not in params:
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    total = sum(amount or 0 for amount in amounts)
    if total <= 0 or total < least.get(currency, 0):
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return total


@method("answerPreCheckoutQuery", "pre_checkout_query_id ok error_message")
def answer_pre_checkout_query(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    agreed, words = params.flag("ok"), params.text("error_message")
    if not agreed and not words:
        raise bad_request("error_message is empty")
    query = telegram.take_query(account, params.text("pre_checkout_query_id"), "pre_checkout_query")
    if not query:
        raise query_is_gone()
    if not query.answer.done():
        query.answer.set_result({"ok": agreed, "error": words})
    return True


@method("refundStarPayment", "user_id telegram_payment_charge_id")
def refund_star_payment(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    charge = account.charges.get(params.text("telegram_payment_charge_id"))
    if not charge or charge["person"] != params.whole("user_id") or charge["payment"]["currency"] != "XTR":
        raise bad_request("CHARGE_NOT_FOUND")
    if charge["refunded"]:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    charge["refunded"] = True
    payment = {key: value for key, value in charge["payment"].items() if key != "provider_payment_charge_id"}
    user = telegram.user(charge["person"])
    chat = telegram.private_chat(account, user)
    refund = telegram.add(chat, user, content={"refunded_payment": payment})
    account.updates.push("message", api_json.message(refund), f"payment:{user.id}")
    return True
