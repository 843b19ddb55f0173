"""The frame of a page: what stands around its own content, and what other apps show of a link to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from locales.languages import LANGUAGES
from locales.say import Say
from web.parts.reader import LANGUAGE
from web.templating import render


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where this market is: `public_url` is the address of its pages, "" where none is set; `username` is the bot's."""

    public_url: str
    username: str

    def address(self, path: str) -> str:
        """Return the address of a page for other apps; its path alone where this market has no public address."""
        return self.public_url + path

    def feed_address(self, path: str) -> str:
        """Return the address by which a calendar follows a feed; its path alone where this market has no public address."""
        return self.address(path).replace("https://", "webcal://", 1)

    def chat_link(self, start: str) -> str:
        """Return the link that opens something in the chat, such as `d_CODE`."""
        return f"https://t.me/{self.username}?start={start}"


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """One reading of a page: its `code` (upper case, "" for a page without one), the language, and the parameters that the page knows.

    `serial` is what its path has after the code, for a page of single pieces; `secret` is that of a one-time link, as it was written.
    `session` is the cookie of the office, `token` that of the form that was sent. `language_is_chosen`: by the reader on a page, not by their browser.
    `network` is where it came from, for a count in memory: it is stored and logged nowhere.
    """

    path: str
    code: str
    serial: str = ""
    secret: str = ""
    session: str = ""
    token: str = ""
    say: Say
    params: Mapping[str, str]
    language_is_chosen: bool = False
    network: str = field(default="", repr=False)

    def with_params(self, **changed: str) -> str:
        """Return the address of the same page with some parameters changed; those that are "" are left out."""
        kept = {name: value for name, value in {**self.params, **changed}.items() if value}
        return f"?{urlencode(kept)}"


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """A language of the switch; `query` is that of the same page in it."""

    code: str
    tag: str
    name: str
    query: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The values of `layout.html`."""

    title: str
    language: str
    languages: tuple[LanguageLink, ...]
    address: str
    description: str
    picture: str
    is_indexed: bool
    structured_data: Markup
    home_label: str
    skip_label: str
    languages_label: str


def page_html(
    template: str,
    page_request: PageRequest,
    site: Site,
    /,
    *,
    title: str,
    description: str = "",
    picture: str = "",
    is_indexed: bool = False,
    structured_data: Mapping[str, Any] | None = None,
    **values: Any,
) -> str:
    """Return a page in its frame. `picture` is the path of its picture; only what everybody may find is indexed and previewed."""
    say = page_request.say
    frame = Frame(
        title=without_isolates(title),
        language=language_tag(say.language),
        languages=tuple(
            LanguageLink(
                code=each.code,
                tag=language_tag(each.code),
                name=each.name,
                query=page_request.with_params(**{LANGUAGE: each.code}).removeprefix("?"),
            )
            for each in LANGUAGES
        ),
        address=site.address(page_request.path),
        description=without_isolates(description),
        picture=site.address(picture) if picture else "",
        is_indexed=is_indexed,
        structured_data=_script_safe(structured_data) if structured_data else Markup(),
        home_label=say.plain("The market"),
        skip_label=say.plain("To the content"),
        languages_label=say.plain("Language"),
    )
    return render(template, frame=frame, **values)


def language_tag(code: str) -> str:
    """Return a language as HTML writes it: "zh-Hans"."""
    return code.replace("_", "-")


def without_isolates(text: str) -> str:
    """Return text without the invisible marks around names, which other apps and window titles show as boxes."""
    return text.replace("\u2068", "").replace("\u2069", "")


def _script_safe(data: Mapping[str, Any]) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
