"""Each rule matches its example and ignores the harmless text."""

import random

import pytest

from benchmarks.scan_plants import IDENTIFIERS, SECRETS, generate, plants
from checklists.scan.identifiers import IDENTIFIER_RULES
from checklists.scan.rule import MatchClass
from checklists.scan.searched_text import SearchedText
from checklists.scan.secrets import SECRET_RULES
from checklists.scan.vocabulary import Vocabulary
from tests.checklists.scan.identifier_cases import IDENTIFIER_CASES
from tests.checklists.scan.scanned import scan_text
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


@pytest.mark.parametrize(
    ("name", "text", "harmless"),
    [
        ("client-id", "app id: <uuid>", "mapped id: <uuid>"),
        ("client-id", "org_id=<uuid>", "org_name=<uuid>"),
        ("account-id", "app_id: 1<digits:9>", "app_id: 12"),
        ("account-id", "owner uin: 1<digits:9>", "owner: team 1<digits:9>"),
        ("provider-id", "provider_id: xcloud://region/<uuid>", "provider_id: none"),
        ("provider-id", "openstack://region-1/<uuid>", "azure://models/llama"),
        ("network-id", "eipassoc-0<digits:4><hex:12>", "pcx-peering"),
        ("node-name", "kubectl describe nodes/<node>", 'resources: ["nodes/proxy", "nodes/stats"]'),
        ("host-name", "Nov 29 12:00:01 <node> k3s[812]: started", "Nov 29 12:00:01 <node> k3s is started"),
        ("phone", "WhatsApp: 0089 <digits:4>678", "00 12 345 678 pods, calls: 1234 567 890"),
        ("environment-secret", "name: HFTOKEN\n  value: <alnum:24>", "name: MAX_TOKENS\n  value: '4096'"),
        ("password-option", "--dbpass=<alnum:12>", "--bypass=<alnum:12>"),
        ("token-option", "--hf_token=<alnum:30>", "--tokenizer=<alnum:30>"),
        ("basic-login", "Basic\t<b64:40>", "basic\tauthentication"),
        ("api-key-header", "ocp-apim-subscription-key: <hex:32>", "subscription-key: none"),
        ("registry-auth", r'"auth\": \"<b64:40>"', '"auth": false'),
        ("encryption-key", '"secret": "<b64:43>="', '"secret": "app-credentials"'),
        ("sentry-dsn", "https://<hex:32>@errors.nebula.example/4", "https://<hex:32>.nebula.example/4"),
        ("pgpass", "db:6432:app:app:<alnum:14>", "a:9100:b:c:<alnum:14>"),
        ("ssh-dsa-jwk", '"kty": "RSA",\n"n": "x",\n"d": "<url:86>"', '"kty": "RSA",\n"n": "<url:86>"'),
    ],
)
def test_a_value_in_a_text_without_other_values(name: str, text: str, harmless: str) -> None:
    source = random.Random(1)
    assert (found_by(name, generate(text, source)), found_by(name, generate(harmless, source))) == (1, 0)


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
