"""The words of the readers, as data: `locales/words/*.tsv`.

A row is a list and its words between strokes. A row that begins with a tab continues the list above. What the words of a list mean
there stands behind its name and a colon: `months:1`. "~" at the edge of a word is a blank, "#" begins a line about the next list.
"""

from collections.abc import Iterator
from pathlib import Path

Words = tuple[str, ...]
HERE = Path(__file__).resolve().parent / "words"


class WordLists:
    """The lists of some files; those with one name are one list, in the order of the files."""

    def __init__(self, *names: str, folder: Path = HERE) -> None:
        self.lists: dict[str, dict[str, list[str]]] = {}
        for name in names:
            self._read(folder / f"{name}.tsv")

    def words(self, name: str) -> Words:
        return tuple(self.meanings(name))

    def groups(self, name: str) -> dict[str, Words]:
        """Return the words of a list by what they mean."""
        return {meaning: tuple(words) for meaning, words in self.lists[name].items()}

    def meanings(self, name: str) -> dict[str, str]:
        """Return what each word of a list means."""
        return {word: meaning for meaning, words in self.lists[name].items() for word in words}

    def numbers(self, name: str) -> dict[str, int]:
        return {word: int(meaning) for word, meaning in self.meanings(name).items()}

    def _read(self, path: Path) -> None:
        group: list[str] = []
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                label, words = line.split("\t")
                if label:
                    name, _, meaning = label.partition(":")
                    group = self.lists.setdefault(name, {}).setdefault(meaning, [])
                group += [word.replace("~", " ") for word in words.split(" | ")]


def faults(folder: Path = HERE) -> Iterator[str]:
    """Return what is wrong in the files: a row that is no list, and a word that says nothing or stands twice for one thing."""
    for path in sorted(folder.glob("*.tsv")):
        try:
            lists = WordLists(path.stem, folder=folder).lists
        except ValueError:
            yield f"{path.name}: a row is a list, a tab and words"
            continue
        for name, groups in lists.items():
            doubtful = [
                word for words in groups.values() for word in {*words} if words.count(word) > 1 or not word
            ]
            yield from (f"{path.name}: {name} has {word!r} twice, or nothing" for word in sorted(doubtful))
