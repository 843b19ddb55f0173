"""The words by which people look for goods and ask about them: `words/search.tsv`, as `normalize` returns them."""

from locales.word_lists import WordLists

LISTS = WordLists("search")

NAMES = LISTS.groups("names")
FOUND = LISTS.groups("found")
DIETS = LISTS.groups("diets")
CONTENTS = LISTS.groups("contents")
TOPICS = LISTS.groups("topics")
BELOW_BEFORE = LISTS.words("below_before")
BELOW_AFTER = LISTS.words("below_after")
CHEAP = LISTS.words("cheap")
MONEY = LISTS.words("money")
FILLERS = LISTS.words("fillers")
LINE_BEFORE = LISTS.words("line_before")
LINE_AFTER = LISTS.words("line_after")
QUESTION_OPENERS = LISTS.words("question_openers")
ORDINALS = LISTS.numbers("ordinals")
PHONES = LISTS.words("phones")
LOST = LISTS.words("lost")
OWN = LISTS.groups("own")
OWN_PLACE = LISTS.words("own_place")
NUMBER_WORDS = WordLists("stock.en", "stock.ms").numbers("numbers")
NAMED_ALIKE = {**NAMES, **DIETS, **CONTENTS}
"""What things and what is in them are called, by group."""
