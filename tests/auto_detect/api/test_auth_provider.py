"""The `auth-provider` field: rejected, or an OIDC token that is still valid; never an anonymous request."""

import base64
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.kubeconfig import list_contexts
from auto_detect.api.reader import FailureKind, ReadFailure
from tests.server.kubeconfigs import kubeconfig
from tests.server.readers import SECRET, reader_at
from tests.server.stub import Answer, StubServer


def jwt(**claims: Any) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"


def expiring(**delta: float) -> str:
    return jwt(exp=int((datetime.now(UTC) + timedelta(**delta)).timestamp()))


@pytest.mark.parametrize(
    ("provider", "problem"),
    [
        (
            {"name": "gcp", "config": {"access-token": SECRET}},
            "Its auth provider gcp is not supported by Kubernetes clients: use the exec plugin gke-gcloud-auth-plugin.",
        ),
        (
            {"name": "azure", "config": {"access-token": SECRET}},
            "Its auth provider azure is not supported by Kubernetes clients: use the exec plugin kubelogin.",
        ),
        ({"name": "openstack"}, "Its auth provider openstack is not supported by Kubernetes clients: use"),
        ("text", "Its auth provider without a name is not supported by Kubernetes clients: use"),
        ({"name": "oidc"}, "Its OIDC provider has no id-token: log in again."),
        ({"name": "oidc", "config": {"id-token": {}, "refresh-token": SECRET}}, "Its OIDC provider has no id-token"),
        ({"name": "oidc", "config": {"id-token": expiring(hours=-1)}}, "Its OIDC token expired at 20"),
    ],
)
def test_a_provider_that_kubectl_could_not_use_either_is_refused(
    stub: StubServer, tmp_path: Path, provider: object, problem: str
) -> None:
    path = kubeconfig(tmp_path / "c", stub.url, user={"auth-provider": provider})
    (context,) = list_contexts([path]).contexts
    assert (context.problem or "").startswith(problem)
    with pytest.raises(ReadFailure) as error:
        reader_at(tmp_path, stub.url, user={"auth-provider": provider})
    assert error.value.kind is FailureKind.CONFIG
    assert (context.problem or "")[1:] in error.value.message
    assert SECRET not in error.value.message
    assert not stub.requests


@pytest.mark.parametrize(
    "token",
    [expiring(hours=1), jwt(sub="jane"), jwt(exp="soon"), jwt(exp=1e300), "opaque"],
    ids=["valid", "endless", "no number", "too far", "opaque"],
)
def test_an_oidc_token_that_is_not_known_to_be_expired_is_sent(stub: StubServer, tmp_path: Path, token: str) -> None:
    stub.answers["/version"] = Answer(b"{}")
    user = {"auth-provider": {"name": "oidc", "config": {"id-token": token, "refresh-token": SECRET}}}
    with closing(reader_at(tmp_path, stub.url, user=user)) as reader:
        reader.get("/version")
    assert stub.requests[0].headers["Authorization"] == f"Bearer {token}"
