"""The language gate: the catalogues pass it, and a broken one of each kind does not."""

import io
import re
from collections.abc import Callable
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from locales import gate
from locales.catalogue import TRANSLATED, read, template, update
from locales.gate import english_faults, faults, unused_notes
from locales.languages import LANGUAGES
from locales.say import BUTTON, HOLE, Say
from locales.user_text import clusters

SOURCE = """
say("Opens <b>{when}</b>.")
say.many("{count} cup is due.", "{count} cups are due.", n)
say.label("Take {count}")
say.plain("We told the stall.")
say("You have nothing to return.")
"""
GOOD = {
    "Opens <b>{when}</b>.": "Dibuka <b>{when}</b>.",
    "{count} cup is due.": ("{count} cawan perlu dipulangkan.",),
    "Take {count}": "Ambil {count}",
    "We told the stall.": "Gerai telah diberitahu.",
    "You have nothing to return.": "Tiada apa-apa pada anda.",
    "This drop is no longer available.": "Jualan ini sudah tiada.",
}


@pytest.fixture(scope="module")
def said() -> Catalog:
    return template()


@pytest.fixture
def small(tmp_path: Path) -> Catalog:
    """Return the code of a small Lorong, with a few texts."""
    for path, source in (
        ("handlers/views.py", SOURCE),
        ("locales/refusals/drop.py", 'say("This drop is no longer available.")'),
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(source)
    return template(tmp_path)


@pytest.fixture
def malay(small: Catalog, tmp_path: Path) -> Catalog:
    """Its Malay catalogue, in which nothing is wrong."""
    update("ms", small, tmp_path)
    catalogue = read("ms", tmp_path)
    for message in catalogue:
        if message.id:
            message.string = GOOD[message.id if isinstance(message.id, str) else message.id[0]]
    return catalogue


@pytest.mark.feature("D05")
def test_everything_lorong_says_is_in_every_catalogue(said: Catalog) -> None:
    wrong = {code: list(faults(read(code), said)) for code in TRANSLATED}
    assert wrong == {code: [] for code in TRANSLATED}


def test_the_english_itself_passes(said: Catalog) -> None:
    assert list(english_faults(said)) == []


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {*TRANSLATED, "en"} == {one.code for one in LANGUAGES}


def test_one_form_of_address_is_used(malay: Catalog, small: Catalog) -> None:
    malay["You have nothing to return."].string = "Tiada apa-apa pada awak."
    assert list(faults(malay, small)) == [
        "'You have nothing to return.': the reader is addressed in another form"
    ]


def test_a_good_catalogue_has_no_faults(malay: Catalog, small: Catalog) -> None:
    assert list(faults(malay, small)) == []


def test_the_gate_prints_its_faults_and_says_so_by_its_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate.main() == 0
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(gate, "read", lambda code: Catalog(locale=code))
    assert gate.main() == 1
    assert "ms: 'Back': not in the catalogue" in capsys.readouterr().out.splitlines()


def put(message: str, string: str | tuple[str, ...], context: str | None = None) -> Callable[[Catalog], None]:
    def breaks(catalogue: Catalog) -> None:
        catalogue.get(message, context).string = string

    return breaks


def fuzzy(catalogue: Catalog) -> None:
    catalogue["We told the stall."].flags.add("fuzzy")


def lacking(catalogue: Catalog) -> None:
    catalogue.delete("We told the stall.")


def surplus(catalogue: Catalog) -> None:
    catalogue.add("Never said.", "Tidak pernah.")


def obsolete(catalogue: Catalog) -> None:
    catalogue.obsolete["Once said."] = catalogue["We told the stall."].clone()


def other_plural(catalogue: Catalog) -> None:
    catalogue["{count} cup is due."].id = ("{count} cup is due.", "{count} mugs are due.")


def copied(catalogue: Catalog) -> None:
    catalogue["You have nothing to return."].string = "“You have nothing to return!”"


WHEN, CUPS, TAKE, TOLD = "Opens <b>{when}</b>.", "{count} cup is due.", "Take {count}", "We told the stall."
GONE = "This drop is no longer available."


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (lacking, "'We told the stall.': not in the catalogue"),
        (surplus, "'Never said.': no longer said"),
        (obsolete, "'We told the stall.': obsolete"),
        (other_plural, "no longer said"),
        (put(TOLD, ""), "'We told the stall.': not translated"),
        (put(TOLD, " "), "'We told the stall.': not translated"),
        (fuzzy, "'We told the stall.': fuzzy"),
        (put(CUPS, ("",)), "not translated in every form"),
        (put(CUPS, ("{count} cawan", "{count} cawan")), "not translated in every form"),
        (put(CUPS, ("satu cawan",)), "other holes: ['count']"),
        (put(WHEN, "Dibuka <b>{bila}</b>."), "other holes: ['bila', 'when']"),
        (put(WHEN, "Dibuka <b></b>."), "other holes: ['when']"),
        (put(WHEN, "Dibuka <b>{when.year}</b> {when}."), "a brace that is no hole"),
        (put(WHEN, "Dibuka {when}."), "other tags"),
        (put(WHEN, "Dibuka <i>{when}</i>."), "other tags"),
        (put(TOLD, "Gerai <b>tahu</b>."), "other tags"),
        (put(TAKE, "Ambil sekarang juga {count}", BUTTON), "too wide for a button"),
        (put(TAKE, "立即领取这些东西全部归你{count}", BUTTON), None),
        (put(TAKE, "立即领取这些东西全部归你们{count}", BUTTON), None),
        (put(TAKE, "立即领取这些东西全部归你们了{count}", BUTTON), "too wide for a button"),
        (put(TOLD, "G" * 201), "longer than 200"),
        (put(TOLD, "G" * 200), None),
        (put(GONE, "😀" * 101), "longer than 200"),
        (put(GONE, "Jualan ini is no longer available."), "English left in it: 'is no longer'"),
        (put(GONE, "Jualan is not di sini."), None),
        (
            put(TOLD, "Gerai telah diberitahu. Gerai telah diberitahu."),
            "says twice: 'Gerai telah diberitahu.'",
        ),
        (
            put(TOLD, "Gerai telah diberitahu.Gerai telah diberitahu."),
            "says twice: 'Gerai telah diberitahu.'",
        ),
        (put(TOLD, "Ya. Gerai tahu. Ya."), None),
        (put(WHEN, "将于 <b>{when}</b>开放。"), "a space by hand"),
        (put(WHEN, "将于<b>{when}</b> 开放。"), "a space by hand"),
        (put(WHEN, "将于<b>{when}</b>开放 VIP。"), None),
        (put(TOLD, "Pencipta telah diberitahu."), "'pencipta' is banned: say pengacara"),
        (put(TOLD, "Gerai terpencipta."), None),
        (copied, "'You have nothing to return.': is the English text"),
    ],
)
@pytest.mark.feature("X08")
def test_a_broken_catalogue_fails(
    malay: Catalog, small: Catalog, broken: Callable[[Catalog], None], fault: str | None
) -> None:
    broken(malay)
    found = list(faults(malay, small))
    if fault is None:
        assert found == []
    else:
        assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ("Who rejoins takes the end of the line.", "begins with a relative"),
        ("<b>Whoever</b> waits is told.", "begins with a relative"),
        ("What is more goes to the next.", "begins with a relative"),
        ("What is your stall called?", None),
        ("Bring it back. Whoever brings it is paid.", "begins with a relative"),
        ("Bring it back. What is it?", None),
        ("Whose alley is it", None),
        ("This does not work any more.", "'any more' is banned: say no longer"),
        ("Many more wait.", None),
        ("Blue.", "what this word is about stands in no row of notes.tsv"),
        ("Removed.", None),
        ("{stall} sells {item} to {colour}.", "what {colour} is stands in no row of placeholders.tsv"),
        ("{stall} sells {item} at {price}.", None),
        ("Your bank is told.", None),
        ("You are on the list. You are on the list.", "says twice"),
        ("2 boxes free until 22:00.", "say available or left"),
        ("Free now: {item}.", "say available or left"),
        ("{free} left.", None),
        ("I did not understand that.", "speaks as we"),
        ("Sorry. I cannot read it.", "speaks as we"),
        ("Tap “I paid”.", None),
        ("No deposit. Joining and waiting are free; only people with a hold are ever asked for one.", None),
    ],
)
def test_english_that_misleads_does_not_pass(tmp_path: Path, english: str, fault: str | None) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers/views.py").write_text(f'say("{english}")')
    found = list(english_faults(template(tmp_path)))
    assert [fault in one for one in found] == [True] if fault else found == []


