"""Evidence in files: something to read, and nothing that was not meant to be public."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.advice.leak_patterns import LeakKind
from checklists.advice.leaks import LIMIT, find_leaks
from tests.checklists.advice.advice_on import Folder, advice, codes, only
from tests.checklists.good_submission import entry_of, good

TOKEN = "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50In0.c2lnbmF0dXJlLW9mLWl0"


def told(tmp_path: Path, text: str | bytes) -> list[tuple[LeakKind, tuple[int, ...]]]:
    file = tmp_path / "proof.log"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return [(leak.pattern.kind, leak.lines) for leak in find_leaks(file)]


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        '  "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIE",',
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURQ==",
        f"token: {TOKEN}",
        f"curl -H 'Authorization: Bearer {TOKEN}' https://api",
        "Authorization: bearer 0123456789abcdef0123456789",
        "kubeadm join 1.2.3.4:6443 --token abcdef.0123456789abcdef",
        'token: "0123456789abcdef0123456789abcdef"',
        "aws_access_key_id = AKIAQWERTYUIOPASDFGH",
        "AWS_SECRET_ACCESS_KEY=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",
        "key=AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "git clone https://ghp_0123456789abcdefghijABCDEFGHIJ012345@github.com/x/y",
        "glpat-abcdefghij0123456789",
        "export HF_TOKEN=hf_abcdefghijABCDEFGHIJabcdefghij0123",
        "NGC_API_KEY: nvapi-" + "a1B2" * 15,
        "OPENAI_API_KEY=sk-proj-" + "a1B2" * 10,
        '{"auths": {"registry.example": {"auth": "dXNlcjpwYXNzd29yZA=="}}}',
        "postgres://admin:hunter22@db.nebula.example/x",
        "grafana adminPassword: prom-operator",
        "--docker-password=Tr0ub4dor3",
    ],
)
def test_secrets_are_told_by_their_line_and_never_repeated(tmp_path: Path, line: str) -> None:
    (tmp_path / "proof.log").write_text(f"first\n{line}\nlast {line}\n")
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["proof.log"]
    problem = only(document, LeakKind.CREDENTIAL, "gang_scheduling", Folder(tmp_path))
    assert "(lines 2, 3)" in problem.message
    secret = max(line.replace('"', " ").replace("=", " ").split(), key=len)
    assert secret not in problem.message + problem.hint


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <your token here, of course>",
        "Authorization: Bearer xxxxxxxxxxxxxxxxxxxxxxxxxx",
        "token: REDACTED-0123456789-0123456789",
        "max_new_tokens: 0123456789012345678901234567",
        "password: ${PASSWORD}",
        "password: changeme",
        "passwordSecretRef: grafana-admin-credentials",
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
        "-----BEGIN CERTIFICATE-----",
        "uid: 0123456789abcdef0123456789abcdef",
        "image: nvcr.io/nvidia/k8s/cuda-sample@sha256:0123456789abcdef0123456789abcdef",
        "GPU 0: NVIDIA T4 (UUID: GPU-7b1a2f60-1111-2222-3333-444455556666)",
        "git clone git@github.com:nebula/engine.git",
        "mail noreply@nebula-works.io or someone@example.com",
        "/home/ray/anaconda3/bin/python and /home/user/x, /root/.kube",
        "http://prometheus.monitoring.svc.cluster.local:9090/api/v1/users/admin",
        "dcgm 3.10.1.2 listens on 0.0.0.0:9400 and 127.0.0.1, version v10.2.1.0, 8.8.8.8",
        "listed 10.5.3 and 172.32.0.1, 100.128.0.1, 192.169.0.1",
        "/api/v1/namespaces/team@prod",
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, line: str) -> None:
    assert told(tmp_path, f"{line}\n") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("suite - /home/ada/kubernetes/test/e2e", LeakKind.USER_NAME),
        ("kubeconfig: /Users/adalovelace/.kube/config", LeakKind.USER_NAME),
        (r"C:\Users\ada\kube", LeakKind.USER_NAME),
        ("ada@jumphost:~$ kubectl get pods", LeakKind.USER_NAME),
        ("[root@gpu-node-1 ~]# nvidia-smi", LeakKind.USER_NAME),
        ("owner: ada.lovelace@nebula-works.io", LeakKind.MAIL),
        ("account: runner@project-1.iam.gserviceaccount.com", LeakKind.MAIL),
        ("InternalIP: 10.24.10.18", LeakKind.ADDRESS),
        ("http://192.168.1.88:8080/", LeakKind.ADDRESS),
        ("node ip-10-0-12-7.eu-west-1.compute.internal ready", LeakKind.ADDRESS),
        ("pod 172.16.0.4, tailnet 100.64.0.1", LeakKind.ADDRESS),
        ("cidr 10.244.0.0/16", LeakKind.ADDRESS),
    ],
)
def test_names_and_addresses(tmp_path: Path, line: str, kind: LeakKind) -> None:
    assert told(tmp_path, f"\n\n{line}") == [(kind, (3,))]


def test_one_file_is_told_once_and_every_kind_apart(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text("10.0.0.1\n10.0.0.2\n10.0.0.3\n10.0.0.4\nada@nebula.io\n")
    document = good()
    for requirement in ("gang_scheduling", "gpu_sharing"):
        entry_of(document, requirement)["evidence"] = ["https://nebula.example", "run.log#a"]
    problems = advice(document, files=Folder(tmp_path))
    assert codes(problems) == [(LeakKind.MAIL, "gpu_sharing"), (LeakKind.ADDRESS, "gpu_sharing")]
    assert problems[1].message == '"run.log#a" contains: private IP address (lines 1, 2, 3 and 1 more).'


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    assert told(tmp_path, "10.0.0.1\n") == [(LeakKind.ADDRESS, (1,))]
    assert told(tmp_path, "nothing\n") == []


def test_text_as_windows_writes_it(tmp_path: Path) -> None:
    assert told(tmp_path, "a\n10.0.0.1\n".encode("utf-16")) == [(LeakKind.ADDRESS, (2,))]
    assert told(tmp_path, "a\n10.0.0.1\n".encode("utf-16-be")) == [], "without a mark it is taken for a picture"


def test_pictures_and_what_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    assert told(tmp_path, b"\x89PNG\x00\x01 10.0.0.1") == []
    assert find_leaks(tmp_path / "absent") == find_leaks(tmp_path) == ()
    os.mkfifo(tmp_path / "pipe")
    assert find_leaks(tmp_path / "pipe") == ()


def test_lines_are_counted_across_a_large_file_up_to_its_bound(tmp_path: Path) -> None:
    filler = b"x" * 99 + b"\n"
    lines = 3 * 2**20 // len(filler)
    with (tmp_path / "large.log").open("wb") as file:
        file.write(filler * lines + b"10.0.0.1\n")
        file.write(filler * ((LIMIT + 2**21) // len(filler)) + b"-----BEGIN PRIVATE KEY-----\n")
    assert [leak.lines for leak in find_leaks(tmp_path / "large.log")] == [(lines + 1,)]
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["large.log"]
    problems = advice(document, files=Folder(tmp_path))
    assert [code for code, _ in codes(problems)] == ["evidence-large", LeakKind.ADDRESS]
    assert "the first 8 MiB were scanned" in problems[0].message


@pytest.mark.parametrize("piece", ["eyJ", "eyJ-", "sk-a-", "a.", "a@", "10.", "://a:", "passw=", "token: "])
def test_a_line_without_end_is_read_all_the_same(tmp_path: Path, piece: str) -> None:
    told(tmp_path, piece * (2**20 // len(piece)) + "@\n")


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([b"10.0.0.1", b"ada@", b"\n", b"token: ", b"\x00", b"\xff", b" ", b"password="])
        | st.binary(max_size=9)
    )
)
def test_anything_can_be_read(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    for _, lines in told(tmp_path_factory.mktemp("any"), data):
        assert all(0 < line <= data.count(b"\n") + 1 for line in lines) and list(lines) == sorted(set(lines))


@pytest.mark.parametrize(
    ("content", "code"), [(None, "evidence-folder"), ("", "evidence-empty"), (" \n", "evidence-empty")]
)
def test_something_to_read(tmp_path: Path, content: str | None, code: str) -> None:
    if content is None:
        (tmp_path / "proof").mkdir()
    else:
        (tmp_path / "proof").write_text(content)
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["./proof"]
    assert '"./proof"' in only(document, code, "gang_scheduling", Folder(tmp_path)).message
