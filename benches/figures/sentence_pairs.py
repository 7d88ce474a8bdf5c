"""Figure on pairs of sentences: how well the sentence score tells paraphrases from other pairs."""


def sentence_score(bench):
    """sentence paraphrase: area under the ROC curve; tuned on every second pair, reported on the others"""
    for name, target in (("msrp", 0.78), ("pan-sentences-train", 0.94)):
        truth = bench.set(name) / "truth.tsv"
        lines = bench.call(bench.example("sentence_score"), bench.corpus(name), truth).splitlines()
        pairs = [(float(score), positive == "1") for score, positive in (line.split("\t") for line in lines)]
        value = area(pairs[1::2])
        bench.row(f"{name}: pairs not tuned on", f"{value:.4f} of {len(pairs[1::2])}", f">= {target:.2f}", value >= target)
        bench.row(f"{name}: tuned on", f"{area(pairs[::2]):.4f} of {len(pairs[::2])}", "", None)
        bench.row(f"{name}: all", f"{area(pairs):.4f} of {len(pairs)}", f">= {target:.2f}", area(pairs) >= target)


def area(pairs):
    """How often a paraphrase scores more than another pair; a tie counts half. (Mann and Whitney, 1947.)"""
    ranks, place = {}, 0
    scores = sorted(score for score, _ in pairs)
    while place < len(scores):
        end = place
        while end < len(scores) and scores[end] == scores[place]:
            end += 1
        ranks[scores[place]] = (place + 1 + end) / 2
        place = end
    positives = sum(positive for _, positive in pairs)
    total = sum(ranks[score] for score, positive in pairs if positive)
    return (total - positives * (positives + 1) / 2) / (positives * (len(pairs) - positives))
