"""Hints are found in texts by their words, however often and however long the texts are."""

import pytest

from checklists.scan.vocabulary import Vocabulary

HINTS = ("token", "kubernetes.io/hostname", "node ", "@", "i-", "-key")


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("my_tokens: 3", {"token"}),
        ("kubernetes.io/hostname=a", {"kubernetes.io/hostname"}),
        ("kubernetes.io/role=a, hostname b", set()),
        ("node-a", set()),
        ("a node b", {"node "}),
        ("ada@example.com", {"@"}),
        ("ai-key", {"i-", "-key"}),
        ("to\nken", set()),
        ("", set()),
    ],
)
def test_a_text_holds_these_hints(text: str, hints: set[str]) -> None:
    vocabulary = Vocabulary(HINTS)
    assert vocabulary.hints_in(text) == hints
    assert vocabulary.hints_in(text) == hints


def test_texts_of_any_size_leave_later_answers_alone() -> None:
    vocabulary = Vocabulary(HINTS)
    assert vocabulary.hints_in("a" * 1_100_000 + "token") == {"token"}
    assert vocabulary.hints_in("token") == {"token"}
