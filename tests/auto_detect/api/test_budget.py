"""The memory budget that all requests of a collection share, and the size limit of a single response."""

import gzip
import json
import threading

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auto_detect.api.budget import Budget, LargeResponse, ResponseMemory
from auto_detect.api.inflating import Gunzip, Unpackable
from auto_detect.api.reader import FailureKind, ReadFailure
from auto_detect.collector.decode import decode_object, decode_page, next_token
from auto_detect.json_values import limit_values, values_in
from auto_detect.limits import MAX_OBJECT, MAX_TOKEN, MAX_VALUES
from auto_detect.objects.core import Node, kept_key
from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources.registry import NODES, RESOURCE_SLICES


@pytest.mark.parametrize(
    ("budget", "limit"),
    [
        (Budget(requests=3), "3 requests"),
        (Budget(traffic=3 * 2**20), "3 MiB of responses"),
        (Budget(seconds=-1), "-0.0166667 minutes"),
    ],
)
def test_a_spent_budget_stays_spent(budget: Budget, limit: str) -> None:
    for _ in range(2):
        with pytest.raises(ReadFailure, match=f"Stopped at the limit of {limit} for one collection") as error:
            for _ in range(4):
                budget.request()
                budget.receive(2**20)
        assert error.value.kind is FailureKind.SPENT


def test_a_budget_is_enough_for_what_it_allows() -> None:
    budget = Budget(requests=3, traffic=3000)
    for _ in range(3):
        budget.request()
        budget.receive(1000)
    assert (budget.requests, budget.traffic) == (3, 3000)


def test_a_response_waits_until_another_one_is_released() -> None:
    room, first, second = ResponseMemory(10), LargeResponse(b"a"), LargeResponse(b"b")
    assert first.reserve(room, 8, 0)
    assert not second.reserve(room, 8, 0)
    waited: list[bool] = []
    waiting = threading.Thread(target=lambda: waited.append(second.reserve(room, 8, 30)))
    waiting.start()
    del first
    waiting.join(30)
    assert waited == [True]


def test_a_response_larger_than_the_limit_reserves_all_memory() -> None:
    room, large, small = ResponseMemory(10), LargeResponse(b"a"), LargeResponse(b"b")
    assert large.reserve(room, 100, 0)
    assert large.reserve(room, 100, 0), "its room is already reserved"
    assert not small.reserve(room, 1, 0)


@given(st.lists(st.binary(max_size=5000), max_size=5), st.integers(1, 4000))
def test_gzip_is_unpacked_in_chunks_of_any_size(members: list[bytes], size: int) -> None:
    data = b"".join(map(gzip.compress, members))
    gunzip = Gunzip()
    parts = [part for start in range(0, len(data), size) for part in gunzip.feed(data[start : start + size])]
    assert b"".join(parts) == b"".join(members)
    assert gunzip.ended or not members


def test_a_gzip_bomb_is_rejected_before_it_is_unpacked() -> None:
    taken = 0
    with pytest.raises(Unpackable, match="is packed more than 100 to 1"):
        for part in Gunzip().feed(gzip.compress(bytes(100 * 2**20))):
            taken += len(part)
    assert taken < 12 * 2**20


def test_small_data_with_a_high_compression_ratio_is_accepted() -> None:
    assert sum(map(len, Gunzip().feed(gzip.compress(bytes(2**20))))) == 2**20


@pytest.mark.parametrize(
    "data", [b"no gzip", gzip.compress(b"a") + b"no gzip"], ids=["nothing packed", "more behind it"]
)
def test_what_is_not_gzip_is_refused(data: bytes) -> None:
    with pytest.raises(Unpackable, match="is not gzip"):
        list(Gunzip().feed(data))


def test_the_end_of_a_gzip_stream_is_recognized() -> None:
    gunzip, data = Gunzip(), gzip.compress(b"a" * 1000)
    list(gunzip.feed(data[:-1]))
    assert not gunzip.ended
    list(gunzip.feed(data[-1:]))
    assert gunzip.ended


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
)


