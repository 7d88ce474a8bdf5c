#!/usr/bin/env python3
"""Compares our Gopher and FineWeb numbers with datatrove's, given datatrove's own tokens.

    python3 benches/figures/gopher.py --seed FOLDER --data FOLDER [--documents 20] [--venv FOLDER] [--example PROGRAM]
    python3 benches/figures/gopher.py --fixtures OUT.json [--documents 10] FILE.jsonl...

The first form takes `article.txt` of the seed folder and documents spread evenly over
`docs.jsonl` or `docs.jsonl.zst` of the data folder, runs datatrove on them, pipes texts and tokens
through the example `gopher_tokens` (built by cargo unless --example names it), and
prints the largest difference; it fails (exit 1) where
a value differs in the sixth digit or a reason differs. The second form writes fixtures for
the unit test from documents written for this project, so many of each file.

datatrove and spaCy are installed into a virtual environment in a temporary folder unless --venv
names one. What is missing (the network, the seed, the data) is skipped by name.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGES = ["datatrove==0.10.1", "spacy==3.8.18", "regex", "xxhash<3.6", "tokenizers", "zstandard"]
ROOT = Path(__file__).resolve().parents[2]


def enter_venv(folder: Path) -> None:
    """Runs this script again with datatrove importable."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    if subprocess.run([python, "-c", "import datatrove, spacy, zstandard"], capture_output=True).returncode != 0:
        if subprocess.run([python, "-m", "pip", "-q", "install", *PACKAGES]).returncode != 0:
            print("skipped: datatrove (could not be installed; is there a network?)")
            sys.exit(0)
    environment = {**os.environ, "GOPHER_INSIDE": "1"}
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], env=environment).returncode)


def tokens_of(text: str) -> list[str]:
    from datatrove.utils.text import split_into_words

    return split_into_words(text, "en") if text else []


def gopher_values(text: str, tokens: list[str]) -> dict[str, float]:
    """Every value of the filter, by datatrove's own functions; the filter itself stops at the first breach."""
    from datatrove.pipeline.filters import gopher_repetition_filter as gopher

    settings = gopher.GopherRepetitionFilter()
    values = {}
    length = len(text)
    for name, pieces in (
        ("para", settings.paragraph_exp.split(text.strip())),
        ("line", settings._line_splitter.split(text)),
    ):
        count, characters = gopher.find_duplicates(pieces)
        values[f"dup_{name}_frac"] = count / len(pieces)
        values[f"dup_{name}_char_frac"] = characters / length
    for n, _ in settings.top_n_grams:
        grams = gopher.get_n_grams(tokens, n)
        values[f"top_{n}_gram"] = gopher.find_top_duplicate(grams) / length if grams else 0.0
    for n, _ in settings.dup_n_grams:
        values[f"duplicated_{n}_n_grams"] = gopher.find_all_duplicate(tokens, n) / length
    return values


def fineweb_values(text: str, tokens: list[str]) -> dict[str, float]:
    """datatrove keeps no function a value, so these four lines are its own, read aloud."""
    from datatrove.pipeline.filters import fineweb_quality_filter as fineweb

    settings = fineweb.FineWebQualityFilter()
    lines = [line for line in text.split("\n") if line.strip() != ""]
    return {
        "line_punct_ratio": sum(line.endswith(settings.stop_chars) for line in lines) / len(lines),
        "short_line_ratio": sum(len(line) <= settings.short_line_length for line in lines) / len(lines),
        "char_dup_ratio": fineweb.find_duplicates(lines)[1] / len(text.replace("\n", "")),
        "list_ratio": text.count("\n") / len(tokens),
    }


def reason_of(filter_name: str, text: str) -> str | None:
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter, GopherRepetitionFilter

    chosen = {"datatrove": GopherRepetitionFilter, "fineweb": FineWebQualityFilter}[filter_name]()
    answer = chosen.filter(Document(text=text, id="document"))
    return answer[1] if isinstance(answer, tuple) else None


def judged(identifier: str, text: str) -> dict:
    tokens = tokens_of(text)
    return {
        "id": identifier,
        "text": text,
        "tokens": tokens,
        "datatrove": gopher_values(text, tokens),
        "datatrove_reason": reason_of("datatrove", text),
        "fineweb": fineweb_values(text, tokens),
        "fineweb_reason": reason_of("fineweb", text),
    }


