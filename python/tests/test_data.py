"""Every kind of data is read alike, and given back in its own kind."""

import json

import pandas
import polars
import pyarrow
import pytest

import twicetold
from conftest import NEWSROOM


def kinds(rows):
    table = pyarrow.Table.from_pylist(rows)
    return {
        "tuple": tuple(rows),
        "pandas": pandas.DataFrame(rows),
        "polars": polars.DataFrame(rows),
        "pyarrow": table,
        "chunks": pyarrow.Table.from_batches(table.to_batches(max_chunksize=7)),
        "batch": table.combine_chunks().to_batches()[0],
        "large": table.cast(pyarrow.schema([(name, pyarrow.large_string()) for name in table.column_names])),
        "views": table.cast(pyarrow.schema([(name, pyarrow.string_view()) for name in table.column_names])),
        "dictionary": table.set_column(
            table.column_names.index("source"), "source", table.column("source").dictionary_encode()
        ),
    }


@pytest.mark.parametrize("kind", kinds([{"id": "a", "text": "b", "source": "c"}]))
def test_kinds_of_data_are_read_alike(kind, newsroom, found):
    data = kinds(newsroom)[kind]
    assert twicetold.scan(data).matches.to_dict() == found
    again = twicetold.dedup(data)
    assert type(again) is type(data)
    assert list(ids(again)) == [row["id"] for row in twicetold.dedup(newsroom)]


def ids(data):
    if isinstance(data, list | tuple):
        return [row["id"] for row in data]
    column = data["id"]
    return column.to_pylist() if hasattr(column, "to_pylist") else list(column)


def test_streams_are_read_once_and_given_back_as_streams(newsroom, found):
    table = pyarrow.Table.from_pylist(newsroom)
    assert twicetold.scan(table.to_reader()).matches.to_dict() == found
    again = twicetold.dedup(table.to_reader())
    assert isinstance(again, pyarrow.RecordBatchReader)
    assert ids(again.read_all()) == ids(twicetold.dedup(newsroom))
    assert twicetold.scan(row for row in newsroom).matches.to_dict() == found
    assert twicetold.dedup(iter(newsroom)) == twicetold.dedup(newsroom)


def test_a_dataset_of_hugging_face_is_data(newsroom, found):
    datasets = pytest.importorskip("datasets", reason="pip install datasets to test its Dataset")
    data = datasets.Dataset.from_list(newsroom)
    assert twicetold.scan(data).matches.to_dict() == found
    again = twicetold.dedup(data.shuffle(seed=1))
    assert isinstance(again, datasets.Dataset)
    assert set(again["id"]) == set(ids(twicetold.dedup(newsroom)))


def test_texts_alone_are_data():
    texts = ["The bridge is closed until spring, said the mayor on Monday.", "Tarnford won the cup.", None] * 2
    for data in (texts, pandas.Series(texts), polars.Series(texts), pyarrow.array(texts), pyarrow.chunked_array([texts[:2], texts[2:]])):
        report = twicetold.scan(data)
        assert [(row["left"], row["right"]) for row in report.matches] == [("0", "3"), ("1", "4")], type(data)
        assert report.summary["skipped_by_reason"] == {"missing-text": 2}
        assert len(twicetold.dedup(data)) == 4


def test_files_are_data(tmp_path, newsroom, found):
    assert twicetold.scan(NEWSROOM).matches.to_dict() == found
    assert twicetold.scan([NEWSROOM, NEWSROOM]).matches.to_dict() == found
    told = twicetold.dedup(NEWSROOM)
    assert told["summary"]["written"] == "nothing"
    twicetold.dedup(NEWSROOM, output=tmp_path / "clean")
    again = [json.loads(line)["id"] for line in (tmp_path / "clean" / "docs.jsonl").read_text().splitlines()]
    assert again == ids(twicetold.dedup(newsroom))


def test_columns_may_have_other_names_and_kinds(newsroom, found):
    rows = [{"body": row["text"], "number": int(number), "on": row.get("date")} for number, row in enumerate(newsroom)]
    frame = pandas.DataFrame(rows)
    frame["on"] = pandas.to_datetime(frame["on"], format="ISO8601", utc=True)
    report = twicetold.scan(frame, text="body", id="number", date="on")
    assert {row["left"] for row in report.matches} <= {str(number) for number in range(len(rows))}
    assert report.matches.to_dict()["left_date"][0].startswith("20")
    assert len(report.matches) > len(found["left"]) / 2


def test_older_data_is_compared_with_and_not_among_itself(newsroom):
    old, new = newsroom[: len(newsroom) // 2], newsroom[len(newsroom) // 2 :]
    report = twicetold.scan(new, against=pyarrow.Table.from_pylist(old))
    news = {row["id"] for row in new}
    assert len(report.matches) > 0
    assert all(row["left"] in news or row["right"] in news for row in report.matches)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a text", "a text or a path"),
        ({"text": "a"}, "a dict is one record"),
        (7, "int is nothing to read"),
        ([7], "row 0 is a int"),
        ([{"text": 7}], "the field 'text' is a int"),
        (pyarrow.table({"body": ["a"]}), "no column 'text'; it has 'body'"),
        (pyarrow.table({"text": [7]}), "holds Int64, not text"),
        (pyarrow.table({"text": ["a"], "id": [{"a": 1}]}), "cannot be written as text"),
    ],
)
def test_what_is_no_data_is_told(data, message):
    with pytest.raises((TypeError, ValueError), match=message):
        twicetold.scan(data)


def test_bytes_that_only_claim_to_be_text_are_refused():
    lie = pyarrow.array([b"\xff\xfe"], type=pyarrow.binary()).view(pyarrow.string())
    with pytest.raises(ValueError, match="column 'text'"):
        twicetold.scan(pyarrow.table({"text": lie}))


def test_no_data_is_an_empty_report():
    for data in ([], pandas.DataFrame({"text": []}), pyarrow.table({"text": pyarrow.array([], pyarrow.string())})):
        report = twicetold.scan(data)
        assert (len(report.matches), report.summary["records"]) == (0, 0)
        assert len(twicetold.dedup(data)) == 0
