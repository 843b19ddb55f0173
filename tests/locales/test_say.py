"""Formatting of texts: every value is escaped, and a missing message is English."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from locales.build import build, compile_po
from locales.say import Say, catalogue, html, speak, unfilled

MALAY = """
msgid ""
msgstr ""
"Language: ms\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Back"
msgstr "Dipulangkan"

msgctxt "button"
msgid "Back"
msgstr "Kembali"

msgid "<b>{count} drop</b>"
msgid_plural "<b>{count} drops</b>"
msgstr[0] "<b>{count} jualan</b>"
"""

FILIPINO = """
msgid ""
msgstr ""
"Language: fil\\n"
"Plural-Forms: nplurals=2; plural=(n % 10 == 4 || n % 10 == 6 || n % 10 == 9);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "{count} cup"
msgid_plural "{count} cups"
msgstr[0] "{count} tasa"
msgstr[1] "{count} na tasa"
"""


def written(folder: Path, code: str, text: str) -> Path:
    path = folder / code / "LC_MESSAGES" / "lorong.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def malay(tmp_path: Path) -> Say:
    return Say("ms", catalogue(written(tmp_path, "ms", MALAY)))


@settings(deadline=None)
@given(st.text())
def test_no_word_can_add_a_tag_or_a_hole(word: str) -> None:
    said = speak("en")("<b>{name}</b> opens.", name=word)
    assert said.count("<") == 2
    assert said.unescape() == f"<b>{word}</b> opens."


def test_markup_passes_unescaped() -> None:
    assert speak("en")("{name} opens.", name=Markup("<i>Ros</i>")) == "<i>Ros</i> opens."


@pytest.mark.parametrize("word", [1.5, None, True, b"Ros", ["Ros"], object()])
def test_a_word_is_text_or_a_whole_number(word: object) -> None:
    with pytest.raises(TypeError, match="a word is str, int or Markup"):
        speak("en")("{name} opens.", name=word)  # type: ignore[arg-type]


def test_a_hole_is_a_name_and_no_way_into_an_object() -> None:
    assert speak("en")("{name.__class__} {name[0]}", name="Ros") == "{name.__class__} {name[0]}"


def test_a_hole_without_its_word_is_an_error() -> None:
    with pytest.raises(KeyError, match="when"):
        speak("en")("Opens {when}.")


@pytest.mark.parametrize(("n", "said"), [(0, "0 drops"), (1, "1 drop"), (1200, "1,200 drops")])
def test_english_has_two_forms(n: int, said: str) -> None:
    assert speak("en").many("{count} drop", "{count} drops", n) == said


@pytest.mark.parametrize("n", [0, 1, 2])
def test_malay_has_one_form(malay: Say, n: int) -> None:
    assert malay.many("<b>{count} drop</b>", "<b>{count} drops</b>", n) == f"<b>{n} jualan</b>"


@pytest.mark.parametrize(
    ("n", "said"), [(3, "3 tasa"), (4, "4 na tasa"), (10, "10 tasa"), (26, "26 na tasa")]
)
def test_the_catalogue_decides_what_one_is(tmp_path: Path, n: int, said: str) -> None:
    assert (
        Say("fil", catalogue(written(tmp_path, "fil", FILIPINO))).many("{count} cup", "{count} cups", n)
        == said
    )


def test_a_label_is_a_message_of_its_own(malay: Say) -> None:
    assert malay.label("Back") == "Kembali"
    assert malay("Back") == malay.plain("Back") == "Dipulangkan"


def test_a_missing_message_is_said_in_english(malay: Say) -> None:
    assert malay("Opens {when}.", when="18:00") == "Opens 18:00."
    assert malay.label("Next") == "Next"
    assert malay.many("{count} cup", "{count} cups", 1) == "1 cup"


def test_plain_text_and_labels_carry_no_markup() -> None:
    say = speak("en")
    assert say.plain("{name} & {more}", name=Markup("<b>A &amp; B</b>"), more="<i>") == "A & B & <i>"
    assert say.label("Stall: {name}", name="A & B") == "Stall: A & B"


def test_a_catalogue_younger_than_its_compiled_copy_is_read_itself(tmp_path: Path) -> None:
    po = written(tmp_path, "ms", MALAY)
    (mo,) = build(tmp_path)
    assert mo.read_bytes() == compile_po(po)
    po.write_text(MALAY.replace("Kembali", "Balik"), encoding="utf-8")
    os.utime(mo, (0, 0))
    assert Say("ms", catalogue(po)).label("Back") == "Balik"
    os.utime(po, (0, 0))
    assert Say("ms", catalogue(po)).label("Back") == "Kembali"


def test_where_there_is_no_catalogue_it_speaks_english(tmp_path: Path) -> None:
    assert Say("ms", catalogue(tmp_path / "ms" / "LC_MESSAGES" / "lorong.po")).label("Back") == "Back"


def test_a_voice_is_made_once() -> None:
    assert speak("ms") is speak("ms")
    assert (speak("en").language, str(speak("en").locale)) == ("en", "en_GB")


def test_sentences_are_joined_as_their_language_joins_them() -> None:
    assert speak("ms").sentences("Satu.", "", "Dua.") == "Satu. Dua."
    assert speak("zh_Hans").sentences("一。", "", "二。") == "一。二。"


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("kuih lapis", "取消 kuih lapis，明天"),
        (Markup("<b>\u20688 kuih\u2069</b>"), "取消 <b>\u20688 kuih\u2069</b>，明天"),
        ("月饼", "取消月饼，明天"),
        ("Kafé", "取消 Kafé，明天"),
        ("/stall", "取消 /stall，明天"),
        ("-RM2.00", "取消 -RM2.00，明天"),
        ("（两份）", "取消（两份），明天"),
    ],
)
def test_a_space_stands_where_a_chinese_sign_and_a_latin_one_meet(word: str, shown: str) -> None:
    assert html("取消{drop}，明天", {"drop": word}) == shown


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("取消<b>{drop}</b>了", "取消 <b>kuih</b> 了"),
        ("取消<b>{drop}</b>，明天", "取消 <b>kuih</b>，明天"),
        ("已取消<b>全部</b>{drop}", "已取消<b>全部</b> kuih"),
    ],
)
def test_the_space_stands_outside_the_tags_of_a_value(message: str, shown: str) -> None:
    assert html(message, {"drop": "kuih"}) == shown


def test_a_page_that_fills_a_message_itself_gets_it_with_its_spaces() -> None:
    assert unfilled("还剩{count}份，{at}") == "还剩 {count} 份，{at}"
    assert unfilled("{count} left") == "{count} left"
