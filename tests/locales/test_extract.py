"""Texts are found by the calls in the code, not by similar words."""

from io import BytesIO
from pathlib import Path

import pytest

from locales.catalogue import REFUSAL, read, template, update
from locales.extract import LABEL, PLAIN, extract


def found(source: str) -> list[tuple[str, str | tuple[str, str]]]:
    return [(way, said) for _, way, said, _ in extract(BytesIO(source.encode()), {}, (), {})]


def code(root: Path, source: str, path: str = "handlers/drop/views.py") -> Path:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(source, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('say("Opens {when}.", when=when)', ("gettext", "Opens {when}.")),
        ('tap.say("Which days?")', ("gettext", "Which days?")),
        ('say.plain("Published.")', ("gettext", "Published.")),
        ('tap.say.plain("Published.")', ("gettext", "Published.")),
        ('say.label("Back")', ("pgettext", ("button", "Back"))),
        ('say.many("{count} cup", "{count} cups", n)', ("ngettext", ("{count} cup", "{count} cups"))),
        ('say("Lorong "\n    "opens.")', ("gettext", "Lorong opens.")),
    ],
)
def test_each_way_of_speaking_is_found(source: str, message: tuple[str, str | tuple[str, str]]) -> None:
    assert found(source) == [message]


@pytest.mark.parametrize(
    "source",
    [
        'row.label("Back")',
        'plain("Back")',
        'essay("Back")',
        "await self.say(chat, screen)",
        'print("say(1)")',
        "say",
    ],
)
def test_what_only_looks_like_speaking_is_not(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "say(text)",
        'say(f"Opens {when}.")',
        'say("a" if b else "c")',
        'say.label("")',
        'say.many("a", many, 2)',
        'say("a" + b)',
    ],
)
def test_a_message_that_cannot_be_found_stops_the_gate(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match=r"views\.py: line 1: the message is not written out"):
        template(code(tmp_path, source))


def test_a_comment_above_goes_to_the_translator(tmp_path: Path) -> None:
    said = template(code(tmp_path, '# text: money, not\n# a direction\nsay("Back")\n# why\nsay("Next")\n'))
    assert said["Back"].auto_comments == ["money, not a direction"]
    assert said["Next"].auto_comments == []


def test_the_translator_is_told_where_a_text_stands(tmp_path: Path) -> None:
    code(tmp_path, 'say.label("Back")\nsay.plain("It was published.")')
    said = template(code(tmp_path, 'say("Gone.")', "locales/refusals/drop.py"))
    assert said.get("Back", "button").auto_comments == [LABEL]
    assert said["It was published."].auto_comments == [PLAIN]
    assert said["Gone."].auto_comments == [REFUSAL]


def test_an_update_keeps_adds_and_drops_and_never_guesses(tmp_path: Path) -> None:
    path = update("ms", template(code(tmp_path, 'say("This drop opens.")\nsay("Stays.")')), tmp_path)
    path.write_text(path.read_text().replace('"Stays."\nmsgstr ""', '"Stays."\nmsgstr "Kekal."'))
    update("ms", template(code(tmp_path, 'say("This drop opened.")\nsay("Stays.")')), tmp_path)
    after = read("ms", tmp_path)
    assert {one.id: one.string for one in after if one.id} == {"This drop opened.": "", "Stays.": "Kekal."}
    assert not after.obsolete
    assert not any(one.fuzzy for one in after)


def test_a_catalogue_file_says_nothing_of_lines_and_dates(tmp_path: Path) -> None:
    first = update("ms", template(code(tmp_path, 'say("{count} % full", count=1)')), tmp_path).read_text()
    again = update(
        "ms", template(code(tmp_path, '\n\n\nsay("{count} % full", count=1)')), tmp_path
    ).read_text()
    assert first == again
    assert "Date" not in first
    assert "views.py\n" in first


@pytest.mark.parametrize(("language", "forms"), [("ms", 1), ("zh_Hans", 1), ("fil", 2)])
def test_plural_forms_are_those_of_the_language(tmp_path: Path, language: str, forms: int) -> None:
    update(language, template(code(tmp_path, 'say.many("{count} cup", "{count} cups", n)')), tmp_path)
    assert read(language, tmp_path).num_plurals == forms
