"""The mix of an alley in the office: the market's own actions, each once for the token of a form."""

from contextlib import suppress
from dataclasses import dataclass

from bot.office.chat_screens import ChatScreens
from locales.say import Say
from market.mix.record import set_mix, set_origin
from market.mix.shares import Mix
from market.office_session import OfficeReader
from storage.mix import Origin
from storage.processed_update import DuplicateUpdate


@dataclass(frozen=True, kw_only=True)
class OfficeMix:
    """Acts for whoever is signed in."""

    screens: ChatScreens

    async def set_mix(self, reader: OfficeReader, say: Say, alley: int, mix: Mix, *, number: int) -> None:
        ctx = self.screens.reading(reader, say, number=number).ctx
        with suppress(DuplicateUpdate):
            await ctx.act(set_mix, ctx.actor, alley, mix, now=ctx.now)

    async def set_origin(
        self, reader: OfficeReader, say: Say, stall: int, origin: Origin | None, *, number: int
    ) -> None:
        ctx = self.screens.reading(reader, say, number=number).ctx
        with suppress(DuplicateUpdate):
            await ctx.act(set_origin, ctx.actor, stall, origin, now=ctx.now)
