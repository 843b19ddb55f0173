"""`python -m tests.screens.page FILE` writes an HTML file with every screen, each language in a column as wide as a phone."""

import re
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from handlers.ui.screen import Button, Row, Screen
from locales.languages import LANGUAGES
from locales.say import speak
from tests.screens.every_screen import Shown, everything

STYLE = """
body { font: 16px/1.35 system-ui, sans-serif; margin: 16px; background: #ececec; color: #111; }
nav { columns: 4 220px; } nav a { display: block; font-size: 13px; color: #225; }
h1, h2, h3 { margin: 24px 0 8px; } h3 { font-size: 15px; } h3 small { color: #666; font-weight: 400; }
.languages { display: flex; gap: 16px; align-items: start; }
.phone { width: 390px; box-sizing: border-box; padding: 8px; background: #cfdcc6; border-radius: 8px; }
.bubble { background: #fff; border-radius: 12px; padding: 8px 10px; margin-bottom: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.picture { background: repeating-linear-gradient(45deg, #bbb 0 12px, #c8c8c8 12px 24px); border-radius: 8px; height: 90px;
  display: grid; place-items: center; color: #333; font-size: 13px; margin-bottom: 6px; white-space: normal; }
.alert, .toast { background: #222; color: #fff; } .alert::before, .toast::before { font-size: 12px; color: #bbb; display: block; }
.alert::before { content: "alert"; } .toast::before { content: "toast or note"; }
.row { display: flex; gap: 4px; margin-bottom: 4px; }
.key { flex: 1 1 0; min-width: 0; text-align: center; background: #fff; border-radius: 8px; padding: 7px 4px; font-size: 14px;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.primary { background: #2f7fd6; color: #fff; } .success { background: #2e8b4f; color: #fff; } .danger { background: #c8392f; color: #fff; }
.reply { color: #777; border: 1px dashed #888; border-radius: 8px; padding: 6px 8px; font-size: 14px; }
code { background: #eef; } a { color: #2563b0; }
"""
HEAD = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{}</style><h1>Screens</h1>'
)


def page_of(columns: Sequence[tuple[str, Sequence[Shown]]]) -> str:
    """Returns the HTML of what is shown in each language; the first one has the headings."""
    first = columns[0][1]
    parts = [HEAD.format(Markup(STYLE)), _contents(first)]
    by_key = [(code, {_key(one): one for one in shown}) for code, shown in columns]
    for chapter, members in groupby(first, key=lambda one: one.chapter):
        parts.append(Markup("<h2>{}</h2>").format(chapter))
        for one in members:
            parts.append(
                Markup('<h3 id="{}">{} <small>{}</small></h3>').format(_anchor(one), one.name, one.variant)
            )
            parts.append(_in_languages(_key(one), by_key))
    return "\n".join(parts)


def _key(shown: Shown) -> tuple[str, str, str]:
    return shown.chapter, shown.name, shown.variant


def _anchor(shown: Shown) -> str:
    return re.sub(r"\W+", "-", " ".join(_key(shown)))


def _contents(shown: Iterable[Shown]) -> Markup:
    parts = []
    for chapter, members in groupby(shown, key=lambda one: one.chapter):
        parts.append(Markup("<b>{}</b>").format(chapter))
        for name, variants in groupby(members, key=lambda one: one.name):
            parts.append(Markup('<a href="#{}">{}</a>').format(_anchor(next(variants)), name))
    return Markup("<nav>{}</nav>").format(Markup("").join(parts))


def _in_languages(
    key: tuple[str, str, str], columns: Sequence[tuple[str, dict[tuple[str, str, str], Shown]]]
) -> Markup:
    phones = [
        Markup('<div class="phone" lang="{}">{}</div>').format(code.replace("_", "-"), _phone(shown[key]))
        for code, shown in columns
        if key in shown
    ]
    return Markup('<div class="languages">{}</div>').format(Markup("").join(phones))


def _phone(shown: Shown) -> Markup:
    screen = shown.screen
    above = _bubble(screen.above, "") if screen.above else Markup()
    return above + _bubble(screen, shown.sort)


def _bubble(screen: Screen, sort: str) -> Markup:
    text = screen.text or Markup("<i>(taken away)</i>")
    bubble = Markup('<div class="bubble {}">{}{}</div>').format(sort, _attached(screen), text)
    reply = (
        Markup('<div class="reply">{}</div>').format(screen.reply_placeholder)
        if screen.reply_placeholder
        else ""
    )
    return bubble + Markup("").join(map(_row, screen.rows)) + reply


def _attached(screen: Screen) -> Markup:
    """Returns a placeholder for what a screen carries besides its text."""
    names = [
        screen.picture
        and f"picture {'QR' if screen.picture.ticket or screen.picture.text else screen.picture.motif}",
        screen.document and f"file {screen.document.name}",
        screen.venue and f"map {screen.venue.latitude}, {screen.venue.longitude}",
        screen.invoice
        and f"invoice {screen.invoice.title}: {screen.invoice.amount} {screen.invoice.currency}",
        screen.silent and "without sound",
    ]
    return Markup("").join(Markup('<div class="picture">{}</div>').format(name) for name in names if name)


def _row(row: Row) -> Markup:
    return Markup('<div class="row">{}</div>').format(Markup("").join(map(_button, row)))


def _button(button: Button) -> Markup:
    mark = " ↗" if button.url else " ⧉" if button.copy else ""
    return Markup('<div class="key {}">{}{}</div>').format(button.style, button.label, mark)


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page_of([(each.code, [*everything(speak(each.code))]) for each in LANGUAGES]))
    print(file)
