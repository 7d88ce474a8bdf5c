# Writes every file of this folder but README.md (needs the zstd command; Parquet needs the package pyarrow and is left as it is without).
import csv, gzip, io, json, subprocess, tarfile, zipfile
from pathlib import Path

O = Path(__file__).resolve().parent
J = lambda d: json.dumps(d, ensure_ascii=False)


def w(name, content):
    path = O / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


ferry = [
    "The night ferry to Sollen Island will sail again from the first of May, four winters after storms broke its pier.",
    "Harbor master Ines Quay said divers had replaced sixty oak piles and that the new ramp could take a fire engine.",
    "Tickets stay at 4.20 crowns. Islanders had kept a rota of fishing boats going for the school run, and the last of those trips will be on the thirtieth of April.",
    "“We shall miss the smell of herring,” said teacher Paul Orde, “but not in January.”",
]
library = [
    "The town library of Märzfeld has found eleven hand-drawn maps behind a bookcase that had not been moved since 1923.",
    "Librarian Jörg Süß said the sheets show every well and footpath of the valley before the reservoir was built.",
    "They will hang in the reading room from June, beside photographs of the same places under water.",
    "Two farms on the maps are in no other record. The parish has asked readers to look for their names in family papers.",
]
orchard = [
    "Frost on three nights in April has cost the orchards around Tell Brook about a third of their cherries.",
    "Growers lit nine hundred candles between the rows, and fire crews were called eleven times by people who took them for a forest fire.",
    "Cooperative chairwoman Hanna Lisk expects higher prices but no empty stalls: apples, which bloom later, are unharmed.",
]
texts = {"ferry": ferry, "library": library, "orchard": orchard}
titles = {"ferry": "Night ferry to Sollen to sail again", "library": "Eleven old maps found behind a bookcase", "orchard": "April frost takes a third of the cherries"}
plain = {name: "\n\n".join(parts) for name, parts in texts.items()}

