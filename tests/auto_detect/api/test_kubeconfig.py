import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_detect.api.kubeconfig import ContextInfo, choose, default_paths, list_contexts
from auto_detect.api.kubeconfig_files import MAX_BYTES
from checklists.errors import ClusterError
from tests.examples import examples
from tests.server.certificates import Authority
from tests.server.kubeconfigs import certificate_user, inline, kubeconfig

SERVER = "https://api.example:6443"


def only(path: Path) -> ContextInfo:
    found = list_contexts([path])
    assert not found.broken
    (context,) = found.contexts
    return context


def test_a_context_names_its_server_and_authentication(tmp_path: Path) -> None:
    path = tmp_path / "config"
    document = yaml.safe_load(kubeconfig(path, SERVER, user={"token": "s3cret"}).read_text())
    document["contexts"][0]["context"]["namespace"] = "team-a"
    path.write_text(yaml.safe_dump(document))
    assert only(path) == ContextInfo(
        name="test",
        cluster="test-cluster",
        server=SERVER,
        user="test-user",
        namespace="team-a",
        auth="token",
        exec_command=None,
        impersonates=None,
        file=path,
        current=True,
        problem=None,
    )


@pytest.mark.parametrize(
    ("user", "auth", "command"),
    [
        ({}, "none", None),
        ({"token": "t"}, "token", None),
        ({"tokenFile": "token"}, "token", None),
        ({"username": "u", "password": "p"}, "password", None),
        ({"exec": {"apiVersion": "v1", "command": "aws", "args": ["eks", "get-token"]}}, "exec", "aws"),
        ({"token": "t", "exec": {"apiVersion": "v1", "command": "aws"}}, "token", None),
        ({"auth-provider": {"name": "oidc", "config": {"id-token": "t"}}}, "auth provider oidc", None),
    ],
)
def test_the_way_to_log_in_is_named_as_the_client_would_choose_it(
    tmp_path: Path, user: dict[str, Any], auth: str, command: str | None
) -> None:
    (tmp_path / "token").write_text("t")
    context = only(kubeconfig(tmp_path / "config", SERVER, user=user))
    assert (context.auth, context.exec_command, context.problem) == (auth, command, None)


def test_nothing_secret_is_in_the_values(tmp_path: Path) -> None:
    pair = Authority().issue("jane")
    user = {
        **certificate_user(pair),
        "token": "s3cret",
        "password": "s3cret",
        "exec": {"command": "aws", "args": ["--password", "s3cret"], "env": [{"name": "A", "value": "s3cret"}]},
    }
    path = kubeconfig(tmp_path / "config", "https://s3cret:s3cret@api.example:6443/x", user=user)
    shown = repr(list_contexts([path]))
    assert "s3cret" not in shown
    assert inline(pair.key) not in shown
    assert "https://api.example:6443/x" in shown


def test_the_first_file_wins_for_names_that_repeat(tmp_path: Path) -> None:
    first = kubeconfig(tmp_path / "1", "https://first.example", current=False)
    second = kubeconfig(tmp_path / "2", "https://second.example")
    other = kubeconfig(tmp_path / "3", "https://third.example", context="other")
    found = list_contexts([first, second, other])
    assert [(c.name, c.server, c.file, c.current) for c in found.contexts] == [
        ("test", "https://first.example", first, True),
        ("other", "https://third.example", other, False),
    ]


def test_a_context_may_use_a_cluster_and_user_of_another_file(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    one.write_text("contexts: [{name: c, context: {cluster: k, user: u}}]\n")
    two.write_text(
        f"clusters: [{{name: k, cluster: {{server: '{SERVER}'}}}}]\nusers: [{{name: u, user: {{token: t}}}}]\n"
    )
    (context,) = list_contexts([one, two]).contexts
    assert (context.server, context.auth, context.problem, context.current) == (SERVER, "token", None, False)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"[" * 1200, "is not YAML", id="deep"),
        pytest.param(
            b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 40)),
            "expands through its aliases to more values than a kubeconfig can have",
            id="aliases",
        ),
        pytest.param(
            b"a: &a [*a]", "expands through its aliases to more values than a kubeconfig can have", id="inside itself"
        ),
        pytest.param(
            b"a0: &a0 {x: 1}\n"
            + b"".join(b"a%d: &a%d {<<: [*a%d, *a%d]}\n" % (n, n, n - 1, n - 1) for n in range(1, 40)),
            "is not YAML (line 20)",
            id="merge keys",
        ),
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"a: b: c\n", "is not YAML (line 1)"),
        (b"contexts:\n  - name: a\n bad\n", "is not YAML (line 3)"),
        (b"\xff\xfe\x00\x01\x80", "is not YAML"),
        (b"!!python/object/apply:os.system ['true']", "is not YAML (line 1)"),
        (b"hello", "is YAML, but not a kubeconfig: it should start with `kind: Config`"),
        (b"kind: Pod\n", "is not a kubeconfig: its kind is Pod"),
        (b"contexts: {}\n", "is not a kubeconfig: `contexts` is not a list"),
        (b"contexts: [1]\n", "is not a kubeconfig: item 1 of `contexts` has no name"),
        (b"clusters: [{name: a}, {cluster: {}}]\n", "is not a kubeconfig: item 2 of `clusters` has no name"),
        (b"users: [{name: a, user: text}]\n", "is not a kubeconfig: item 1 of `users` is not a mapping"),
    ],
)
def test_a_broken_file_is_reported_and_other_files_are_read(tmp_path: Path, content: bytes, reason: str) -> None:
    assert_only_this_file_is_broken(tmp_path, content, reason)


