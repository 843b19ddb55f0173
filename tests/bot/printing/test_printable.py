"""Characters that the fonts of a machine can print, and the refusal of others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.printing import printable as printing
from bot.printing.layout import layout
from bot.printing.printable import families, printable, printable_languages
from handlers.ui import fonts
from locales.refusals import sentence
from locales.say import speak
from market.printing import LettersNotPrintable
from tests.bot.printing.sample_sheets import RETURNS, TICKET

CACHED = (fonts.font_files, fonts._noto_files, printing.printing_fonts)


@pytest.fixture
def without_chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine that has Noto Sans and nothing else."""
    source = next(path for name, path in fonts._noto_files().items() if name == "NotoSans-Bold.ttf")
    (tmp_path / source.name).symlink_to(source)
    yield from only_fonts_of(monkeypatch, tmp_path)


@pytest.fixture
def without_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    yield from only_fonts_of(monkeypatch, tmp_path)


def only_fonts_of(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    monkeypatch.setattr(fonts, "FONT_FOLDERS", (folder,))
    for each in CACHED:
        each.cache_clear()
    yield
    for each in CACHED:
        each.cache_clear()


@pytest.mark.parametrize(
    "text", ["Kuih lapis, box of 9", "月饼 RM15", "\u2068سوق ليلي\u2069", "ស្រ្តី", "Đà Nẵng ₫", "2 ×"]
)
def test_what_the_fonts_have_is_left_as_it_is(text: str) -> None:
    assert printable(text, "en") == text


def test_long_words_can_be_broken_and_short_ones_cannot() -> None:
    assert printable("kuih lapis legit", "en") == "kuih lapis legit"
    assert printable("Donaudampfschiff", "en") == printing.BREAK.join("Donaudampfschiff")
    for whole in (
        "\u2068Dapur\u2069，\u2068Lorong\u2069",
        "سوقليليسوقليليسوق",
        "沙都巷沙都巷沙都巷沙都巷沙都巷",
    ):
        assert printable(whole, "zh_Hans") == whole


@pytest.mark.usefixtures("without_chinese")
def test_letters_that_no_font_has_are_named() -> None:
    with pytest.raises(LettersNotPrintable) as refused:
        layout(RETURNS)
    assert refused.value == LettersNotPrintable(letters="退还", script="Hani")
    said = {
        language: sentence(speak(language), "LettersNotPrintable", refused.value.facts())
        for language in ("en", "ms", "zh_Hans")
    }
    assert "no Han letters" in said["en"]
    assert all("退还" in each and "/support" in each for each in said.values())
    with pytest.raises(LettersNotPrintable) as refused:
        printable("ไทย Kuih", "en")
    assert refused.value.script == "Thai"
    assert layout(TICKET)


@pytest.mark.usefixtures("without_chinese")
def test_emoji_and_signs_that_no_font_has_are_left_out_unless_nothing_would_be_left() -> None:
    assert printable("Kuih 🍡, box of 9 ☃", "en") == "Kuih, box of 9"
    assert printable("1️⃣ Kopi", "en") == "Kopi"
    with pytest.raises(LettersNotPrintable) as refused:
        printable("🍡🍡", "en")
    assert refused.value == LettersNotPrintable(letters="🍡", script="")
    assert "“🍡”" in sentence(speak("en"), "LettersNotPrintable", refused.value.facts())


@pytest.mark.usefixtures("without_chinese")
def test_the_languages_that_can_be_printed_are_known() -> None:
    assert [language.code for language in printable_languages()] == ["en", "ms"]


@pytest.mark.usefixtures("without_fonts")
def test_without_noto_pillows_own_font_prints_latin_letters() -> None:
    assert [language.code for language in printable_languages()] == ["en", "ms"]
    assert families("en") == ["Aileron"]
    assert printable("Kuih lapis", "en") == "Kuih lapis"
    with pytest.raises(LettersNotPrintable):
        printable("月饼", "en")


def test_a_reader_of_traditional_chinese_gets_its_own_face() -> None:
    assert families("zh_Hant")[1] == "Noto Sans CJK TC"
    assert families("zh_Hans")[1] == families("en")[1] == "Noto Sans CJK SC"
