"""What persons do with their phones, and what their bots are told of it."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from typing import Any

from sandbox import drawing, entities, files, wire
from sandbox.files import Upload
from sandbox.people import Group
from sandbox.refusal import ApiError, NotPossible
from sandbox.state import Account, Chat, Json, Post, Query, Resident
from sandbox.street import PAYMENT_SECONDS, Street

DEEP = re.compile(
    r"(?:(?:https?://)?t\.me/|tg://resolve\?domain=)(\w{3,32})(?:[?&]start=([\w-]{1,64}))?", re.ASCII | re.I
)

SUPERGROUP = 10**12
"""What the id of a supergroup is below that of a basic group."""


def chat_for(street: Street, account: Account, who: Resident, chat_id: int | None) -> Chat:
    """The chat a person writes in: their own with the bot, or a group they are in."""
    if chat_id is None or chat_id == who.id:
        return street.private(account, who)
    group = street.groups.get(chat_id)
    if not group or not isinstance(group.of, Group) or who.id not in group.of.members:
        raise NotPossible(f"{who.person.name} is not in a chat {chat_id}.")
    return group


def say(
    street: Street,
    account: Account,
    who: Resident,
    *,
    text: str = "",
    content: Json | None = None,
    chat_id: int | None = None,
    reply_to: int | None = None,
) -> Post:
    """Sends a message. Someone who had blocked the bot unblocks it by /start, and by nothing else."""
    if not text.strip() and not content:
        raise NotPossible("An empty message is not sent.")
    chat = chat_for(street, account, who, chat_id)
    if chat.blocked and not text.startswith("/start"):
        raise NotPossible(f"{who.person.name} has blocked the bot: unblock it first.")
    if chat.blocked:
        block(street, account, who, blocked=False)
    chat.open = True
    words, found = entities.with_found(text.strip(), [])
    post = street.add(chat, who, text=words, entities=found, content=content or {}, reply_to=reply_to)
    _tell(street, account, "message", post)
    return post


def _tell(street: Street, account: Account, kind: str, post: Post) -> None:
    group = isinstance(post.chat.of, Group)
    for one in street.accounts.values() if group else [account]:
        if not group or _reads(one, post):
            one.updates.push(kind, wire.message(post), f"chat:{post.chat.id}")


def _reads(account: Account, post: Post) -> bool:
    """In a group a bot sees commands that are not for another bot, and replies to itself."""
    answered = post.chat.posts.get(post.reply_to or 0)
    if answered and answered.author is account:
        return True
    command = re.match(r"/\w+(?:@(\w+))?", post.text)
    return bool(command and command.group(1) in {None, account.bot.username})


def migrate(street: Street, chat_id: int) -> int:
    """A basic group becomes a supergroup, as when its owner opens its history; its new id."""
    old = street.groups.get(chat_id)
    if not old or not isinstance(old.of, Group) or wire.chat(old)["type"] != "group":
        raise NotPossible(f"There is no basic group {chat_id}.")
    new = street.move(old, replace(old.of, id=chat_id - SUPERGROUP))
    who = street.residents[old.of.members[0]] if old.of.members else street.first
    for chat, other in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
        body = wire.message(street.add(chat, who, content=other))
        for account in street.accounts.values():
            account.updates.push("message", body, f"chat:{chat.id}")
    street.events.tell("reset")
    return new.id


def photo(street: Street, account: Account, who: Resident, upload: Upload, caption: str = "") -> Post:
    try:
        file = street.files.keep("photo", upload)
    except ApiError as error:
        raise NotPossible(f"This is not a picture: {error.description}.") from None
    return say(street, account, who, text=caption, content={"photo": files.photo_sizes(file)})


def edit(street: Street, account: Account, who: Resident, message_id: int, text: str) -> Post:
    post = street.private(account, who).posts.get(message_id)
    if not post or post.author is not who or post.content.keys() - {"photo", "document"}:
        raise NotPossible("Only one's own texts and captions are edited.")
    post.text, post.entities = entities.with_found(text.strip(), [])
    post.edited = street.time()
    street.changed(post)
    _tell(street, account, "edited_message", post)
    return post


def link_payload(account: Account, text: str) -> str | None:
    """The start payload of a link to this bot, "" where it has none; None for any other text."""
    found = DEEP.fullmatch(text.strip())
    if not found or found.group(1).lower() != account.bot.username.lower():
        return None
    return found.group(2) or ""


def follow(street: Street, account: Account, who: Resident, link: str) -> Post:
    """Opens a t.me link to the bot, or a bare payload, and presses Start."""
    payload = link if re.fullmatch(r"[\w-]{1,64}", link, re.ASCII) else link_payload(account, link)
    if payload is None:
        raise NotPossible("This link does not lead to the bot.")
    return say(street, account, who, text=f"/start {payload}".strip())


def block(street: Street, account: Account, who: Resident, *, blocked: bool) -> None:
    chat = street.private(account, who)
    if chat.blocked == blocked or not chat.open:
        return
    chat.blocked = blocked
    member = {"status": "member", "user": wire.user(account)}
    kicked = {"status": "kicked", "user": wire.user(account), "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    body = {
        "chat": wire.chat(chat),
        "from": wire.user(who),
        "date": int(street.time()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    account.updates.push("my_chat_member", body, f"chat:{chat.id}")
    tell_about(street, account, who)


def tell_about(street: Street, account: Account, who: Resident) -> None:
    street.show(account, "person", person=drawing.about(account, who))


def tap(street: Street, account: Account, who: Resident, chat: Chat, message_id: int, data: str) -> Query:
    """Sends the data of a button: any data, any message, so forged and old ones too."""
    if chat.blocked:
        raise NotPossible(f"{who.person.name} has blocked the bot: unblock it first.")
    post = chat.posts.get(message_id)
    query = street.ask(account, "callback_query", who.id)
    body = {
        "id": query.id,
        "from": wire.user(who),
        "message": wire.message(post) if post else wire.inaccessible(chat, message_id),
        "chat_instance": chat.instance,
        "data": data,
    }
    street.show(account, "busy", person=who.id)
    account.updates.push("callback_query", body, f"user:{who.id}")
    return query


def look_up(street: Street, account: Account, who: Resident, words: str) -> Query:
    query = street.ask(account, "inline_query", who.id)
    body = {"id": query.id, "from": wire.user(who), "query": words, "offset": "", "chat_type": "sender"}
    account.updates.push("inline_query", body, f"user:{who.id}")
    return query


async def pay(street: Street, account: Account, who: Resident, chat: Chat, message_id: int) -> Json:
    """Pays an invoice: asks the bot, waits at most 10 s, and gives its consent or its words as the answer."""
    post = chat.posts.get(message_id)
    if not post or "invoice" not in post.content:
        raise NotPossible("There is nothing to pay in this message.")
    if post.sale["paid"]:
        raise NotPossible("This is paid already.")
    sum_ = {key: post.content["invoice"][key] for key in ("currency", "total_amount")}
    sum_ |= {"invoice_payload": post.sale["payload"]}
    query = street.ask(account, "pre_checkout_query", who.id)
    body = {"id": query.id, "from": wire.user(who), **sum_}
    account.updates.push("pre_checkout_query", body, f"payment:{who.id}")
    try:
        answer = await asyncio.wait_for(query.answer, PAYMENT_SECONDS)
    except TimeoutError:
        return {"ok": False, "error": "The bot did not answer in time."}
    if answer["ok"]:
        _paid(street, account, who, post, sum_)
    return answer


def _paid(street: Street, account: Account, who: Resident, invoice: Post, sum_: Json) -> None:
    ids = {f"{side}_payment_charge_id": secrets.token_urlsafe(24) for side in ("telegram", "provider")}
    payment: dict[str, Any] = sum_ | ids
    charge = {"person": who.id, "payment": payment, "refunded": False}
    account.charges[payment["telegram_payment_charge_id"]] = charge
    invoice.sale["paid"] = True
    street.changed(invoice)
    post = street.add(invoice.chat, who, content={"successful_payment": payment})
    account.updates.push("message", wire.message(post), f"payment:{who.id}")
