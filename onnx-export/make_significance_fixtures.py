#!/usr/bin/env python3
"""Makes the fixtures of the significance tests: src/test/resources/org/burst4j/metric/compare/reference.json.

    pip install scipy==1.17.1 statsmodels==0.15.0
    python make_significance_fixtures.py [--out FILE]

t-tests by scipy.stats; Cochran's Q, McNemar and Holm by statsmodels.
"""
import argparse
import json
import pathlib

import numpy as np
import scipy
import scipy.stats
import statsmodels
from statsmodels.stats import contingency_tables, multitest

DEFAULT = pathlib.Path(__file__).resolve().parent.parent / "src/test/resources/org/burst4j/metric/compare/reference.json"


def t_tests(rng):
    cases = []
    for n_first, n_second, shift, spread in [(2, 2, 1.0, 1.0), (12, 12, 0.4, 1.0), (30, 30, 0.0, 3.0), (25, 17, 0.3, 0.1),
                                             (200, 200, 2.5, 1.0), (40, 40, 1e6, 1.0)]:
        first = np.round(rng.normal(0, 1, n_first) + shift, 4)
        second = np.round(rng.normal(0, spread, n_second), 4)
        case = {"first": first.tolist(), "second": second.tolist()}
        tests = {"student": scipy.stats.ttest_ind(first, second), "welch": scipy.stats.ttest_ind(first, second, equal_var=False)}
        if n_first == n_second:
            tests["paired"] = scipy.stats.ttest_rel(first, second)
        for name, result in tests.items():
            case[name] = {"statistic": float(result.statistic), "degreesOfFreedom": float(result.df), "p": float(result.pvalue)}
        cases.append(case)
    return cases


def cochran(rng):
    cases = []
    for models, clips, rates in [(2, 30, (0.5, 0.7)), (3, 40, (0.5, 0.6, 0.9)), (6, 150, (0.6, 0.61, 0.65, 0.6, 0.7, 0.3)),
                                 (2, 400, (0.2, 0.9))]:
        hard = rng.normal(0, 1, clips)
        right = np.stack([(rng.normal(0, 1, clips) * 0.5 + hard < scipy.stats.norm.ppf(rates[m])) for m in range(models)])
        result = contingency_tables.cochrans_q(right.T.astype(int))
        cases.append({"right": ["".join("1" if x else "0" for x in row) for row in right], "statistic": float(result.statistic),
                      "degreesOfFreedom": int(result.df), "p": float(result.pvalue)})
    return cases


def mcnemar():
    cases = []
    for only_first, only_second in [(1, 0), (3, 9), (9, 3), (25, 60), (0, 12), (700, 1000), (3, 400)]:
        table = [[5, only_first], [only_second, 7]]
        case = {"onlyFirst": only_first, "onlySecond": only_second, "clips": 12 + only_first + only_second}
        for name, options in {"exact": {"exact": True}, "chiSquare": {"exact": False, "correction": False},
                              "corrected": {"exact": False, "correction": True}}.items():
            result = contingency_tables.mcnemar(table, **options)
            case[name] = {"statistic": float(result.statistic), "p": float(result.pvalue)}
        cases.append(case)
    return cases


def holm():
    return [{"p": p, "adjusted": multitest.multipletests(p, method="holm")[1].tolist()}
            for p in ([0.04], [0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.9, 0.5, 1e-9], [1.0, 0.6])]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=DEFAULT)
    out = parser.parse_args().out
    rng = np.random.default_rng(1908)
    fixtures = {"madeBy": "onnx-export/make_significance_fixtures.py", "scipy": scipy.__version__,
                "statsmodels": statsmodels.__version__, "tTests": t_tests(rng), "cochran": cochran(rng), "mcNemar": mcnemar(),
                "holm": holm()}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(fixtures, separators=(",", ":")).replace('},{', '},\n{').replace('],"', '],\n"') + "\n")


if __name__ == "__main__":
    main()
