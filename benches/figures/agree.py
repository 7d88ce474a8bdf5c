#!/usr/bin/env python3
"""Does `twicetold evaluate` say the same as the judge of the evaluation sets?

    agree.py DATA TOOL [SET..]

DATA is the folder with evaluate.py and the sets, TOOL the binary. For each set and several seeds,
predictions are made up from its truth: true pairs with scores that often tie, wrong ones, pairs
turned round, pairs listed twice. Both judges get them; every figure must be equal to 1e-12. The
generator's truth is judged too, cut to the four columns that judge reads. Prints one line a case,
exit code 1 where any differs. Python 3.11, standard library, and zstd for packed sets.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path


def rows(path):
    if not path.exists():
        return []
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]


def ids_of(folder):
    plain = folder / "docs.jsonl"
    if plain.exists():
        text = plain.read_bytes()
    else:
        text = subprocess.run(["zstd", "-dcq", f"{plain}.zst"], check=True, capture_output=True).stdout
    return [json.loads(line)["id"] for line in text.splitlines() if line.strip()]


def made_up(folder, ids, seed):
    draw = random.Random(seed)
    truth = rows(folder / "truth.tsv")
    lines = []
    for a, b, *_ in draw.sample(truth, min(len(truth), 4000)):
        if draw.random() < 0.7:
            lines.append((a, b, round(draw.betavariate(4, 2), draw.choice((1, 2, 6)))))
    for a, b in rows(folder / "ignore.tsv")[:200]:
        lines.append((a, b, round(draw.random(), 2)))
    for _ in range(1500):
        a, b = draw.sample(ids, 2)
        lines.append((a, b, round(draw.betavariate(2, 4), draw.choice((1, 2, 6)))))
    for a, b, score in draw.sample(lines, 300):
        lines.append((b, a, round(score * draw.random(), 3)))
    lines.append((ids[0], ids[0], 1.0))
    draw.shuffle(lines)
    return "".join(f"{a}\t{b}\t{score}\n" for a, b, score in lines)


def theirs(data, folder, predictions, mode, extra):
    command = [sys.executable, data / "evaluate.py", folder, predictions, "--mode", mode, "--json", *extra]
    out = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    keys = ("average_precision", "threshold", "precision", "recall", "f1", "adjusted_rand_index")
    result = {key: out.get(key) for key in keys}
    result |= {"positives": out["positives"], "judged": out["judged"], "predicted": out["predicted"]}
    result |= {"true_positives": out["tp"], "false_positives": out["fp"], "false_negatives": out["fn"]}
    labels = out.get("found_per_label", {})
    return result, {label: tuple(counts) for label, counts in labels.items()}


def ours(tool, folder, predictions, mode, extra):
    command = [tool, "evaluate", predictions, "--mode", mode, "--json", *extra]
    for option, name in (("--truth", "truth.tsv"), ("--clusters", "clusters.tsv"), ("--ignore", "ignore.tsv")):
        if (folder / name).exists():
            command += [option, folder / name]
    out = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    result = {key: value for key, value in out.items() if key not in ("mode", "recall_by_label", "counts")}
    labels = {row["label"]: (row["found"], row["listed"]) for row in out["recall_by_label"]}
    return result | out["counts"], labels


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= 1e-12
    return left == right


def compare(case, data, tool, folder, options):
    mode, predictions, extra = options
    left, left_labels = theirs(data, folder, predictions, mode, extra)
    right, right_labels = ours(tool, folder, predictions, mode, extra)
    wrong = [f"{key}: {left[key]} / {right.get(key)}" for key in left if not same(left[key], right.get(key))]
    if left_labels and left_labels != right_labels:
        wrong.append("recall by label")
    ari = f" ARI {right['adjusted_rand_index']:.6f}" if right.get("adjusted_rand_index") is not None else ""
    print(f"{case}\t{'DIFFERENT ' + '; '.join(wrong) if wrong else 'equal'}\tF1 {right['f1']:.6f}{ari}", flush=True)
    return not wrong


def generated(tool, folder):
    """A generated set in the form of the evaluation sets."""
    docs, truth = folder / "docs.jsonl", folder / "full.tsv"
    subprocess.run([tool, "generate", "--documents", "2000", "--seed", "7", "--output", docs, "--truth", truth], check=True)
    lines = truth.read_text(encoding="utf-8").splitlines()
    (folder / "truth.tsv").write_text("".join("\t".join(line.split("\t")[:4]) + "\n" for line in lines))
    (folder / "meta.json").write_text('{"name": "generated", "mode": "open"}')


def main():
    data, tool, *names = sys.argv[1:]
    data = Path(data)
    equal = True
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "generated"
        made.mkdir()
        generated(tool, made)
        names = names or ["mixset", "llm-rewrite-news", "bible-multi", "msrp"]
        for folder in [*(data / name for name in names), made]:
            ids = ids_of(folder)
            modes = ["closed", "open"] + (["cluster"] if (folder / "clusters.tsv").exists() else [])
            for seed in (1, 2):
                predictions = Path(temporary) / "predictions.tsv"
                predictions.write_text(made_up(folder, ids, seed), encoding="utf-8")
                for mode in modes:
                    for extra in ([], ["--threshold", "0.5"]):
                        case = f"{folder.name} seed {seed} {mode} {' '.join(extra)}"
                        equal &= compare(case, data, tool, folder, (mode, predictions, extra))
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
