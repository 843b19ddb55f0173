"""Permits in the office: the market's own actions, each once for the token of a form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.office.act_once import act_once
from bot.office.chat_screens import ChatScreens
from locales.say import Say
from market.office_session import OfficeReader
from market.permit.record import PermitPaper, record_permit, replace_permit, void_permit, withdraw_permit


@dataclass(frozen=True, kw_only=True)
class OfficePermits:
    """Acts for whoever is signed in."""

    screens: ChatScreens

    async def record(
        self, reader: OfficeReader, say: Say, alley: int, paper: PermitPaper, *, number: int
    ) -> None:
        await self._act(reader, say, number, record_permit, alley=alley, paper=paper)

    async def replace(
        self, reader: OfficeReader, say: Say, permit: int, paper: PermitPaper, *, number: int
    ) -> None:
        await self._act(reader, say, number, replace_permit, permit=permit, paper=paper)

    async def withdraw(self, reader: OfficeReader, say: Say, permit: int, *, number: int) -> None:
        await self._act(reader, say, number, withdraw_permit, permit=permit)

    async def void(self, reader: OfficeReader, say: Say, permit: int, *, number: int) -> None:
        await self._act(reader, say, number, void_permit, permit=permit)

    async def _act(
        self, reader: OfficeReader, say: Say, number: int, action: Callable[..., Any], **fields: Any
    ) -> None:
        admins = self.screens.services.admins
        await act_once(self.screens, reader, say, action, number=number, admins=admins, **fields)
