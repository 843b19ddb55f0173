"""The actions of people with their phones, and the updates they cause."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from typing import Any

from sandbox import api_json, entities, file_store, page_json
from sandbox.config import Group
from sandbox.errors import ApiError, NotPossible
from sandbox.file_store import UploadedFile
from sandbox.methods.inline_results import message_of
from sandbox.records import BotAccount, Chat, ChatMessage, Json, PendingQuery, UserAccount
from sandbox.telegram_state import PAYMENT_TIMEOUT, TelegramState

DEEP_LINK = re.compile(
    r"(?:(?:https?://)?t\.me/|tg://resolve\?domain=)(\w{3,32})(?:[?&]start=([\w-]{1,64}))?", re.ASCII | re.I
)

LONGEST_QUERY = 256
"""Bytes of an inline query."""

SUPERGROUP_OFFSET = 10**12
"""The difference between the id of a supergroup and that of a basic group."""


def chat_for(telegram: TelegramState, account: BotAccount, user: UserAccount, chat_id: int | None) -> Chat:
    """Return the chat a person writes in: their own with the bot, or a group they are in."""
    if chat_id is None or chat_id == user.id:
        return telegram.private_chat(account, user)
    group = telegram.groups.get(chat_id)
    if not group or not isinstance(group.peer, Group) or user.id not in group.peer.members:
        raise NotPossible(f"{user.person.name} is not in a chat {chat_id}.")
    return group


def write_message(
    telegram: TelegramState,
    account: BotAccount,
    user: UserAccount,
    *,
    text: str = "",
    content: Json | None = None,
    chat_id: int | None = None,
    reply_to: int | None = None,
) -> ChatMessage:
    """Send a message. A person who has blocked the bot unblocks it by /start, and by nothing else."""
    if not text.strip() and not content:
        raise NotPossible("An empty message is not sent.")
    chat = chat_for(telegram, account, user, chat_id)
    if chat.blocked and not text.startswith("/start"):
        raise NotPossible(f"{user.person.name} has blocked the bot: unblock it first.")
    if chat.blocked:
        set_blocked(telegram, account, user, blocked=False)
    chat.open = True
    words, found = entities.detect_entities(text.strip(), [])
    post = telegram.add(chat, user, text=words, entities=found, content=content or {}, reply_to=reply_to)
    _push_message(telegram, account, "message", post)
    return post


def _push_message(telegram: TelegramState, account: BotAccount, kind: str, post: ChatMessage) -> None:
    group = isinstance(post.chat.peer, Group)
    for one in telegram.accounts.values() if group else [account]:
        if not group or _bot_sees(one, post):
            one.updates.push(kind, api_json.message(post), f"chat:{post.chat.id}")


def _bot_sees(account: BotAccount, post: ChatMessage) -> bool:
    """Return whether a bot sees a group's message: commands that are not for another bot, and replies to itself; an admin sees everything."""
    if isinstance(post.chat.peer, Group) and account.bot.id in post.chat.peer.admins:
        return True
    answered = post.chat.posts.get(post.reply_to or 0)
    if answered and answered.author is account:
        return True
    command = re.match(r"/\w+(?:@(\w+))?", post.text)
    return bool(command and command.group(1) in {None, account.bot.username})


def migrate_group(telegram: TelegramState, chat_id: int) -> int:
    """Turn a basic group into a supergroup, as when its owner opens its history; return its new id."""
    old = telegram.groups.get(chat_id)
    if not old or not isinstance(old.peer, Group) or api_json.chat(old)["type"] != "group":
        raise NotPossible(f"There is no basic group {chat_id}.")
    new = telegram.move(old, replace(old.peer, id=chat_id - SUPERGROUP_OFFSET))
    user = telegram.users[old.peer.members[0]] if old.peer.members else telegram.first_account
    for chat, other in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
        body = api_json.message(telegram.add(chat, user, content=other))
        for account in telegram.accounts.values():
            account.updates.push("message", body, f"chat:{chat.id}")
    telegram.events.publish("reset")
    return new.id


def photo(
    telegram: TelegramState, account: BotAccount, user: UserAccount, upload: UploadedFile, caption: str = ""
) -> ChatMessage:
    try:
        file = telegram.files.add("photo", upload)
    except ApiError as error:
        raise NotPossible(f"This is not a picture: {error.description}.") from None
    return write_message(
        telegram, account, user, text=caption, content={"photo": file_store.photo_sizes(file)}
    )


def document(
    telegram: TelegramState, account: BotAccount, user: UserAccount, upload: UploadedFile, caption: str = ""
) -> ChatMessage:
    """Send a file as a file: its bytes are what was sent."""
    if not upload.content:
        raise NotPossible("An empty file is not sent.")
    content = {"document": file_store.document_content(telegram.files.add("document", upload))}
    return write_message(telegram, account, user, text=caption, content=content)


def edit_message(
    telegram: TelegramState, account: BotAccount, user: UserAccount, message_id: int, text: str
) -> ChatMessage:
    post = telegram.private_chat(account, user).posts.get(message_id)
    if not post or post.author is not user or post.content.keys() - {"photo", "document", "media_group_id"}:
        raise NotPossible("Only one's own texts and captions are edited.")
    post.text, post.entities = entities.detect_entities(text.strip(), [])
    post.edited = telegram.time()
    telegram.message_changed(post)
    _push_message(telegram, account, "edited_message", post)
    return post


def link_payload(account: BotAccount, text: str) -> str | None:
    """Return the start payload of a link to this bot, "" if it has none; None for any other text."""
    found = DEEP_LINK.fullmatch(text.strip())
    if not found or found.group(1).lower() != account.bot.username.lower():
        return None
    return found.group(2) or ""


