"""The client of the Bot API: aiogram's session without models for the results."""

import json
import math
from collections.abc import Mapping
from contextlib import aclosing
from time import monotonic
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiohttp import ClientError, ClientTimeout, FormData

from market.picture import PictureTooLarge

SILENCE, SILENCE_CHECK = 20.0, 5.0
"""Seconds after which Telegram is asked whether it is there, and for which its answer is waited for. A long poll answers after 25."""
JSON = {"Content-Type": "application/json"}


class RawCall(TelegramMethod[Any]):
    """The method that aiogram's errors carry for our calls."""

    __returning__ = Any
    __api_method__ = "plain"


class TelegramClient(AiohttpSession):
    """Sends calls as JSON and returns results as plain data."""

    def __init__(self, api_base: str, **options: Any) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_base), **options)
        self._answered_at = -math.inf

    async def silent_for(self, bot: Bot) -> float | None:
        """Return the seconds since Telegram last gave a result. If that is long ago it is asked; None where it does not answer, or refuses the token."""
        if monotonic() - self._answered_at > SILENCE:
            try:
                await self.call(bot, "getMe", {}, seconds=SILENCE_CHECK)
            except (TelegramAPIError, ClientDecodeError):
                return None
        return monotonic() - self._answered_at

    async def call(
        self,
        bot: Bot,
        method: str,
        params: Mapping[str, Any],
        file: tuple[str, bytes] | None = None,
        seconds: float = 60,
    ) -> Any:
        """Return the result of one call. Raises aiogram's errors; ClientDecodeError if the body is not JSON.

        `file` is a field's name, with a suffix unless it is a picture, and its bytes.
        """
        session = await self.create_session()
        body, headers = (_form(params, file), None) if file else (json.dumps(params).encode(), JSON)
        url = self.api.api_url(token=bot.token, method=method)
        try:
            async with session.post(
                url, data=body, headers=headers, timeout=ClientTimeout(seconds)
            ) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError as error:
            raise TelegramNetworkError(
                method=RawCall(), message=f"{method}: no answer in {seconds:.0f} s"
            ) from error
        except ClientError as error:
            raise TelegramNetworkError(
                method=RawCall(), message=f"{method}: {type(error).__name__}"
            ) from error
        result = self._result(bot, status, content)
        self._answered_at = monotonic()
        return result

    async def close(self) -> None:
        """Close the connections. aiogram waits 250 ms longer, for what aiohttp does at once since it aborts TLS."""
        if self._session is not None:
            await self._session.close()

    async def fetch(self, bot: Bot, file_id: str, max_bytes: int = 5 * 2**20) -> bytes:
        """Return the bytes of a file that somebody sent. Raises PictureTooLarge, where Telegram says the size before downloading it, and aiogram's errors."""
        file_info = await self.call(bot, "getFile", {"file_id": file_id})
        if file_info.get("file_size", 0) > max_bytes:
            raise PictureTooLarge
        url = self.api.file_url(bot.token, file_info["file_path"])
        data = bytearray()
        async with aclosing(self.stream_content(url)) as parts:
            async for part in parts:
                data += part
                if len(data) > max_bytes:
                    raise PictureTooLarge
        return bytes(data)

    def _result(self, bot: Bot, status: int, content: bytes) -> Any:
        payload = _parse_json(content) if status == 200 else None
        if isinstance(payload, dict) and payload.get("ok"):
            if "result" not in payload:
                raise ClientDecodeError("an answer without a result", ValueError(), payload)
            return payload["result"]
        return self.check_response(bot, RawCall(), status, content.decode(errors="replace")).result


def _parse_json(content: bytes) -> Any:
    """Return the parsed body; None for one that is not JSON, such as a gateway's page, or too deep."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _form(params: Mapping[str, Any], file: tuple[str, bytes]) -> FormData:
    form = FormData(quote_fields=False)
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    form.add_field(file[0], file[1], filename=file[0] if "." in file[0] else f"{file[0]}.png")
    return form
