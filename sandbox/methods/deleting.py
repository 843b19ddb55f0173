"""Deleting messages: a bot's own, and those of a person within 48 hours."""

from __future__ import annotations

from sandbox.errors import bad_request
from sandbox.methods.sending import chat_of, is_group
from sandbox.methods.table import method
from sandbox.params import Params, whole
from sandbox.records import BotAccount, ChatMessage
from sandbox.telegram_state import TelegramState

DELETE_LIMIT = 48 * 3600.0


def _can_delete(telegram: TelegramState, account: BotAccount, post: ChatMessage) -> bool:
    own = post.author is account or not is_group(post.chat)
    return own and telegram.time() - post.at < DELETE_LIMIT


@method("deleteMessage", "chat_id message_id")
def delete_message(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    chat = chat_of(telegram, account, params)
    post = chat.posts.get(params.whole("message_id"))
    if not post:
        raise bad_request("message to delete not found")
    if not _can_delete(telegram, account, post):
        raise bad_request("message can't be deleted for everyone")
    telegram.remove(chat, [post.id])
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    chat = chat_of(telegram, account, params)
    wanted = [whole(one) for one in params.array("message_ids") or []]
    if not 1 <= len(wanted) <= 100:
        raise bad_request("there must be 1-100 message identifiers")
    posts = [chat.posts[one] for one in wanted if one is not None and one in chat.posts]
    if any(not _can_delete(telegram, account, post) for post in posts):
        raise bad_request("message can't be deleted for everyone")
    telegram.remove(chat, [post.id for post in posts])
    return True
