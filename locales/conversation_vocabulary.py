"""The words of greetings, commands, corrections and questions: `words/conversation.tsv`, as `normalize` returns them."""

from locales.word_lists import WordLists

LISTS = WordLists("conversation")

GREETINGS = LISTS.words("greetings")
COMMAND_WORDS = LISTS.meanings("command_words")
CANCEL_QUESTION = LISTS.words("cancel_question")
REFUNDS = LISTS.words("refunds")
GIVING_UP = LISTS.words("giving_up")
LATE = LISTS.words("late")
STOPPING = LISTS.words("stopping")
SUBJECT_WORDS = LISTS.groups("subject_words")
COMMAND_SUBJECTS = LISTS.groups("command_subjects")
BUTTON_WORDS = LISTS.words("button_words")
PLEASE = LISTS.words("please")
THANKS = LISTS.words("thanks")
THANKS_SIGNS = frozenset("👍👌🙏😊🙂❤\ufe0f🏻🏼🏽🏾🏿")
"""Signs that thank by themselves, with the marks of their colour."""
WEEKEND = LISTS.words("weekend")
WEEK = LISTS.words("week")
NEXT_WEEK = LISTS.words("next_week")
WEEKDAY_SIGNS = "一二三四五六日天"
"""What makes a day of "this week" where there are no spaces between words."""
QUESTION_WORDS = frozenset(LISTS.words("question_words"))
QUESTION_PHRASES = LISTS.words("question_phrases")
SOLD_OUT = LISTS.words("sold_out")
CANCEL_ITEM = LISTS.words("cancel_item")
PRICE_BECOMES = LISTS.words("price_becomes")
INSTEAD_OF = LISTS.words("instead_of")
CORRECTION_FILLERS = LISTS.words("correction_fillers")
LIMIT_SAID = LISTS.words("limit_said")
LIMIT_AFTER = LISTS.words("limit_after")
UNITS_LEFT = LISTS.words("units_left")
MORE_BEFORE = LISTS.words("more_before")
MORE_AFTER = LISTS.words("more_after")
SAVE_USUAL = LISTS.words("save_usual")
USUAL = LISTS.words("usual")
LAST_MINUTE = LISTS.words("last_minute")
MINE = LISTS.words("mine")
PASS = LISTS.words("pass")
AGAIN = LISTS.words("again")
BUT = LISTS.words("but")
