"""Lorong as `lorong run`, but that one may also join by writing: for a message that has one answer, as an echo's has."""

import sys

from bot.cli import main
from handlers.drop.where import Where
from handlers.ui.screen import Shown
from handlers.ui.tap import Tap
from handlers.waitlist.callbacks import JoinWaitlist
from handlers.waitlist.routes import join_line, routes


@routes.command("join")
async def join_by_word(tap: Tap, words: str) -> Shown:
    return await join_line(tap, JoinWaitlist(line=int(words), party=1, where=Where().code))


if __name__ == "__main__":
    sys.exit(main(["run"]))