def test_a_row_of_notes_that_is_about_nothing_is_a_fault(small: Catalog, said: Catalog) -> None:
    assert list(unused_notes(said)) == []
    unused = list(unused_notes(small))
    assert "placeholders.tsv: no text has {stall}" in unused
    assert "notes.tsv: 'Removed.' is said nowhere" in unused
    assert "placeholders.tsv: no text has {when}" not in unused


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ('say("Removed.")', "of whatever was taken away: a photo, a button, a person"),
        (
            'say("{stall} sells {item} at {price}.")',
            "{item}: the name of an item as its stall wrote it, in any script; {price}: an amount of money",
        ),
        ('say("{actor} hid {drop}.")', "{actor}: the name of a person"),
        ('say("{stall} hid {drop}.")', None),
        ('say.label("I paid")', "I is the reader, of any gender"),
        ('say("<b>NOT FOUND</b>. Read it again.")', "capitals only stress the word"),
        ('say("this opens {at}.")', "goes on after a name and a colon"),
        ('say("Write it like <code>fri 5pm</code>.")', "is typed"),
        ('say("The code is <code>{code}</code>.")', None),
        ('say("Nobody is waiting.")', None),
    ],
)
def test_a_translator_reads_what_the_code_does_not_show(
    tmp_path: Path, source: str, note: str | None
) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers/views.py").write_text(source)
    [message] = [each for each in template(tmp_path) if each.id]
    told = "; ".join(message.auto_comments)
    assert note in told if note else told == ""


