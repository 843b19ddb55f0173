"""`lorong run` with one more command, `/join ITEM`, whose message has one answer, as the echo's has."""

import sys

from bot.cli.main import main
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import JoinWaitlist
from handlers.ui.context import HandlerContext
from handlers.ui.screen import ScreenReply
from handlers.waitlist.routes import join_waitlist, routes


@routes.command("join")
async def join_by_command(ctx: HandlerContext, words: str) -> ScreenReply:
    return await join_waitlist(ctx, JoinWaitlist(item=int(words), units=1, back_to=ListLocation().code))


if __name__ == "__main__":
    sys.exit(main(["run"]))
