"""The jobs have the options, words and answers of the command line."""

import inspect as introspection
import json
import re
import subprocess

import pytest

import twicetold
from conftest import NEWSROOM


def printed(binary, *arguments):
    return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def test_a_scan_says_what_the_command_says(binary, tmp_path):
    printed(binary, "scan", NEWSROOM, "--tables", tmp_path, "--tables-as", "parquet", "--quiet")
    report = twicetold.scan(NEWSROOM)
    report.save_tables(tmp_path / "wheel")
    for table in ("matches", "clusters", "documents", "passages"):
        assert (tmp_path / "wheel" / f"{table}.parquet").read_bytes() == (tmp_path / f"{table}.parquet").read_bytes(), table


def test_what_goes_is_what_goes_on_the_command_line(binary, newsroom):
    for keep in ("first", "longest", "newest", "url:desc"):
        told = json.loads(printed(binary, "dedup", NEWSROOM, "--dry-run", "--keep", keep, "--format", "json", "--quiet"))
        _, removed = twicetold.dedup(newsroom, keep=keep, with_removed=True)
        pick = lambda gone: (gone["id"], gone["kept"]["id"], gone["relation"], gone["similarity"])
        assert list(map(pick, removed)) == list(map(pick, told["removed"])), keep


def test_every_option_that_bears_on_the_result_is_an_option_here(binary):
    running = {"config", "progress", "quiet", "timings", "plan", "color", "top", "output", "report", "tables", "tables-as"}
    gates = {"fail-on", "max-repetition", "baseline", "write-baseline", "strict", "bad-records", "help", "expand", "version"}
    for command, job in (("scan", twicetold.scan), ("dedup", twicetold.dedup), ("inspect", twicetold.inspect)):
        options = set(re.findall(r"^ {2,6}(?:-\w, )?--([a-z-]+)", printed(binary, command, "--help"), re.MULTILINE))
        assert len(options) > 15
        names = {name.replace("_", "-") for name in introspection.signature(job).parameters}
        renamed = {"from": "format", "text-field": "text", "id-field": "id", "source-field": "source"}
        renamed |= {"date-field": "date", "title-field": "title", "url-field": "url"}
        missing = {renamed.get(option, option) for option in options - running - gates} - names
        assert missing <= {"dry-run", "profile", "format", "rewrites"}, command


def test_an_option_out_of_range_is_told_in_the_same_words(binary):
    said = subprocess.run([binary, "scan", "x", "--min-similarity", "2"], capture_output=True, text=True).stderr
    with pytest.raises(twicetold.UsageError) as raised:
        twicetold.scan(["a"], min_similarity=2)
    assert str(raised.value) in said
    assert isinstance(raised.value, ValueError) and isinstance(raised.value, twicetold.Error)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"relations": "copies"}, "copies"),
        ({"hashes": 0}, "--hashes 0 is out of range"),
        ({"hashes": "many"}, "hashes='many'"),
        ({"rewrites": "surely"}, "surely"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_other_options_out_of_range_are_told(options, message):
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        twicetold.scan(["a"], **options)
    with pytest.raises(TypeError, match="min_similarty"):
        twicetold.scan(["a"], min_similarty=0.5)


def test_files_that_are_not_there_are_faults_and_those_that_cannot_be_written_errors(tmp_path):
    report = twicetold.scan(tmp_path / "nothing.jsonl")
    assert report.summary["skipped_by_reason"] == {"unreadable": 1}
    assert "check the path" in report.faults[0][2]
    full = tmp_path / "full"
    full.mkdir()
    (full / "file").write_text("x")
    with pytest.raises(twicetold.Error, match="not empty"):
        twicetold.dedup(NEWSROOM, output=full)
    with pytest.raises(twicetold.UsageError, match="output is for files"):
        twicetold.dedup(["a"], output=full)


def test_a_text_is_inspected_and_two_are_compared():
    text = "The bridge was closed on Monday. Inspectors found cracks. On Monday the bridge was closed."
    report = twicetold.inspect(text)
    (document,) = report.to_dict()["documents"]
    assert [(echo["left"], echo["right"]) for echo in document["echoes"]] == [(0, 2)]
    assert repr(report) == "Report(inspect: 1 documents)"
    (document,) = twicetold.inspect(text, profile="paper").to_dict()["documents"]
    assert list(document["metrics"]) == ["paper"]
    pair = twicetold.compare(text, text, left_id="a", right_id="b")
    assert pair.matches.to_dict()["relation"] == ["identical"]
    assert twicetold.inspect([text, text], echo=1.0).documents.to_dict()["echoes"] == [0, 0]
