"""The token of a form: proof that a POST comes from a page of ours, in the browser that was given it, and only once."""

import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

VALID_FOR = timedelta(hours=2)
MOST_USED = 20_000
"""Used tokens that are remembered: only tokens of ours come among them."""
TOKEN = re.compile(r"([0-9a-f]{1,12})\.([\w-]{16,32})\.([0-9a-f]{32})", re.ASCII)
BROWSER = re.compile(r"[\w-]{22}", re.ASCII)


@dataclass
class FormTokens:
    """Makes tokens with a key of the market's own, and takes each back once."""

    key: bytes
    now: Callable[[], datetime]
    _used: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def issue(self, path: str, browser: str) -> str:
        """Return a token for one POST to a path from one browser."""
        made_at, nonce = f"{int(self.now().timestamp()):x}", token_urlsafe(12)
        return f"{made_at}.{nonce}.{self._mac(made_at, nonce, path, browser)}"

    def is_good(self, token: str, path: str, browser: str) -> bool:
        """Return whether a token is ours, for this path and browser, fresh and not used yet."""
        found = TOKEN.fullmatch(token)
        if found is None or not BROWSER.fullmatch(browser):
            return False
        made_at, nonce, mac = found.groups()
        if not hmac.compare_digest(mac, self._mac(made_at, nonce, path, browser)):
            return False
        age = self.now().timestamp() - int(made_at, 16)
        return abs(age) < VALID_FOR.total_seconds() and token not in self._used

    def use(self, token: str) -> None:
        """Note that a good token was used."""
        self._used[token] = None
        while len(self._used) > MOST_USED:
            self._used.popitem(last=False)

    def _mac(self, made_at: str, nonce: str, path: str, browser: str) -> str:
        text = "\n".join(("form", made_at, nonce, path, browser))
        return hmac.digest(self.key, text.encode(), sha256).hex()[:32]


def new_browser() -> str:
    """Return the value of the cookie that ties tokens to a browser."""
    return token_urlsafe(16)