def _count(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(1 + _count(inner) for inner in value.values())
    return 1 + sum(map(_count, value)) if isinstance(value, list) else 1


@given(json_values)
def test_values_are_never_undercounted(value: object) -> None:
    assert values_in(json.dumps(value).encode()) + 1 >= _count(value)


def test_a_document_with_too_many_values_is_refused() -> None:
    assert limit_values(b"[" + b"1," * 9 + b"1]", 10)
    with pytest.raises(ReadFailure, match="holds more than 10 values"):
        limit_values(b"[" + b"1," * 10 + b"1]", 10)


def _page(*items: str) -> bytes:
    return f'{{"items":[{",".join(items)}]}}'.encode()


def test_no_more_objects_are_decoded_than_were_requested() -> None:
    page = decode_page(_page(*["{}"] * 21), NODES, limit=20)
    assert (len(page.items), page.excess) == (20, True)
    page = decode_page(_page(*["{}"] * 20), NODES, limit=20)
    assert (len(page.items), page.excess) == (20, False)
    page = decode_page(_page(*["{}"] * 1000), NODES)
    assert (len(page.items), page.excess) == (500, True)


def _conditions(number: int) -> str:
    return f'{{"metadata":{{"name":"n"}},"status":{{"conditions":[{",".join(["{}"] * number)}]}}}}'


def test_an_object_with_too_many_values_is_named_and_not_decoded() -> None:
    page = decode_page(_page(_conditions(MAX_VALUES // 2 - 10), _conditions(MAX_VALUES)), NODES)
    assert [node.metadata.name for node in page.items] == ["n"]
    assert [meta.name for meta in page.malformed] == ["n"]
    assert len(decode_object(_conditions(MAX_VALUES).encode(), NODES).malformed) == 1


def test_an_object_that_is_too_large_is_not_decoded() -> None:
    named = '{"metadata":{"name":"%s"}}'
    page = decode_page(_page(named % ("a" * MAX_OBJECT), named % "b"), NODES)
    assert [node.metadata.name for node in page.items] == ["b"]
    assert len(page.malformed) == 1


def test_a_token_that_no_server_gives_is_refused() -> None:
    page = '{"metadata":{"continue":"%s"},"items":[]}'
    assert next_token((page % ("a" * MAX_TOKEN)).encode()) == "a" * MAX_TOKEN
    with pytest.raises(ReadFailure, match="continue token that is too long"):
        next_token((page % ("a" * (MAX_TOKEN + 1))).encode())


def test_an_object_is_kept_before_the_next_is_decoded() -> None:
    seen: list[str] = []

    def keep(node: Node) -> Node:
        seen.append(node.metadata.name)
        if len(seen) == 2:
            raise ReadFailure(FailureKind.SPENT, "enough")
        return node

    with pytest.raises(ReadFailure, match="enough"):
        decode_page(_page(*(f'{{"metadata":{{"name":"{n}"}}}}' for n in range(9))), NODES, keep)
    assert seen == ["0", "1"]


def _memory(*items: str) -> int:
    redact = Redactor(Pseudonyms("a cluster"))
    decode_page(_page(*items), RESOURCE_SLICES, redact)
    return redact.memory


def test_equal_parts_of_objects_count_once() -> None:
    devices = ",".join(f'{{"name":"d{n}"}}' for n in range(1000))
    one = f'{{"metadata":{{"name":"a"}},"spec":{{"devices":[{devices}]}}}}'
    assert _memory("{}") < 5_000
    assert _memory(one) > 300_000
    assert _memory(*[one] * 10) < 1.2 * _memory(one)
    assert _memory(one, one.replace("d0", "other")) > 1.4 * _memory(one)


def test_shared_parts_count_in_full_for_the_file_size() -> None:
    redact = Redactor(Pseudonyms("a cluster"))
    labels = ",".join(f'"nvidia.com/{n}":"value"' for n in range(100))
    decode_page(_page(*[f'{{"metadata":{{"labels":{{{labels}}}}}}}'] * 100), NODES, redact)
    assert redact.memory < 100_000 < 200_000 < redact.spelled


def test_long_texts_are_not_cached() -> None:
    names = Pseudonyms("a cluster")
    node = msgspec.json.decode('{"metadata":{"labels":{"app":"%s"}}}' % ("a" * 10**6), type=Node)
    assert len(Redactor(names)(node).metadata.labels["app"]) < 50
    assert names.memory < 10_000
    assert not kept_key("nvidia.com/" + "a" * 400)
    assert kept_key("nvidia.com/" + "a" * 300)
