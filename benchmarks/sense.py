"""Making sense of texts: how often suggested topics are right, what groups and a query among 6,000 texts cost, beside scikit-learn where it is installed.

    python benchmarks/sense.py

Statements of `../shared/data/texts/klimarat-half.csv` (conversation = topic; five-fold); 6,000 texts are these and pieces of two of them
put together. CPU in process, one thread. Figure to hold: a query among 6,000 texts within 20 ms. Prints plain tables; nothing is asserted.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.methods.counting.text import table  # noqa: E402  # this checkout's, not an installed one
from participation.methods.sense.bayes import learn  # noqa: E402  # as above
from participation.methods.sense.groups import grouped, neighbours  # noqa: E402  # as above
from participation.methods.texts.similar import TextIndex  # noqa: E402  # as above

DATA = ROOT.parent / "shared" / "data" / "texts" / "klimarat-half.csv"
FOLDS, MANY, QUERIES = 5, 6_000, 200


def statements() -> list[dict[str, str]]:
    """The rows, in a fixed random order."""
    with DATA.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    random.Random(1).shuffle(rows)
    return rows


def accuracy(texts: Sequence[str], topics: Sequence[int]) -> tuple[float, float]:
    """How often the first, and one of the first two, is right."""
    first = either = 0
    for fold in range(FOLDS):
        learnt = [place for place in range(len(texts)) if place % FOLDS != fold]
        model = learn([texts[place] for place in learnt], [topics[place] for place in learnt])
        assert model is not None
        for place in range(fold, len(texts), FOLDS):
            order = model.order(texts[place])
            first += order[:1] == [topics[place]]
            either += topics[place] in order[:2]
    return first / len(texts), either / len(texts)


def scikit_learn(texts: Sequence[str], topics: Sequence[int]) -> tuple[float, float]:
    """The same of scikit-learn's complement naive Bayes, with its own grams."""
    import numpy as np  # noqa: PLC0415  # only where it is installed
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415  # as above
    from sklearn.naive_bayes import ComplementNB  # noqa: PLC0415  # as above

    counts, right = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2).fit_transform(texts), np.array(topics)
    first = either = 0
    for fold in range(FOLDS):
        asked = np.arange(len(texts)) % FOLDS == fold
        order = np.argsort(-ComplementNB(norm=True).fit(counts[~asked], right[~asked]).predict_joint_log_proba(counts[asked]), axis=1)
        first += int((order[:, 0] == right[asked]).sum())
        either += int((order[:, :2] == right[asked][:, None]).any(axis=1).sum())
    return first / len(texts), either / len(texts)


def many_texts(texts: Sequence[str]) -> dict[int, str]:
    """So many texts of about the same length: the real ones, and halves of two put together."""
    chance, found = random.Random(2), list(texts)
    while len(found) < MANY:
        one, other = chance.choice(texts).split(), chance.choice(texts).split()
        found.append(" ".join([*one[: len(one) // 2], *other[len(other) // 2 :]]))
    return dict(enumerate(found[:MANY]))


def main() -> None:
    """Print the tables."""
    rows = statements()
    names = sorted({row["topic"] for row in rows})
    lines = [["texts", "number", "first right", "one of two right", "scikit-learn first", "of two"]]
    for what, chosen in (("all", rows), ("accepted", [row for row in rows if row["moderated"] == "1"])):
        texts, topics = [row["text"] for row in chosen], [names.index(row["topic"]) for row in chosen]
        beside = scikit_learn(texts, topics) if find_spec("sklearn") else (float("nan"), float("nan"))
        lines.append([what, f"{len(texts):,}", *(f"{share:.1%}" for share in (*accuracy(texts, topics), *beside))])
    print(table(lines), end="\n\n")
    texts = many_texts([row["text"] for row in rows])
    start = time.process_time()
    index = TextIndex().changed(dict(texts))
    built = time.process_time() - start
    asked, times = random.Random(3).sample(sorted(texts), QUERIES), []
    for number in asked:
        start = time.process_time()
        index.similar(texts[number], 5, without=(number,))
        times.append((time.process_time() - start) * 1000)
    start = time.process_time()
    edges = neighbours(index)
    near = time.process_time() - start
    start = time.process_time()
    found = grouped(texts, edges)
    times.sort()
    figures = [
        f"{built:.2f}",
        f"{times[len(times) // 2]:.1f}",
        f"{times[int(len(times) * 0.95)]:.1f}",
        f"{near:.1f}",
        f"{time.process_time() - start:.1f}",
    ]
    headers = ["texts", "index s", "query ms (median)", "query ms (95 %)", "neighbours s", "groups s", "groups", "apart"]
    print(table([headers, [f"{len(texts):,}", *figures, str(len(found.groups)), str(len(found.apart))]]))


if __name__ == "__main__":
    main()
