"""How the Bot API writes things down."""

from __future__ import annotations

from sandbox.people import Group
from sandbox.state import Account, Chat, Json, Post, Resident


def user(who: Resident | Account) -> Json:
    if isinstance(who, Account):
        return {
            "id": who.id,
            "is_bot": True,
            "first_name": who.profile.get(("name", ""), who.bot.name),
            "username": who.bot.username,
        }
    given = who.person
    written: Json = {"id": given.id, "is_bot": False, "first_name": given.first_name}
    written |= {key: value for key in ("last_name", "username") if (value := getattr(given, key))}
    if who.language is not None:
        written["language_code"] = who.language
    return written


def chat(of: Chat) -> Json:
    if isinstance(of.of, Group):
        kind = "supergroup" if str(of.id).startswith("-100") else "group"
        return {"id": of.id, "type": kind, "title": of.of.title}
    person = of.of.person
    written: Json = {"id": of.id, "type": "private", "first_name": person.first_name}
    return written | {key: value for key in ("last_name", "username") if (value := getattr(person, key))}


def message(post: Post, *, with_reply: bool = True) -> Json:
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


def inaccessible(of: Chat, message_id: int) -> Json:
    return {"chat": chat(of), "message_id": message_id, "date": 0}
