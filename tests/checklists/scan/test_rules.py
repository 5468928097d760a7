"""Each rule matches its example and ignores the harmless text."""

import random

import pytest

from benchmarks.scan_plants import IDENTIFIERS, SECRETS, generate, plants
from checklists.scan.identifiers import IDENTIFIER_RULES
from checklists.scan.rule import MatchClass
from checklists.scan.scanner import scan_text
from checklists.scan.searched_text import SearchedText
from checklists.scan.secrets import SECRET_RULES
from checklists.scan.vocabulary import Vocabulary
from tests.checklists.scan.identifier_cases import IDENTIFIER_CASES
from tests.checklists.scan.secret_cases import SECRET_CASES

RULES = (*SECRET_RULES, *IDENTIFIER_RULES)
CASES = {**SECRET_CASES, **IDENTIFIER_CASES}


def found_by(name: str, text: str) -> int:
    rules = [rule for rule in RULES if rule.name == name]
    return sum(1 for rule in rules for _ in rule.find(SearchedText(text, Vocabulary(rule.hints))))


def test_every_rule_has_a_matching_and_a_harmless_case() -> None:
    assert {rule.name for rule in RULES} == set(CASES)


@pytest.mark.parametrize("seed", range(5))
def test_a_rule_finds_its_case_and_not_the_harmless_text(seed: int) -> None:
    missed, wrong = [], []
    for name, (case, harmless) in CASES.items():
        source = random.Random(seed)
        text = f"before\n{generate(case, source)}\nafter"
        if found_by(name, text) == 0:
            missed.append((name, text))
        text = f"before\n{generate(harmless, source)}\nafter"
        if found_by(name, text) > 0:
            wrong.append((name, text))
    assert (missed, wrong) == ([], [])


def test_the_harmless_text_of_a_secret_holds_no_secret() -> None:
    wrong = []
    for name in SECRET_CASES:
        harmless = generate(CASES[name][1], random.Random(7))
        wrong += [(name, m.rule) for m in scan_text(harmless) if m.match_class is MatchClass.SECRET]
    assert wrong == []


@pytest.mark.parametrize(("kinds", "expected"), [(SECRETS, MatchClass.SECRET), (IDENTIFIERS, MatchClass.IDENTIFIER)])
def test_every_generated_plant_is_found_on_its_line(kinds: dict[str, tuple[str, ...]], expected: MatchClass) -> None:
    missed = [
        (kind, text)
        for seed in range(3)
        for kind, text in plants(kinds, seed)
        if not any(m.match_class is expected for m in scan_text(f"# Proof\n\n{text}\n\nDone.\n"))
    ]
    assert missed == []
