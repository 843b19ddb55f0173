"""Senders and mailboxes for tests."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from scheduler.mailbox import Deliver, Mailbox
from storage.store import Store


class Only:
    """The one sender while `it` is; `sure` that no other lives, or not."""

    def __init__(self, sure: bool = False) -> None:
        self.sure, self.it = sure, True

    async def __call__(self) -> bool:
        return self.it


def mailbox_of(
    store: Store,
    deliver: Deliver,
    now: Callable[[], datetime],
    name: str = "this one",
    only: Only | None = None,
    **more: Any,
) -> Mailbox:
    """Of a market in Kota Kinabalu."""
    return Mailbox(store, deliver, name, now, only or Only(), "Asia/Kuching", **more)
