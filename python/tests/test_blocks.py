"""Building blocks: the engine's own signatures, bands and similarities."""

import pickle
import re

import pyarrow
import pytest

import twicetold
from twicetold import MinHasher, Plan, Signature


def shingles(text, width=5):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + width]) for at in range(max(1, len(words) - width + 1))}


def test_similarity_is_that_of_sets_of_shingles(newsroom):
    texts = [re.sub(r"[^a-zA-Z ]", " ", row["text"]) for row in newsroom[:12]]
    for left in texts:
        for right in texts:
            one, other = shingles(left), shingles(right)
            assert twicetold.jaccard(left, right) == pytest.approx(len(one & other) / len(one | other))
            assert twicetold.containment(left, right) == pytest.approx(len(one & other) / len(one))
    assert twicetold.jaccard("a b c", "a b c", shingle_width=2) == 1.0
    with pytest.raises(ValueError, match="shingle_width 0"):
        twicetold.jaccard("a", "b", shingle_width=0)


def test_signatures_estimate_similarity_and_go_anywhere(newsroom):
    hasher = MinHasher(1024, seed=7)
    text = newsroom[0]["text"]
    changed = text.replace("the", "this", 2)
    one, other = hasher.signature(text), hasher.signature(changed)
    assert one.jaccard(other) == pytest.approx(twicetold.jaccard(text, changed), abs=0.1)
    assert pickle.loads(pickle.dumps(one)) == one == Signature.from_bytes(bytes(one))
    assert {one: 1}[Signature.from_bytes(one.to_bytes())] == 1
    again = pickle.loads(pickle.dumps(hasher))
    assert (again.hashes, again.seed, again.shingle_width) == (1024, 7, 5)
    assert again.signature(text) == one
    assert len(one) == 1024 and one != other
    with pytest.raises(ValueError, match="5 bytes are no signature"):
        Signature.from_bytes(b"12345")
    with pytest.raises(ValueError, match="cannot be compared"):
        one.jaccard(MinHasher().signature(text))


def test_many_signatures_are_a_column(newsroom):
    table = twicetold.signatures(pyarrow.Table.from_pylist([*newsroom, {"text": None}]))
    column = table.to_pyarrow()["signature"]
    hasher = MinHasher()
    assert column.type == pyarrow.binary(512) and column[-1].as_py() is None
    assert [value.as_py() for value in column[:-1]] == [bytes(hasher.signature(row["text"])) for row in newsroom]
    assert twicetold.signatures([newsroom[0]["text"]]).to_dict()["signature"] == [column[0].as_py()]


def test_a_plan_says_what_it_finds():
    plan = twicetold.plan(0.7, 0.98)
    assert (plan.bands, plan.rows) == (25, 5)
    assert plan.probability(0.7) >= 0.98
    one, other = (MinHasher().signature(text) for text in ("the bridge is closed until spring", "the bridge is closed until spring"))
    assert plan.band_hashes(one) == plan.band_hashes(other) and len(plan.band_hashes(one)) == 25
    with pytest.raises(ValueError, match="a plan for 128 hashes, and a signature of 64"):
        plan.band_hashes(MinHasher(64).signature("a"))
    with pytest.raises(twicetold.UsageError, match="it takes --hashes"):
        Plan(0.3, 0.999, hashes=16)


def test_sentences_are_split_as_the_report_splits_them():
    text = "Dr. Smith paid $3.50. “It is late,” he said. 東京は雨です。明日は晴れ。"
    assert twicetold.sentences(text)[0] == "Dr. Smith paid $3.50."
    assert twicetold.sentences("Das ist z. B. so. Ja.", language="de") == ["Das ist z. B. so.", "Ja."]
    with pytest.raises(ValueError):
        twicetold.sentences("a", language="xx")
