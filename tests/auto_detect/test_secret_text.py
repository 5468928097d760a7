import pytest
from hypothesis import given
from hypothesis import strategies as st

from auto_detect.secret_text import without_secrets


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("token s3", "token …"),
        ("token=s3 rest", "token=… rest"),
        ("token: s3, try again", "token: … try again"),
        ("--token s3 rest", "--token … rest"),
        ("--client-secret=s3 rest", "--client-secret=… rest"),
        ("key 's 3' rest", "key '…' rest"),
        ("the token is s3", "the token is …"),
        ("secret key s3", "secret key …"),
        ("accessToken: s3", "accessToken: …"),
        ("AWS_SECRET_ACCESS_KEY=s3 rest", "AWS_SECRET_ACCESS_KEY=… rest"),
        ("client-key-data: s3", "client-key-data: …"),
        ("X-Auth-Token:s3", "X-Auth-Token:…"),
        ("Bearer s3", "Bearer …"),
        ("token Bearer s3", "token Bearer …"),
        ("Authorization: Bearer s3", "Authorization: Bearer …"),
        ("Authorization: Basic s3=", "Authorization: Basic …"),
        ("curl -H 'Authorization: Bearer s3' https://x", "curl -H 'Authorization: Bearer …"),
        ("password: s 3 four words", "password: …"),
        ("passwd s3 was rejected", "passwd … was rejected"),
        ('{"token":"s\\"3","expires":"never"}', '{"token":"…","expires":"never"}'),
        ("{'password': 's3', 'user': 'jane'}", "{'password': '…', 'user': 'jane'}"),
        ("https://host/?access_token=s3", "https://host/?access_token=…"),
        ("token%3Ds3", "token%3D…"),
        ("<token>s3</token>", "<token>…"),
        ("https://jane:s3@host/x", "https://…@host/x"),
        ("to\x00ken: s3", "token: …"),
        ("0123456789abcdef0123456789abcdef is expired", "… is expired"),
    ],
)
def test_a_secret_of_any_length_is_replaced(message: str, shown: str) -> None:
    assert without_secrets(message) == shown


@pytest.mark.parametrize(
    "message",
    [
        "the token has expired.",
        "Your API key is missing",
        "invalid secret key",
        "Unable to get token. Run aws sso login",
        "tls: private key does not match public key",
        "monkey business on a turkey keyboard",
        "tokenFile: /run/token",
        "dial tcp 192.0.2.1:443: connect: connection refused",
        "token",
        "",
    ],
)
def test_a_message_without_a_secret_stays(message: str) -> None:
    assert without_secrets(message) == message


@given(
    st.sampled_from(["token", "Bearer", "password", "passwd", "secret", "key", "authorization"]),
    st.sampled_from(["=", ": ", ":", " = ", '="', '": "', "='", " => "]),
    st.text("!#$%&*+,-./0123456789;?@ABCXYZ^_abcxyz|~", min_size=1, max_size=60),
)
def test_an_assigned_value_never_stays(name: str, gap: str, secret: str) -> None:
    shown = without_secrets(f"failed: {name}{gap}{secret}", limit=1000)
    assert shown.startswith(f"failed: {name}")
    assert secret not in shown.removeprefix(f"failed: {name}{gap}")


def test_secrets_are_removed_before_a_message_is_truncated() -> None:
    shown = without_secrets("x" * 20 + " " + "token is " + "a1" * 400)
    assert shown == "x" * 20 + " token is …"
