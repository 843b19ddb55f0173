"""Where a stall streams, on every screen that says so: the whole host name as text, and the button that opens it."""

from markupsafe import Markup

from handlers.ui.screen import Button
from locales.say import Say
from market.live.stream import stream_host


def stream_text(say: Say, url: str) -> list[Markup]:
    """Returns where the stream is, with a host name that is never cut, so that its end can be read; nothing without one."""
    host = Markup("<code>{}</code>").format(stream_host(url))
    return [say("Stream on {host}, outside Telegram.", host=host)] if url else []


def stream_buttons(say: Say, url: str) -> list[Button]:
    """Returns the button that opens the stream; none without one."""
    return [Button(label=say.label("Watch the stream"), url=url)] if url else []
