"""Init data as Telegram signs it, made by the steps of its documentation and without Lorong's code."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.parse import urlencode

BOT_TOKEN = "42:a-token-of-tests"


def signed_init_data(
    person: int,
    now: datetime,
    *,
    token: str = BOT_TOKEN,
    age: timedelta = timedelta(0),
    tampered: int | None = None,
    **fields: str,
) -> str:
    """Return what a page reads from its fragment. `tampered` is another person's id, written over the signed one."""
    signed = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps({"id": person, "first_name": "Ros & co", "language_code": "en"}),
        "auth_date": str(round((now - age).timestamp())),
        "signature": "x" * 86,
        **fields,
    }
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    lines = "\n".join(f"{name}={signed[name]}" for name in sorted(signed))
    signed["hash"] = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    if tampered is not None:
        signed["user"] = signed["user"].replace(str(person), str(tampered), 1)
    return urlencode(signed)
