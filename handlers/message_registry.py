"""The registry of messages: for each notification kind its view, its labels and its call to Telegram.

`handlers/<feature>/messages.py` registers the kinds of a feature. Import `messages` from `handlers.messages`, which imports all of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, send_call
from locales.say import Say
from market.admins import NO_ADMINS, Admins
from market.notification.kind import NotificationKind, UnreadableNotification
from storage.store import Store

Kind = TypeVar("Kind", bound=NotificationKind)
Found = TypeVar("Found")
DEFAULT_DUE_LABEL = "a message"


@dataclass(frozen=True, kw_only=True)
class RenderContext:
    """The data for a view besides the payload. `now`: when it is sent; `late_since`: when a late notification was due, None for one in time.

    `admins` are the organisers that the settings name, and `zone` is the market's, where a message is drawn again.
    """

    store: Store
    now: datetime
    admins: Admins = NO_ADMINS
    zone: str = "UTC"
    notification_id: int = 0
    bot_username: str = ""
    late_since: datetime | None = None

    async def read(self, query: Callable[..., Found], *arguments: Any, **named: Any) -> Found:
        """Return the result of a query of the market, as things are now."""
        return await self.store.read(query, *arguments, **named)


View = Callable[[Say, RenderContext, Kind], Awaitable[Screen]]
Label = Callable[[Say], str]
CallBuilder = Callable[[int, Kind, Screen], ApiCall]


def send_new_message(chat: int, notification: NotificationKind, screen: Screen) -> ApiCall:
    """Return the call that sends a notification as a message of its own."""
    return send_call(chat, screen)


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """The view, labels and Telegram call of one kind. `due_label` is shown in the demo's clock bar while the notification is queued."""

    view: View[Any]
    label: Label
    due_label: str
    call: CallBuilder[Any]


class MessageRegistry:
    """The messages of all kinds, by kind name. `view` registers one; a second one of the same kind is an error at import."""

    def __init__(self) -> None:
        self.views: dict[str, MessageView] = {}

    def view(
        self,
        kind: type[Kind],
        *,
        label: Label,
        due_label: str = DEFAULT_DUE_LABEL,
        call: CallBuilder[Kind] = send_new_message,
    ) -> Callable[[View[Kind]], View[Kind]]:
        """Register the decorated view for a kind. `label` names the kind to organisers, who read that it was sent but not its text."""

        def register(view: View[Kind]) -> View[Kind]:
            if kind.kind in self.views:
                raise TypeError(f"two views for the notification kind {kind.kind}")
            self.views[kind.kind] = MessageView(view=view, label=label, due_label=due_label, call=call)
            return view

        return register

    async def render(self, say: Say, context: RenderContext, notification: NotificationKind) -> Screen:
        """The message in the reader's language, from the data as it is now. Raises a refusal where there is nothing left to say."""
        return await self._of(notification.kind).view(say, context, notification)

    def call(self, chat: int, notification: NotificationKind, screen: Screen) -> ApiCall:
        """The Telegram call that delivers a rendered message: to send it, or to edit or delete an earlier one."""
        return self._of(notification.kind).call(chat, notification, screen)

    def label(self, say: Say, kind: str) -> str:
        """The organisers' name for a kind, in their language; for an unknown kind its class name."""
        found = self.views.get(kind)
        return found.label(say) if found else kind

    def due_label(self, kind: str) -> str:
        """The demo's name for a kind that will be due."""
        found = self.views.get(kind)
        return found.due_label if found else DEFAULT_DUE_LABEL

    def _of(self, kind: str) -> MessageView:
        found = self.views.get(kind)
        if found is None:
            raise UnreadableNotification(f"{kind} has no view")
        return found


messages = MessageRegistry()