def documents_in(path: Path) -> list[tuple[str, str]]:
    if path.suffix == ".zst":
        import zstandard

        with zstandard.open(path, "rt", encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
    else:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [(str(record["id"]), record["text"]) for record in records if record["text"].strip()]


def sample(folder: Path | None, documents: int) -> list[dict]:
    paths = [folder / name for name in ("docs.jsonl", "docs.jsonl.zst")] if folder else []
    path = next((path for path in paths if path.exists()), None)
    if path is None:
        print(f"skipped: data ({'not asked for' if folder is None else f'no docs.jsonl(.zst) in {folder}'})")
        return []
    return [judged(*document) for document in spread(documents_in(path), documents)]


def spread(found: list, documents: int) -> list:
    """So many of them, evenly."""
    return found[:: max(1, len(found) // documents)][:documents]


def seed(folder: Path | None) -> list[dict]:
    article = folder / "article.txt" if folder else None
    if article is None or not article.exists():
        print(f"skipped: seed ({'not asked for' if folder is None else f'no article.txt in {folder}'})")
        return []
    return [judged("seed", article.read_text(encoding="utf-8"))]


def ours(documents: list[dict], example: str | None) -> list[dict]:
    lines = "".join(json.dumps({key: d[key] for key in ("id", "text", "tokens")}) + "\n" for d in documents)
    command = [example] if example else ["cargo", "run", "--quiet", "--release", "--example", "gopher_tokens"]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, check=False)
    if run.returncode != 0:
        sys.exit(f"gopher_tokens failed:\n{run.stderr}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def compare(documents: list[dict], example: str | None) -> int:
    largest, wrong, values, breaches = 0.0, 0, 0, 0
    for theirs, mine in zip(documents, ours(documents, example), strict=True):
        for profile in ("datatrove", "fineweb"):
            if theirs[f"{profile}_reason"] != mine[f"{profile}_reason"]:
                wrong += 1
                print(theirs["id"], profile, "reason", theirs[f"{profile}_reason"], mine[f"{profile}_reason"])
            breaches += theirs[f"{profile}_reason"] is not None
            for name, value in theirs[profile].items():
                difference = abs(value - mine[profile][name])
                values += 1
                largest = max(largest, difference)
                if difference >= 5e-7:
                    wrong += 1
                    print(theirs["id"], profile, name, value, mine[profile][name])
        if theirs["id"] == "seed":
            print(f"seed, {len(theirs['tokens'])} tokens, reason {theirs['datatrove_reason']}:")
            print(" ", " ".join(f"{name} {value:.6f}" for name, value in mine["datatrove"].items()))
    print(f"{len(documents)} documents, {values} values, {breaches} breaches: {wrong} differ; largest difference {largest:.1e}")
    return 1 if wrong else 0


def write_fixtures(output: Path, files: list[Path], each: int) -> None:
    from importlib.metadata import version

    made_by = {
        "script": "benches/figures/gopher.py --fixtures",
        "datatrove": version("datatrove"),
        "spacy": version("spacy"),
        "tokenizer": "spacy-en",
        "python": ".".join(map(str, sys.version_info[:3])),
    }
    documents = [judged(*document) for file in files for document in spread(documents_in(file), each)]
    lines = ",\n".join(json.dumps(document, ensure_ascii=False) for document in documents)
    output.write_text(f'{{"made_by": {json.dumps(made_by)},\n"documents": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(documents)} documents written to {output}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--venv", type=Path)
    parser.add_argument("--example")
    parser.add_argument("--fixtures", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    options = parser.parse_args()
    if "GOPHER_INSIDE" not in os.environ:
        if options.venv:
            enter_venv(options.venv.resolve())
        with tempfile.TemporaryDirectory() as folder:
            enter_venv(Path(folder) / "venv")
    if options.fixtures:
        write_fixtures(options.fixtures, options.files, options.documents)
        return 0
    documents = seed(options.seed) + sample(options.data, options.documents)
    return compare(documents, options.example) if documents else 0


if __name__ == "__main__":
    sys.exit(main())
