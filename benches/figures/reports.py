"""Figures on reports: the page in a browser, findings for programs, verify, spans."""

import json
import os
import re
import shutil
import subprocess

from bench import ROOT, Skip

BROWSER = ROOT / "tests" / "browser"

#: Sets on which every span of every report is sliced.
SLICED = ("newsroom", "languages", "repetition", "udhr", "bbc-news")


def node(bench, *arguments):
    """Runs a script of the browser tests; what those need is installed by `tests/browser/run`."""
    if not shutil.which("node") or not (BROWSER / "node_modules").is_dir():
        raise Skip("node and what tests/browser/run installs")
    environment = dict(os.environ, TWICETOLD=str(bench.program))
    bench.show(["node", *arguments])
    run = subprocess.run(["node", *map(str, arguments)], cwd=ROOT, env=environment, capture_output=True, text=True)
    return run.returncode, run.stdout


def page(bench):
    """a page of twenty thousand matches: size, first paint, filter, side by side, blank rows"""
    corpus, file = bench.corpus("generated-70000"), bench.folder / "page.html"
    bench.tool("scan", corpus, "--report", f"html={file}", "--quiet")
    text = file.read_text(encoding="utf-8")
    rows = json.loads(text.split('id="report">', 1)[1].split("</script>", 1)[0])
    texts = sum(len(block.encode()) for block in re.findall(r'class="texts"[^>]*>(.*?)</script>', text, re.S))
    matches, size = len(rows["matches"]), file.stat().st_size
    bench.row("matches on the page", f"{matches:,}", ">= 20,000", matches >= 20_000)
    beside = (size - texts) / 1e6
    bench.row("size of the page; beside the texts, MB", f"{size / 1e6:.1f}; {beside:.1f}", "<= 25", beside <= 25)
    code, said = node(bench, "tests/browser/measure.mjs", file)
    if code:
        raise RuntimeError(said)
    found = json.loads(said)
    for name, what, most in (("paint", "first paint", 1500), ("filter", "a key in the filter until the list is drawn", 150),
                             ("sides", "a pair opened side by side", 200)):
        bench.row(f"{what}, ms", f"{found[name]:.0f}", f"<= {most}", found[name] <= most)
    bench.row("frames of fast scrolling with blank rows", f"{found['blank']} of {found['frames']}", "0", found["blank"] == 0)
    bench.row("until it can be used, ms; heap, MB", f"{found['ready']:.0f}; {found['heap'] / 1e6:.0f}", "", None)


def browser(bench):
    """the page in a browser: hostile texts, accessibility, keys, marks"""
    tests = sorted(path.relative_to(ROOT) for path in BROWSER.glob("*.test.mjs"))
    for test in tests:
        code, said = node(bench, "--test", test)
        names = re.findall(r"^(ok|not ok) \d+ - (.*)$", said, re.M)
        for result, name in names:
            bench.row(name[:80], "passed" if result == "ok" else "failed", "passed", result == "ok")
        if code and not names:
            raise RuntimeError(said[-2000:])


def pictures(bench):
    """the pictures of the README together, kB"""
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.webp")]
    bench.row(f"{len(sizes)} pictures, kB", f"{sum(sizes) / 1000:.0f}", "<= 300", 0 < sum(sizes) <= 300_000)


def verify(bench):
    """verify: planted falsifications found, good reports held"""
    reports = {"scan": ("scan", bench.corpus("newsroom")), "inspect": ("inspect", bench.corpus("repetition"))}
    good = {name: json.loads(bench.tool(*command, "--format", "json")) for name, command in reports.items()}
    planted = json.loads((ROOT / "tests" / "it" / "falsifications.json").read_text())
    found, path = 0, bench.folder / "false.json"
    for change in planted:
        report = json.loads(json.dumps(good[change["report"]]))
        falsify(report, change)
        path.write_text(json.dumps(report))
        said = json.loads(bench.call(bench.program, "verify", path, "--format", "json", ok=(1,)))
        at_its_place = any(difference["place"].startswith(change["found"]) for difference in said["differences"])
        if not at_its_place:
            bench.note(f"not found: {change['what']}")
        found += at_its_place
    bench.row("falsifications found at their place", f"{found} of {len(planted)}", "all, >= 20", found == len(planted) >= 20)
    for name in ("reuters-21578", "bbc-news", "cctv-xinwenlianbo"):
        try:
            report = bench.scan(bench.corpus(name), f"verified-{name}", format="html")
        except Skip as reason:
            bench.skip(str(reason))
            continue
        said = bench.call(bench.program, "verify", report, ok=(0, 1)).strip().splitlines()[0]
        bench.row(f"a page of {name}", said[:28], "holds", said.startswith("All of it holds"))


