#!/usr/bin/env python3
"""How often the sentences of a case are given exactly: segmentation.py DATA PROGRAM [--show LANGUAGE]

DATA holds the sets `segmentation` and `echoes`, PROGRAM is the built example `segmentation`. A case is
right where every sentence begins and ends at the same character, blanks not counted. Only `pure`
cases are judged: the others want the text cleaned too. Of `echoes`, how many sentences of the readers
are ours. --show prints the cases of a language that are not right. Python 3.11, standard library.
"""

import argparse
import json
import subprocess
from collections import Counter
from pathlib import Path


def cases_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def predicted(program, path):
    run = subprocess.run([program, path], check=True, capture_output=True, text=True)
    return [json.loads(line)["byte_spans"] for line in run.stdout.splitlines()]


def size(text):
    return sum(not c.isspace() for c in text)


def ends_wanted(sentences):
    """Where the sentences end, counted in characters that are no blanks."""
    ends, at = [], 0
    for sentence in sentences:
        at += size(sentence)
        ends.append(at)
    return sorted(set(ends) - {0})


def ends_given(text, spans):
    """The same for spans; None where they leave out more than blanks."""
    text, ends, at, before = text.encode(), [], 0, 0
    for start, end in spans:
        if text[before:start].strip():
            return None
        at += size(text[start:end].decode())
        ends.append(at)
        before = end
    return None if text[before:].decode().strip() else sorted(set(ends) - {0})


def judge(path, program, show):
    right, cases = Counter(), Counter()
    for case, spans in zip(cases_of(path), predicted(program, path), strict=True):
        if not case.get("pure", True):
            continue
        equal = ends_given(case["text"], spans) == ends_wanted(case["sentences"])
        golden = case.get("golden", False)
        english = case["lang"] == "en"
        names = ["all languages", f"language {case['lang']}"]
        names += ["golden"] * golden + ["English golden"] * (golden and english) + ["English"] * english
        cases.update(names)
        right.update(names * equal)
        if show == case["lang"] and not equal:
            given = [case["text"].encode()[start:end].decode() for start, end in spans]
            print(f"{case['id']}\n  wanted {case['sentences']}\n  given  {given}")
    for name in sorted(cases):
        what = f"{path.stem}, {name}"
        print(f"{what:<28} {right[name]} of {cases[name]}  {100 * right[name] / cases[name]:.1f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("program", type=Path)
    parser.add_argument("--show", metavar="LANGUAGE")
    options = parser.parse_args()
    for name in ("pragmatic", "sentencex"):
        judge(options.data / "segmentation" / f"{name}.jsonl", options.program, options.show)
    echoes = options.data / "echoes" / "docs.jsonl"
    if echoes.exists():
        records = zip(cases_of(echoes), predicted(options.program, echoes), strict=True)
        ours = [(set(map(tuple, spans)), set(map(tuple, record["sentences"]))) for record, spans in records]
        same, theirs = sum(len(a & b) for a, b in ours), sum(len(b) for _, b in ours)
        print(f"{'echoes, sentences of readers':<28} {same} of {theirs}  {100 * same / theirs:.1f} %")


if __name__ == "__main__":
    main()
