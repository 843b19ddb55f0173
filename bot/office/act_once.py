"""An act of the market from a form of the office, once for the token of the form."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.office.chat_screens import ChatScreens
from locales.say import Say
from market.office_session import OfficeReader
from storage.processed_update import DuplicateUpdate


async def act_once(
    screens: ChatScreens,
    reader: OfficeReader,
    say: Say,
    action: Callable[..., Any],
    /,
    *,
    number: int,
    **fields: Any,
) -> Any:
    """Do an action for whoever is signed in, once for a number, and return its outcome; None where it was done before."""
    ctx = screens.reading(reader, say, number=number).ctx
    with suppress(DuplicateUpdate):
        return await ctx.act(action, ctx.actor, now=ctx.now, **fields)
    return None
