"""Messages that go: a bot's own, and within 48 hours those that a person wrote to it."""

from __future__ import annotations

from sandbox.methods.sending import chat_of, is_group
from sandbox.methods.table import method
from sandbox.params import Params, whole
from sandbox.refusal import bad_request
from sandbox.state import Account, Post
from sandbox.street import Street

LATEST = 48 * 3600.0


def _may_go(street: Street, account: Account, post: Post) -> bool:
    own = post.author is account or not is_group(post.chat)
    return own and street.time() - post.at < LATEST


@method("deleteMessage", "chat_id message_id")
def delete_message(street: Street, account: Account, params: Params) -> bool:
    chat = chat_of(street, account, params)
    post = chat.posts.get(params.whole("message_id"))
    if not post:
        raise bad_request("message to delete not found")
    if not _may_go(street, account, post):
        raise bad_request("message can't be deleted for everyone")
    street.remove(chat, [post.id])
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(street: Street, account: Account, params: Params) -> bool:
    chat = chat_of(street, account, params)
    wanted = [whole(one) for one in params.listed("message_ids") or []]
    if not 1 <= len(wanted) <= 100:
        raise bad_request("there must be 1-100 message identifiers")
    posts = [chat.posts[one] for one in wanted if one is not None and one in chat.posts]
    if any(not _may_go(street, account, post) for post in posts):
        raise bad_request("message can't be deleted for everyone")
    street.remove(chat, [post.id for post in posts])
    return True
