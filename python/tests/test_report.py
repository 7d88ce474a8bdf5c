"""Reports go into other libraries, files and notebooks."""

import json

import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import twicetold


@pytest.fixture(scope="module")
def report(newsroom):
    return twicetold.scan(newsroom)


def test_tables_go_into_other_libraries(report):
    for table in (report.matches, report.clusters, report.documents, report.passages):
        there = table.to_pyarrow()
        assert isinstance(there, pyarrow.Table) and there.column_names == table.columns and len(there) == len(table) > 0
        assert there.to_pydict() == table.to_dict()
        assert isinstance(table.to_pandas(), pandas.DataFrame) and list(table.to_pandas().columns) == table.columns
        assert table.to_polars().equals(polars.DataFrame(there))
        assert list(table)[0] == {name: values[0] for name, values in table.to_dict().items()}
    assert pyarrow.schema(report.matches) == report.matches.to_pyarrow().schema
    assert repr(report.matches).startswith(f"Table({len(report.matches):,} rows: match, left, right")


def test_tables_are_what_the_whole_report_says(report):
    whole = report.to_dict()
    listed = [(found["left"]["id"], found["right"]["id"], found["relation"]) for found in whole["matches"] + whole["same_story"]]
    assert [(row["left"], row["right"], row["relation"]) for row in report.matches] == listed
    assert json.loads(report.to_json()) == whole
    assert whole["summary"] == report.summary
    books = report.summary
    assert books["records"] == books["documents"] + books["skipped"]


@pytest.mark.parametrize("ending", ["html", "md", "txt", "json", "jsonl", "csv", "tsv", "sarif", "xml"])
def test_reports_go_into_files(report, tmp_path, ending, newsroom):
    path = tmp_path / f"report.{ending}"
    report.save(path)
    written = path.read_text(encoding="utf-8")
    assert newsroom[0]["id"] in written or ending in ("txt", "md")
    if ending == "html":
        assert newsroom[0]["text"].split("\n")[0][:40] in written, "whole texts are in the page"
    with pytest.raises(twicetold.UsageError, match="the ending says no format"):
        report.save(tmp_path / "report.doc")
    with pytest.raises(OSError):
        report.save(tmp_path / "no" / "report.json")


def test_tables_go_into_files(report, tmp_path):
    report.save_tables(tmp_path)
    assert pyarrow.parquet.read_table(tmp_path / "matches.parquet").num_rows == len(report.matches)
    report.save_tables(tmp_path, "tsv")
    assert (tmp_path / "clusters.tsv").read_text().startswith("cluster\tid\t")


def test_a_notebook_shows_the_page_in_a_place_of_its_own():
    said = "</iframe><script>alert('x')</script> the bridge is closed until spring, said the mayor on Monday"
    page = twicetold.scan([said, said])._repr_html_()
    assert page.startswith("<iframe sandbox=\"allow-scripts\"") and page.count("<iframe") == page.count("</iframe>") == 1
    assert "<script" not in page, "all of it is in an attribute"
    table = twicetold.scan([said, said + " again"]).passages._repr_html_()
    assert "<script" not in table
    assert "told more than once" in str(twicetold.scan([said, said]))
