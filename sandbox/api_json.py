"""The JSON of the Bot API."""

from __future__ import annotations

from sandbox.config import Group
from sandbox.records import BotAccount, Chat, ChatMessage, Json, UserAccount


def user(user: UserAccount | BotAccount) -> Json:
    if isinstance(user, BotAccount):
        return {
            "id": user.id,
            "is_bot": True,
            "first_name": user.profile.get(("name", ""), user.bot.name),
            "username": user.bot.username,
        }
    raw = user.person
    written: Json = {"id": raw.id, "is_bot": False, "first_name": raw.first_name}
    written |= {key: value for key in ("last_name", "username") if (value := getattr(raw, key))}
    if user.language is not None:
        written["language_code"] = user.language
    return written


def chat(target: Chat) -> Json:
    if isinstance(target.peer, Group):
        kind = "supergroup" if str(target.id).startswith("-100") else "group"
        return {"id": target.id, "type": kind, "title": target.peer.title}
    person = target.peer.person
    written: Json = {"id": target.id, "type": "private", "first_name": person.first_name}
    return written | {key: value for key in ("last_name", "username") if (value := getattr(person, key))}


def message(post: ChatMessage, *, with_reply: bool = True) -> Json:
    written: Json = {
        "message_id": post.id,
        "from": user(post.author),
        "chat": chat(post.chat),
        "date": int(post.at),
        **post.origin,
        **post.content,
    }
    if post.edited is not None:
        written["edit_date"] = int(post.edited)
    if post.text:
        has_caption = bool(post.content)
        written["caption" if has_caption else "text"] = post.text
        if post.entities:
            written["caption_entities" if has_caption else "entities"] = post.entities
    if post.markup and "inline_keyboard" in post.markup:
        written["reply_markup"] = post.markup
    answered = post.chat.posts.get(post.reply_to or 0)
    if answered and with_reply:
        written["reply_to_message"] = message(answered, with_reply=False)
    return written


def inaccessible(target: Chat, message_id: int) -> Json:
    return {"chat": chat(target), "message_id": message_id, "date": 0}
