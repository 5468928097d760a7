"""A rule finds as much in the lines with its hints as in all lines."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scan_plants import IDENTIFIERS, SECRETS, plants
from checklists.scan.identifiers import IDENTIFIER_RULES
from checklists.scan.rule import PatternRule
from checklists.scan.searched_text import SearchedText, Span
from checklists.scan.secrets import SECRET_RULES
from checklists.scan.vocabulary import Vocabulary

RULES = [rule for rule in (*SECRET_RULES, *IDENTIFIER_RULES) if isinstance(rule, PatternRule)]
HINTS = tuple(dict.fromkeys(hint for rule in RULES for hint in rule.hints))
VOCABULARY = Vocabulary(HINTS)
NEEDS_CONTEXT = {"bootstrap-token", "ngc-api-key", "ssh-dsa-jwk", "vault-legacy-token"}
"""Rules with hints that their patterns do not contain: without them, a value could be anything."""
SELF_CONTAINED = [rule for rule in RULES if rule.name not in NEEDS_CONTEXT]
ASCII = st.characters(codec="ascii")
SPOILED = ("-", "_", " ", ":", "=", ".", "/", '"', "i", "I", "\n", "ſ", "K", "")


class WholeText(SearchedText):
    """A text in which every line is searched."""

    def segments(self, hints: object, lines: int = 1) -> list[Span]:
        ends = [place for place, character in enumerate(self.low) if character == "\n"] + [len(self.low)]
        starts = [0, *(end + 1 for end in ends[:-1])]
        return [(start, ends[min(number + lines, len(ends)) - 1]) for number, start in enumerate(starts)]


@pytest.mark.parametrize("seed", range(6))
def test_the_hints_of_a_rule_hide_no_match(seed: int) -> None:
    source = random.Random(seed)
    text = "\n".join(text for kinds in (SECRETS, IDENTIFIERS) for _, text in plants(kinds, seed))
    for _ in range(seed * 40):
        place = source.randrange(len(text))
        text = text[:place] + source.choice(SPOILED) + text[place + source.randrange(2) :]
    hinted, whole = SearchedText(text, VOCABULARY), WholeText(text, VOCABULARY)
    hidden = {
        (rule.name, text[slice(*span)])
        for rule in SELF_CONTAINED
        for span in set(rule.find(whole)) - set(rule.find(hinted))
    }
    assert hidden == set()


@pytest.mark.slow
@pytest.mark.parametrize("rule", SELF_CONTAINED, ids=[f"{n}-{rule.name}" for n, rule in enumerate(SELF_CONTAINED)])
@settings(max_examples=40)
@given(data=st.data())
def test_every_text_that_a_pattern_matches_contains_a_hint(rule: PatternRule, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(rule.expression, alphabet=ASCII))
    found = set(rule.find(WholeText(text, VOCABULARY)))
    assert found == set(rule.find(SearchedText(text, VOCABULARY)))


@given(parts=st.lists(st.sampled_from((*HINTS, *SPOILED, "my", "s", "3")) | st.text("aeik-_. @\n", max_size=8)))
def test_the_vocabulary_finds_exactly_the_hints_that_a_text_contains(parts: list[str]) -> None:
    low = "".join(parts).lower()
    assert VOCABULARY.hints_in(low) == {hint for hint in HINTS if hint in low}