def falsify(report, change):
    """Plants a change as tests/it/verify.rs does."""
    if "move" in change:
        *before, last = change["move"].split("/")[1:]
        moved = at(report, before).pop(int(last))
        at(report, change["at"].split("/")[1:]).append(moved)
        return
    *before, last = change["at"].split("/")[1:]
    place = at(report, before)
    key = int(last) if isinstance(place, list) else last
    if change.get("drop"):
        del place[key]
    elif "put" in change:
        place[key] = change["put"]
    else:
        place[key] += change["add"]


def at(value, steps):
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def spans(bench):
    """every span in every report slices the original text at the claimed words"""
    for name in SLICED:
        try:
            corpus = bench.corpus(name)
        except Skip as reason:
            bench.skip(str(reason))
            continue
        texts = {}
        for line in corpus.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            texts[str(record["id"])] = record["text"].encode()
        options = ("--rewrites", "possible", "--gather", "--min-passage-words", "8", "--min-similarity", "0.5")
        scanned = bench.scan(corpus, f"spans-{name}", *options, format="json")
        inspected = bench.folder / f"spans-{name}-inspected.json"
        bench.tool("inspect", corpus, "--format", "json", "--output", inspected, "--quiet")
        counts = {"spans": 0, "wrong": 0}
        for report in (scanned, inspected):
            walk(json.loads(report.read_text(encoding="utf-8")), texts, counts)
        bench.row(f"spans of {name} that do not slice their text", f"{counts['wrong']} of {counts['spans']:,}", "0",
                  counts["wrong"] == 0 < counts["spans"])


def walk(report, texts, counts):
    for found in report["matches"] + report.get("same_story", []):
        sides = {side: texts[found[side]["id"]] for side in ("left", "right")}
        for passage in found["passages"]:
            for side, text in sides.items():
                check(passage[side], text, counts)
        facts = found.get("facts") or {}
        for pair in facts.get("kept", []) + facts.get("changed", []):
            for side, text in sides.items():
                check(pair[side], text, counts)
        for side, items in (("left", facts.get("dropped", [])), ("right", facts.get("added", []))):
            for item in items:
                check(item, sides[side], counts)
        for ground in (found.get("direction") or {}).get("grounds", []):
            for side, text in sides.items():
                for quote in ground.get(side, []):
                    check(quote, text, counts)
    for sentence in report["common_sentences"]:
        check({**sentence["span"], "text": sentence["text"]}, texts[sentence["first"]["id"]], counts)
    for gathered in report.get("gathered", []):
        for source in gathered["sources"]:
            for span in source["ranges"]:
                check(span, texts[gathered["document"]["id"]], counts)
    for document in report["documents"]:
        text = texts[document["id"]]
        for sentence in document.get("sentences", []):
            check(sentence, text, counts)
        for echo in document["echoes"]:
            for evidence in echo["evidence"]:
                check(evidence["left"], text, counts)
                check(evidence["right"], text, counts)
        for phrase in document["phrases"]:
            check({**phrase["spans"][0], "text": phrase["text"]}, text, counts)
            for span in phrase["spans"]:
                check(span, text, counts)


def check(span, text, counts):
    """A span lies within the text, on characters, and what is quoted of it stands there."""
    counts["spans"] += 1
    start, end = span["start"], span["end"]
    try:
        words = text[start:end].decode()
    except UnicodeDecodeError:
        words = None
    said = span.get("text")
    is_right = words is not None and 0 <= start < end <= len(text)
    if is_right and said is not None:
        is_right = words == said or said.endswith("…") and words.startswith(said[:-1])
    counts["wrong"] += not is_right


def findings(bench):
    """SARIF, JUnit, code quality and JSON, read by other people's parsers and schemas (tests)"""
    command = ["cargo", "test", "--locked", "--test", "it", "--", "findings::", "report::json_follows_the_schema"]
    bench.show(command)
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    for name, result in re.findall(r"^test (\S+) \.\.\. (\w+)$", run.stdout, re.M):
        bench.row(name, result, "ok", result == "ok")
    if run.returncode:
        raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