def test_a_text_of_loanwords_alone_may_be_the_same(tmp_path: Path) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers/views.py").write_text('say("Deposit: {deposit}")')
    said = template(tmp_path)
    update("ms", said, tmp_path)
    malay = read("ms", tmp_path)
    malay["Deposit: {deposit}"].string = "Deposit: {deposit}"
    assert list(faults(malay, said)) == []


def test_the_longest_names_count_against_an_alert(tmp_path: Path) -> None:
    long_text = "G" * 120 + " {stall} {alley} {count}"
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers/views.py").write_text(f'say.plain("{long_text}")')
    said = template(tmp_path)
    assert any("longer than 200" in fault for fault in english_faults(said))
    (tmp_path / "handlers/views.py").write_text(f'say.plain("{long_text[4:]}")')
    assert list(english_faults(template(tmp_path))) == []


@pytest.mark.parametrize(
    ("language", "forms", "fault"),
    [
        ("de", ("Eine Tasse.", "{count} Tassen."), []),
        ("de", ("Eine Tasse.", "Alle Tassen."), ["'{count} cup is due.': other holes: ['count']"]),
        ("fil", ("Isang tasa.", "{count} na tasa."), ["'{count} cup is due.': other holes: ['count']"]),
        ("fil", ("{count} tasa.", "{count} na tasa."), []),
    ],
)
def test_a_form_that_is_for_one_alone_may_say_it_in_words(
    small: Catalog, tmp_path: Path, language: str, forms: tuple[str, ...], fault: list[str]
) -> None:
    update(language, small, tmp_path)
    catalogue = read(language, tmp_path)
    catalogue["{count} cup is due."].string = forms
    assert [one for one in faults(catalogue, small) if "cup" in one] == fault


def test_a_chinese_text_is_in_chinese(small: Catalog, tmp_path: Path) -> None:
    update("zh_Hans", small, tmp_path)
    chinese = read("zh_Hans", tmp_path)
    chinese[TOLD].string = "Gerai telah diberitahu."
    assert f"{TOLD!r}: has no Chinese character" in list(faults(chinese, small))
    chinese[TOLD].string = "已通知摊位。"
    assert not any(TOLD in one for one in faults(chinese, small))


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_each_language_has_banned_words_and_each_is_found(language: str) -> None:
    found = gate.banned_words(language)
    assert found
    for pattern, word, instead in found:
        assert pattern.search(f"{word.capitalize()}。")
        assert not pattern.search(instead), "it may be said"


KEPT = re.compile(r"(\{[a-z][a-z0-9_]*\}|<[^<>]*>)")


def stretched(text: str) -> str:
    """Return a pseudo-translation: accents on the letters, 40 % longer, with placeholders and tags unchanged."""
    parts = KEPT.split(text)
    parts[::2] = [part.replace("a", "á").replace("e", "ë") for part in parts[::2]]
    return "".join(parts) + "·" * max(1, len(text) * 2 // 5)


def test_every_message_renders_when_it_is_forty_percent_longer(said: Catalog) -> None:
    pseudo = Catalog(locale="en")
    for message in said:
        if isinstance(message.id, str):
            pseudo.add(message.id, stretched(message.id), context=message.context)
        else:
            pseudo.add(message.id, tuple(stretched(one) for one in message.id))
    mo = io.BytesIO()
    write_mo(mo, pseudo)
    mo.seek(0)
    say = Say("en", GNUTranslations(mo))
    shown = [(one, _rendered(say, one.id, one.context)) for one in said if one.id]
    assert len(shown) == len(said)
    for message, text in shown:
        longest = message.id if isinstance(message.id, str) else message.id[1]
        assert text.endswith("·")
        assert "{" not in text
        assert len(clusters(text)) >= len(HOLE.sub("", longest)) * 1.4 - 1


def _rendered(say: Say, message: str | tuple[str, str], context: str | None) -> str:
    whole = message if isinstance(message, str) else " ".join(message)
    words = dict.fromkeys(HOLE.findall(whole), "Ros")
    if isinstance(message, tuple):
        return say.many(*message, 5, **words)
    return say.label(message, **words) if context == BUTTON else say(message, **words)
