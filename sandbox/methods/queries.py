"""Answers to callback queries and inline queries."""

from __future__ import annotations

from sandbox.errors import bad_request, query_is_gone
from sandbox.html_parser import utf16
from sandbox.methods import inline_results
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.records import BotAccount, Json
from sandbox.telegram_state import TelegramState


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback_query(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    text, url = params.text("text"), params.text("url")
    if utf16(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith((f"https://t.me/{account.bot.username}?", f"t.me/{account.bot.username}?")):
        raise bad_request("URL_INVALID")
    query = telegram.take_query(account, params.text("callback_query_id"), "callback_query")
    if not query:
        raise query_is_gone()
    alert = params.flag("show_alert")
    telegram.toast(account, query.person, text, alert=alert, url=url or None)
    if not query.answer.done():
        query.answer.set_result({"text": text, "alert": alert, "url": url or None})
    return True


@method("answerInlineQuery", "inline_query_id results cache_time is_personal next_offset button")
def answer_inline_query(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    results = _checked(params.objects("results"))
    for result in results:
        inline_results.message_of(telegram, result)
    _check_options(params)
    query = telegram.take_query(account, params.text("inline_query_id"), "inline_query")
    if not query:
        raise query_is_gone()
    if not query.answer.done():
        query.answer.set_result({"results": results})
    return True


def _check_options(params: Params) -> None:
    if params.whole("cache_time", 300) < 0:
        raise bad_request("CACHE_TIME_INVALID")
    if len(params.text("next_offset").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")


def _checked(results: list[Json]) -> list[Json]:
    """Return the results if there are not too many and each has a name of its own and a type."""
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    names = [str(one.get("id", "")) for one in results]
    if any(not 1 <= len(name.encode()) <= 64 for name in names):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    if any("type" not in one for one in results):
        raise bad_request("can't parse inline query results: Can't find field \"type\"")
    return results