def test_a_large_file_is_reported_and_other_files_are_read(tmp_path: Path) -> None:
    assert_only_this_file_is_broken(
        tmp_path, b"#" * (MAX_BYTES + 1), "is larger than 4 MiB, too large for a kubeconfig"
    )


def assert_only_this_file_is_broken(tmp_path: Path, content: bytes, reason: str) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(content)
    good = kubeconfig(tmp_path / "good", SERVER)
    found = list_contexts([broken, good])
    assert found.broken == ((broken, reason),)
    assert [c.name for c in found.contexts] == ["test"]


def test_files_that_cannot_be_opened_are_named_too(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    found = list_contexts([tmp_path / "none", tmp_path, fifo])
    assert [reason for _, reason in found.broken] == ["does not exist", "is not a file", "is not a file"]


@pytest.mark.parametrize(
    ("cluster", "user", "problem"),
    [
        ({"server": None}, {}, "Its cluster test-cluster has no server address."),
        (
            {"server": "api.example:6443"},
            {},
            "The server address of its cluster test-cluster is not an http or https URL.",
        ),
        ({"server": "https://[::1"}, {}, "The server address of its cluster test-cluster is not an http or https URL."),
        (
            {"server": "https://h:99999"},
            {},
            "The server address of its cluster test-cluster is not an http or https URL.",
        ),
        ({"certificate-authority": "ca.crt"}, {}, "Its file {tmp}/ca.crt does not exist."),
        ({}, {"tokenFile": "/nowhere/token"}, "Its file /nowhere/token does not exist."),
        ({}, {"client-certificate": "me.crt"}, "Its file {tmp}/me.crt does not exist."),
        ({}, {"exec": {"apiVersion": "v1"}}, "Its exec plugin has no command."),
        ({}, {"exec": "aws"}, "Its exec plugin has no command."),
        ({}, {"exec": {"command": "aws", "args": 5}}, "The arguments of its exec plugin are not a list."),
        ({}, {"exec": {"command": "aws", "args": "eks"}}, "The arguments of its exec plugin are not a list."),
        ({}, {"client-certificate-data": "%%%"}, "Its client certificate is not a PEM certificate."),
        ({}, {"client-certificate-data": inline(b"hello")}, "Its client certificate is not a PEM certificate."),
    ],
)
def test_an_unusable_context_has_a_reason(
    tmp_path: Path, cluster: dict[str, Any], user: dict[str, Any], problem: str
) -> None:
    context = only(kubeconfig(tmp_path / "config", SERVER, cluster=cluster, user=user))
    assert context.problem == problem.format(tmp=tmp_path)


def test_a_context_with_missing_references_is_unusable(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(
        "contexts:\n- {name: a, context: {cluster: gone, user: u}}\n- {name: b, context: {cluster: k, user: gone}}\n"
        f"- {{name: c}}\nclusters: [{{name: k, cluster: {{server: '{SERVER}'}}}}]\n"
    )
    assert [c.problem for c in list_contexts([path]).contexts] == [
        "Its cluster gone is in none of the kubeconfig files.",
        "Its user gone is in none of the kubeconfig files.",
        "It names no cluster.",
    ]


@pytest.mark.parametrize(
    ("ends_in", "problem"),
    [
        (timedelta(days=-12, hours=-1), "Its client certificate expired 12 days ago"),
        (timedelta(days=-1, hours=-1), "Its client certificate expired 1 day ago"),
        (timedelta(hours=-5, minutes=-1), "Its client certificate expired 5 hours ago"),
        (timedelta(seconds=-2), "Its client certificate expired just now"),
        (timedelta(hours=1), None),
    ],
)
def test_an_expired_client_certificate_is_noticed_before_connecting(
    tmp_path: Path, ends_in: timedelta, problem: str | None
) -> None:
    pair = Authority().issue("jane", ends_in=ends_in)
    pair.write(tmp_path, "jane")
    users = ({"client-certificate": "jane.crt", "client-key": "jane.key"}, certificate_user(pair))
    for number, user in enumerate(users):
        found = only(kubeconfig(tmp_path / f"config{number}", SERVER, user=user)).problem
        assert found is None if problem is None else (found or "").startswith(problem)


def test_a_certificate_of_the_future_is_noticed(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path / "config", SERVER, user=certificate_user(Authority().issue("jane")))
    (context,) = list_contexts([path], now=datetime(2001, 1, 1, tzinfo=UTC)).contexts
    assert (context.problem or "").startswith("Its client certificate is valid only from ")


def test_an_expired_certificate_next_to_a_token_is_not_a_problem(tmp_path: Path) -> None:
    pair = Authority().issue("jane", ends_in=timedelta(days=-1))
    assert only(kubeconfig(tmp_path / "c", SERVER, user={**certificate_user(pair), "token": "t"})).problem is None


def test_the_default_is_the_home_folders_kubeconfig(isolated: Path) -> None:
    assert default_paths({}) == (isolated / ".kube" / "config",)
    listed = os.pathsep.join(("/a", "", "~/b"))
    assert default_paths({"KUBECONFIG": listed}) == (Path("/a"), isolated / "b")


def test_a_context_is_chosen_by_name_or_default(tmp_path: Path) -> None:
    one = kubeconfig(tmp_path / "1", SERVER, context="one")
    two = kubeconfig(tmp_path / "2", SERVER, context="two", current=False)
    found = list_contexts([one, two])
    assert choose(found, None, [one, two]).name == "one"
    assert choose(found, "two", [one, two]).name == "two"


@pytest.mark.parametrize(
    ("files", "wanted", "message", "hint"),
    [
        ({}, None, "The kubeconfig {tmp}/none does not exist.", "--kubeconfig FILE"),
        ({"a": b""}, None, "The kubeconfig {tmp}/a is empty.", "--from FILE"),
        ({"a": b"kind: Config\n"}, None, "The kubeconfig {tmp}/a has no context.", "KUBECONFIG"),
        ({"a": b"contexts: [{name: x}]"}, None, "The kubeconfig names no current context.", "--context: x."),
        (
            {"a": b"contexts: [{name: x}]\ncurrent-context: y"},
            None,
            "The current context y is in none of the kubeconfig files.",
            "Choose a context with --context: x.",
        ),
        (
            {"a": b"kind: Config", "b": b"", "c": b"hello"},
            None,
            "The kubeconfig {tmp}/a has no context; {tmp}/b is empty; {tmp}/c is YAML, but not a kubeconfig",
            "--kubeconfig FILE",
        ),
        ({"a": b"contexts: [{name: x}]"}, "y", "The kubeconfig has no context y.", "--context: x."),
        (
            {"a": b"contexts: [{name: x}]", "b": b"hello"},
            "y",
            "The kubeconfig has no context y.",
            "--context: x. {tmp}/b was left out: it is YAML, but not a kubeconfig",
        ),
    ],
)
def test_a_failed_choice_of_a_context_has_a_message_and_a_hint(
    tmp_path: Path, files: dict[str, bytes], wanted: str | None, message: str, hint: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    paths = [tmp_path / name for name in files] or [tmp_path / "none"]
    with pytest.raises(ClusterError) as error:
        choose(list_contexts(paths), wanted, paths)
    assert message.format(tmp=tmp_path) in error.value.message
    assert hint.format(tmp=tmp_path) in error.value.hint


def test_names_are_made_safe_to_show_and_can_still_be_chosen(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path / "config", SERVER, context="a\x1b[31m\u202eb")
    context = only(path)
    assert (context.name, context.problem, context.current) == ("ab", None, True)
    assert choose(list_contexts([path]), "a\x1b[31m\u202eb", [path]).name == "ab"


def test_three_hundred_contexts_are_listed_at_once(tmp_path: Path) -> None:
    pair = Authority().issue("jane")
    document = {
        "clusters": [{"name": f"k{n}", "cluster": {"server": SERVER}} for n in range(300)],
        "users": [{"name": f"u{n}", "user": certificate_user(pair)} for n in range(300)],
        "contexts": [{"name": f"c{n}", "context": {"cluster": f"k{n}", "user": f"u{n}"}} for n in range(300)],
    }
    path = tmp_path / "config"
    path.write_text(yaml.safe_dump(document))
    start = time.process_time()
    assert len(list_contexts([path]).contexts) == 300
    assert time.process_time() - start < 10


@settings(max_examples=examples(60), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["contexts", "clusters", "users", "name", "context", "cluster", "user", "server", "exec", "token"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
def test_any_yaml_is_either_listed_or_broken(tmp_path_factory: pytest.TempPathFactory, document: object) -> None:
    path = tmp_path_factory.mktemp("any") / "config"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    found = list_contexts([path])
    assert len(found.broken) <= 1
    assert all(c.problem for c in found.contexts if not c.server)
