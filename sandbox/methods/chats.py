"""Methods about chats, and pinned messages."""

from __future__ import annotations

from sandbox import api_json
from sandbox.errors import bad_request
from sandbox.methods.sending import chat_of, is_group
from sandbox.methods.table import method
from sandbox.name_sets import name_set
from sandbox.params import Params
from sandbox.records import BotAccount, Chat, Json, UserAccount
from sandbox.telegram_state import TelegramState

RIGHTS = name_set(
    "can_be_edited can_manage_chat can_change_info can_delete_messages can_invite_users"
    " can_restrict_members can_pin_messages can_promote_members can_manage_video_chats can_post_stories"
    " can_edit_stories can_delete_stories can_send_welcome_messages is_anonymous"
)


@method("getChat", "chat_id")
def get_chat(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    chat = chat_of(telegram, account, params)
    full = api_json.chat(chat) | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    pinned = chat.posts.get(chat.pins[-1]) if chat.pins else None
    return full | {"pinned_message": api_json.message(pinned)} if pinned else full


@method("getChatMember", "chat_id user_id")
def get_chat_member(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    chat, user_id = chat_of(telegram, account, params), params.whole("user_id")
    if user_id == account.id:
        return _bot_member(account, chat)
    user = telegram.users.get(user_id)
    if not user:
        raise bad_request("user not found")
    return {"status": "member" if _belongs(chat, user) else "left", "user": api_json.user(user)}


def _belongs(chat: Chat, user: UserAccount) -> bool:
    members = getattr(chat.peer, "members", (chat.id,))
    return user.id in members


def _bot_member(account: BotAccount, chat: Chat) -> Json:
    if not is_group(chat):
        return {"status": "member", "user": api_json.user(account)}
    rights = dict.fromkeys(sorted(RIGHTS), False) | {"can_pin_messages": True, "can_delete_messages": True}
    return {"status": "administrator", "user": api_json.user(account), **rights}


@method("pinChatMessage", "chat_id message_id business_connection_id disable_notification")
def pin_chat_message(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    chat = chat_of(telegram, account, params)
    post = chat.posts.get(params.whole("message_id"))
    if not post:
        raise bad_request("message to pin not found")
    chat.pins = [one for one in chat.pins if one != post.id] + [post.id]
    telegram.publish_if_shown(account, "pinned", chat=chat.id, message=post.id)
    telegram.add(chat, account, content={"pinned_message": api_json.message(post, with_reply=False)})
    return True


@method("unpinChatMessage", "chat_id message_id business_connection_id")
def unpin_chat_message(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    chat = chat_of(telegram, account, params)
    wanted = params.whole("message_id", 0) or (chat.pins[-1] if chat.pins else 0)
    if wanted not in chat.pins:
        raise bad_request("message to unpin not found")
    chat.pins.remove(wanted)
    telegram.publish_if_shown(account, "pinned", chat=chat.id, message=chat.pins[-1] if chat.pins else None)
    return True