def open_link(telegram: TelegramState, account: BotAccount, user: UserAccount, link: str) -> ChatMessage:
    """Open a t.me link to the bot, or a bare payload, and press Start."""
    payload = link if re.fullmatch(r"[\w-]{1,64}", link, re.ASCII) else link_payload(account, link)
    if payload is None:
        raise NotPossible("This link does not lead to the bot.")
    return write_message(telegram, account, user, text=f"/start {payload}".strip())


def set_blocked(telegram: TelegramState, account: BotAccount, user: UserAccount, *, blocked: bool) -> None:
    chat = telegram.private_chat(account, user)
    if chat.blocked == blocked or not chat.open:
        return
    chat.blocked = blocked
    member = {"status": "member", "user": api_json.user(account)}
    kicked = {"status": "kicked", "user": api_json.user(account), "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    body = {
        "chat": api_json.chat(chat),
        "from": api_json.user(user),
        "date": int(telegram.time()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    account.updates.push("my_chat_member", body, f"chat:{chat.id}")
    publish_person(telegram, account, user)


def begin_again(telegram: TelegramState, account: BotAccount, user: UserAccount, language: str) -> None:
    """Set the language of a phone that has done nothing but begin its chat, clear that and begin again."""
    user.language = language
    publish_person(telegram, account, user)
    chat = telegram.private_chat(account, user)
    telegram.remove(chat, list(chat.posts))
    write_message(telegram, account, user, text=user.person.first_text)


def publish_person(telegram: TelegramState, account: BotAccount, user: UserAccount) -> None:
    telegram.publish_if_shown(account, "person", person=page_json.person_json(account, user))


def tap_button(
    telegram: TelegramState, account: BotAccount, user: UserAccount, chat: Chat, message_id: int, data: str
) -> PendingQuery:
    """Send the data of a button: any data, any message, so forged and old ones too."""
    if chat.blocked:
        raise NotPossible(f"{user.person.name} has blocked the bot: unblock it first.")
    post = chat.posts.get(message_id)
    query = telegram.open_query(account, "callback_query", user.id)
    body = {
        "id": query.id,
        "from": api_json.user(user),
        "message": api_json.message(post) if post else api_json.inaccessible(chat, message_id),
        "chat_instance": chat.instance,
        "data": data,
    }
    telegram.publish_if_shown(account, "busy", person=user.id)
    account.updates.push("callback_query", body, f"user:{user.id}")
    return query


def send_inline_query(
    telegram: TelegramState, account: BotAccount, user: UserAccount, words: str
) -> PendingQuery:
    if not account.bot.inline:
        raise NotPossible(f"@{account.bot.username} takes no inline queries.")
    if len(words.encode()) > LONGEST_QUERY:
        raise NotPossible("A query has at most 256 bytes.")
    query = telegram.open_query(account, "inline_query", user.id)
    body = {"id": query.id, "from": api_json.user(user), "query": words, "offset": "", "chat_type": "sender"}
    account.updates.push("inline_query", body, f"user:{user.id}")
    return query


def choose_result(
    telegram: TelegramState,
    account: BotAccount,
    user: UserAccount,
    result: Json,
    *,
    chat_id: int | None = None,
) -> ChatMessage:
    """Send a result of an inline query, as the person's own message by way of the bot, which hears of it in its chat and in groups."""
    chat = chat_for(telegram, account, user, chat_id)
    if chat.blocked:
        raise NotPossible(f"{user.person.name} has blocked the bot: unblock it first.")
    via_bot = {"via_bot": api_json.user(account)}
    post = telegram.add(chat, user, origin=via_bot, **message_of(telegram, result))
    account.updates.push("message", api_json.message(post), f"chat:{chat.id}")
    return post


async def pay_invoice(
    telegram: TelegramState, account: BotAccount, user: UserAccount, chat: Chat, message_id: int
) -> Json:
    """Pay an invoice: ask the bot, wait at most 10 s, and return its consent or its error message."""
    post = chat.posts.get(message_id)
    if not post or "invoice" not in post.content:
        raise NotPossible("There is nothing to pay in this message.")
    if post.sale["paid"]:
        raise NotPossible("This is paid already.")
    sum_ = {key: post.content["invoice"][key] for key in ("currency", "total_amount")}
    sum_ |= {"invoice_payload": post.sale["payload"]}
    query = telegram.open_query(account, "pre_checkout_query", user.id)
    body = {"id": query.id, "from": api_json.user(user), **sum_}
    account.updates.push("pre_checkout_query", body, f"payment:{user.id}")
    try:
        answer = await asyncio.wait_for(query.answer, PAYMENT_TIMEOUT)
    except TimeoutError:
        return {"ok": False, "error": "The bot did not answer in time."}
    if answer["ok"]:
        complete_payment(telegram, account, user, post, sum_=sum_)
    return answer


def complete_payment(
    telegram: TelegramState, account: BotAccount, user: UserAccount, invoice: ChatMessage, sum_: Json
) -> None:
    ids = {f"{side}_payment_charge_id": secrets.token_urlsafe(24) for side in ("telegram", "provider")}
    payment: dict[str, Any] = sum_ | ids
    charge = {"person": user.id, "payment": payment, "refunded": False}
    account.charges[payment["telegram_payment_charge_id"]] = charge
    invoice.sale["paid"] = True
    telegram.message_changed(invoice)
    post = telegram.add(invoice.chat, user, content={"successful_payment": payment})
    account.updates.push("message", api_json.message(post), f"payment:{user.id}")