# Pages: what stands around the text is the same on every page of both sites, which run on one platform.
def page(site, name, charset="utf-8", parts=None):
    body = "\n".join(f"<p>{part}</p>" for part in parts or texts[name])
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="{charset}"><title>{titles[name]} | {site}</title>
<meta property="og:site_name" content="{site}"><meta property="og:title" content="{titles[name]}">
<meta property="article:published_time" content="2026-04-{20 + len(name)}T08:00:00Z">
<link rel="canonical" href="https://{site.lower().replace(' ', '-')}.example/news/{name}">
<script>var queue = []; queue.push("page");</script><style>p {{ margin: 0 }}</style></head><body>
<div class="cookie-banner" id="consent"><p>We and our 214 partners store and read information on your device, such as cookies, to show advertisements and to count visitors. You may change your choice at any time.</p><button>Accept all</button></div>
<header><nav><ul><li><a href="/">Home</a><li><a href="/news">News</a><li><a href="/sport">Sport</a><li><a href="/weather">Weather</a></ul></nav></header>
<main><article><h1>{titles[name]}</h1><div class="share"><a href="#">Share on Chirper</a> <a href="#">Send by letter</a></div>
{body}
<figure><img src="a.jpg"><figcaption>Photo: the archive of this newspaper</figcaption></figure>
</article><section class="newsletter"><h3>Sign up for our morning letter</h3><p>Sign up for our morning letter and read every day before eight what moves the coast and the valley.</p><form><input type="email"><button>Sign up</button></form></section></main>
<aside class="related"><h3>Related stories</h3><ul><li><a href="/1">Council votes on the swimming pool for the ninth time</a><li><a href="/2">Why the clock of the town hall is seven minutes late</a></ul></aside>
<footer><p>All rights reserved. This material may not be published, broadcast, rewritten or redistributed without leave of the publisher, who may be reached at the desk.</p></footer></body></html>
"""


for site, names in (("Harbor Post", ("ferry", "library")), ("Valley Mail", ("library", "orchard"))):
    for name in names:
        w(f"pages/{site.lower().replace(' ', '-')}/{name}.html", page(site, name))
w("pages/valley-mail/ferry-latin1.html", page("Valley Mail", "ferry", "windows-1252", [part.replace("the", "our", 1) for part in ferry]).encode("cp1252"))

# Rows, with delimiters, quotes and line ends in them.
table = io.StringIO(newline="")
writer = csv.writer(table)
writer.writerow(["id", "date", "source", "text", "note"])
writer.writerow(["csv-ferry", "2026-04-25", "Island Crier", plain["ferry"], "with \"quotes\", commas"])
writer.writerow(["csv-orchard", "2026-04-29", "Island Crier", plain["orchard"], ""])
w("tables/feed.csv", table.getvalue())
w("tables/semicolons.csv", "ID;Text\r\nsemi-library;" + " ".join(library).replace(";", ",") + "\r\n")
w("tables/wire.tsv", "id\ttext\ntsv-ferry\t" + " ".join(ferry) + "\n")
w("tables/stray-quote.csv", 'id,text\nstray-1,"A quote that is never closed\nstray-2,This row stands behind it and is whole\nstray-3,"So is ""this"" one, quotes and all"\n')
w("tables/no-text.csv", "id,body\n1,The text stands in a column of another name.\n")

# JSON in three shapes.
w("dump/all.json", json.dumps([{"id": f"json-{name}", "text": text} for name, text in plain.items()], ensure_ascii=False, indent=1))
lines = "".join(J({"id": f"zst-{name}", "source": "Coast Radio", "text": text}) + "\n" for name, text in plain.items())
(O / "dump").mkdir(exist_ok=True)
w("dump/data-00000-of-00001.jsonl.zst", subprocess.run(["zstd", "-qc", "-19"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout)

# A web archive: request, page in chunks and packed, page of another charset, PDF, a page that was gone, a length that is a lie.
def record(kind, uri, body, **more):
    fields = {"WARC-Type": kind, "WARC-Target-URI": uri, "WARC-Date": "2026-04-26T06:30:00Z", **more, "Content-Length": len(body)}
    return b"WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n" + body + b"\r\n\r\n"


def response(uri, body, kind="text/html", status="200 OK", *fields):
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Type: {kind}", *fields))
    return record("response", uri, head.encode() + b"\r\n" + body, **{"Content-Type": "application/http; msgtype=response"})


def chunked(body, size=700):
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


zipped = lambda body: gzip.compress(body, mtime=0)
crawl = [
    record("warcinfo", "", b"software: made by hand\r\n"),
    record("request", "https://bay.example/ferry", b"GET /ferry HTTP/1.1\r\n\r\n"),
    response("https://bay.example/ferry", chunked(zipped(page("Bay News", "ferry").encode())), "text/html; charset=utf-8", "200 OK", "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
    response("https://bay.example/karten", page("Bay News", "library").replace('<meta charset="utf-8">', "").encode("cp1252"), "text/html; charset=windows-1252"),
    response("https://bay.example/report.pdf", b"%PDF-1.7 ...", "application/pdf"),
    response("https://bay.example/gone", b"<p>Not here.</p>", "text/html", "404 Not Found"),
    record("response", "https://bay.example/lie", b"HTTP/1.1 200 OK\r\n\r\nnothing").replace(b"Content-Length: 26", b"Content-Length: 99999"),
    response("https://bay.example/orchard", page("Bay News", "orchard").encode()),
]
w("crawl/bay.warc.gz", b"".join(zipped(part) for part in crawl))
wet = [record("conversion", f"https://bay.example/{name}", text.encode(), **{"Content-Type": "text/plain"}) for name, text in plain.items()]
w("crawl/bay.wet", b"".join(wet))

# A desk: Markdown with front matter, texts in other charsets, a picture, an archive within the archive, an Office document.
inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as archive:
    archive.writestr(zipfile.ZipInfo("x.txt"), "x")
office = io.BytesIO()
with zipfile.ZipFile(office, "w") as archive:
    archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
japanese = "島へ渡る夜の船が五月一日から再び動く。嵐で桟橋が壊れてから四度目の冬が過ぎた。潜水士が六十本の杭を取り替え、新しい桟橋には消防車も乗れるという。"
members = {
    "notes/ferry.md": f"---\ntitle: {titles['ferry']}\ndate: 2026-04-24\nsource: The Desk\n---\n" + plain["ferry"] + "\n",
    "notes/maps.txt": plain["library"].encode("cp1252"),
    "notes/ferry-ja.txt": japanese.encode("shift_jis"),
    "notes/orchard.txt": plain["orchard"].encode("utf-16-le"),
    "photo.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(64)),
    "inner.zip": inner.getvalue(),
    "letter.docx": office.getvalue(),
    "../outside.txt": "A name that leads out of the folder is a name, and no path.\n",
}
desk = io.BytesIO()
with zipfile.ZipFile(desk, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in members.items():
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
w("desk.zip", desk.getvalue())
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
    for name, content in members.items():
        content = content if isinstance(content, bytes) else content.encode()
        entry = tarfile.TarInfo("a-folder-with-a-rather-long-name/" * 4 + name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    link = tarfile.TarInfo("link.txt")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    archive.addfile(link)
w("desk.tar.gz", gzip.compress(packed.getvalue(), mtime=0))
w("cut.zip", desk.getvalue()[:600])
w("cut.tar", packed.getvalue()[: len(packed.getvalue()) // 3])

# Parquet.
try:
    import pyarrow
    import pyarrow.parquet

    columns = {"id": [1, 2, 3, 4], "date": ["2026-04-30"] * 4, "text": [*plain.values(), None], "tags": [["a"], [], ["b"], None]}
    (O / "parquet").mkdir(exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.table(columns), O / "parquet/data-00000-of-00001.parquet", row_group_size=2, compression="snappy")
except ImportError:
    print("pyarrow is not here; parquet/ is left as it is")
