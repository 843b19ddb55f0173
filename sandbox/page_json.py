"""The JSON for the page, as docs/sandbox.md describes it."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.config import Group
from sandbox.records import BotAccount, Chat, ChatMessage, Json, UserAccount

MAX_MESSAGES = 200
KINDS = ("photo", "document", "venue", "location", "invoice")


def iso_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def message_kind(post: ChatMessage) -> str:
    if not post.content:
        return "text"
    return next((one for one in KINDS if one in post.content), "service")


def message_json(post: ChatMessage) -> Json:
    content = post.content
    return {
        "id": post.id,
        "chat": post.chat.id,
        "from": "bot" if isinstance(post.author, BotAccount) else post.author.id,
        "via": post.origin.get("via_bot", {}).get("username"),
        "name": post.author.bot.name if isinstance(post.author, BotAccount) else post.author.person.name,
        "at": post.wall.isoformat(timespec="milliseconds") if post.wall else iso_time(post.at),
        "edited": post.edited is not None,
        "kind": message_kind(post),
        "text": post.text or service_text(content),
        "entities": post.entities,
        "photo": _photo(content["photo"][-1]) if "photo" in content else None,
        "document": _document(content["document"]) if "document" in content else None,
        "location": content.get("location"),
        "venue": content.get("venue"),
        "invoice": _invoice(content["invoice"], post.sale) if "invoice" in content else None,
        "buttons": [[button(one) for one in row] for row in button_rows(post)],
        "force_reply": _force_reply(post),
        "reply_to": post.reply_to,
    }


def button_rows(post: ChatMessage) -> list[list[Json]]:
    rows: list[list[Json]] = (post.markup or {}).get("inline_keyboard", [])
    if "invoice" in post.content and not rows:
        return [[{"text": "Pay", "pay": True}]]
    return rows


def button(raw: Json) -> Json:
    shown = {"text": raw["text"], "kind": "inert"}
    if "style" in raw:
        shown["style"] = raw["style"]
    match raw:
        case {"callback_data": _}:
            shown["kind"] = "callback"
        case {"url": url} | {"web_app": {"url": url}} | {"login_url": {"url": url}}:
            shown |= {"kind": "url", "url": url}
        case {"copy_text": {"text": words}}:
            shown |= {"kind": "copy", "copy": words}
        case {"switch_inline_query_chosen_chat": {"query": str(words)}}:
            shown |= {"kind": "inline", "query": words}
        case {"pay": _}:
            shown["kind"] = "pay"
        case _:
            pass
    return shown


def _photo(largest: Json) -> Json:
    return {key: largest[key] for key in ("file_id", "width", "height")} | {"qr": False}


def _document(raw: Json) -> Json:
    return {"file_id": raw["file_id"], "name": raw.get("file_name", "")}


def _invoice(raw: Json, sale: Json) -> Json:
    return {
        "title": raw["title"],
        "description": raw["description"],
        "currency": raw["currency"],
        "amount": raw["total_amount"],
        "paid": sale["paid"],
    }


def _force_reply(post: ChatMessage) -> Json | None:
    if post.markup and post.markup.get("force_reply"):
        return {"placeholder": post.markup.get("input_field_placeholder", "")}
    return None


def service_text(content: Json) -> str:
    match content:
        case {"successful_payment": {"total_amount": amount, "currency": currency}}:
            return f"Paid {amount} {currency}"
        case {"refunded_payment": {"total_amount": amount, "currency": currency}}:
            return f"Refunded {amount} {currency}"
        case {"contact": {"phone_number": number, "first_name": name}}:
            return f"{name} {number}"
        case {"pinned_message": _}:
            return "Pinned a message"
        case {"migrate_to_chat_id": _} | {"migrate_from_chat_id": _}:
            return "The group is a supergroup now"
        case _:
            return ""


def person_json(account: BotAccount, user: UserAccount) -> Json:
    """Return a person without their messages, the body of a `person` event."""
    chat = account.chats.get(user.id)
    return {
        "id": user.id,
        "name": user.person.name,
        "role": user.person.role,
        "language": user.language or "",
        "chosen_language": user.chosen_language,
        "blocked": bool(chat and chat.blocked),
        "commands": commands(account, user.id, user.language),
    }


def person(account: BotAccount, user: UserAccount) -> Json:
    return person_json(account, user) | chat_json(account.chats.get(user.id))


def group(account: BotAccount, chat: Chat, raw: Group) -> Json:
    return {
        "id": chat.id,
        "title": raw.title,
        "members": list(raw.members),
        "commands": commands(account, chat.id, None),
        **chat_json(chat),
    }


def chat_json(chat: Chat | None) -> Json:
    if not chat:
        return {"messages": [], "pinned": None}
    newest = list(chat.posts.values())[-MAX_MESSAGES:]
    return {
        "messages": [message_json(post) for post in newest],
        "pinned": chat.pins[-1] if chat.pins else None,
    }


def commands(account: BotAccount, chat: int, language: str | None) -> list[Json]:
    """Return the command menu of a chat: of the narrowest scope that has one, in the phone's language if available."""
    everyone = "all_group_chats" if chat < 0 else "all_private_chats"
    short = (language or "")[:2]
    for scope in (("chat", chat, 0), (everyone, 0, 0), ("default", 0, 0)):
        for code in (short, "") if short else ("",):
            if found := account.commands.get((*scope, code)):
                return found
    return []
