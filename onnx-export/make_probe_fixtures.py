#!/usr/bin/env python3
"""Makes the reference data of the linear probes' tests: what scikit-learn fits to the same features.

    python make_probe_fixtures.py [--out ../src/test/resources/org/burst4j/metric/probe/fits.json]

Needs numpy and scikit-learn. Features are of correlated columns; one of them nearly repeats another.
"""
import argparse
import json
import pathlib

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge

CLIPS, WIDTH, CLASSES = 60, 6, 3
PENALTIES = (1e-3, 0.1, 10.0)


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path,
                        default=here.parent / "src/test/resources/org/burst4j/metric/probe/fits.json")
    out = parser.parse_args().out
    random = np.random.default_rng(7)
    mix = random.normal(size=(WIDTH, WIDTH))
    features = random.normal(size=(CLIPS, WIDTH)) @ mix
    features[:, 5] = features[:, 4] + 0.01 * random.normal(size=CLIPS)
    features = np.round((features - features.mean(0)) / features.std(0), 4)
    # Class 2 is rare.
    score = features @ random.normal(size=(WIDTH, CLASSES)) + random.gumbel(size=(CLIPS, CLASSES)) + [1, 1, -1]
    classes = score.argmax(1)
    targets = np.round(features @ random.normal(size=(WIDTH, 2)) + random.normal(size=(CLIPS, 2)) + [3, -1], 4)
    fits = []
    for penalty in PENALTIES:
        logistic = LogisticRegression(C=1 / (CLIPS * penalty), class_weight="balanced", solver="newton-cg", tol=1e-13,
                                      max_iter=100000).fit(features, classes)
        ridge = Ridge(alpha=CLIPS * penalty, solver="cholesky").fit(features, targets)
        fits.append({
            "penalty": penalty,
            "logisticWeights": logistic.coef_.T.tolist(), "logisticBias": logistic.intercept_.tolist(),
            "logisticProbabilities": logistic.predict_proba(features).tolist(),
            "ridgeWeights": ridge.coef_.T.tolist(), "ridgeBias": ridge.intercept_.tolist()})
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"scikit-learn": sklearn.__version__, "features": features.tolist(),
                               "classes": classes.tolist(), "targets": targets.tolist(), "fits": fits}) + "\n")
    print(out, out.stat().st_size, "bytes; clips of each class", np.bincount(classes))


if __name__ == "__main__":
    main()
