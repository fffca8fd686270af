"""Values of the evaluation's statistics by independent means: scipy, statsmodels, numpy, scikit-learn, fractions.

Writes fixture.json beside itself. Needs numpy, scipy, statsmodels, scikit-learn, krippendorff.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import krippendorff
import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint


def pass_at_k(n, c, k):
    return float(1 - Fraction(math.comb(n - c, k), math.comb(n, k)))


def wilson(c, n, confidence):
    return list(map(float, proportion_confint(c, n, alpha=1 - confidence, method="wilson")))


def mcnemar_exact(b, c):
    return float(mcnemar([[0, b], [c, 0]], exact=True).pvalue)


def paired_mde(n, psi):
    a, b = norm.ppf(0.975), norm.ppf(0.8)

    def excess(psi, d):
        return math.sqrt(n) * d - a * math.sqrt(psi) - b * math.sqrt(max(0.0, psi - d * d))

    least = brentq(lambda x: excess(x, x), 1e-12, 1, xtol=1e-15)
    psi = max(psi, least)
    return brentq(lambda d: excess(psi, d), 0, psi, xtol=1e-15) if excess(psi, psi) > 0 else psi


class Lehmer:
    """The minimal standard generator, which the test has too: both draw the same."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647


def resampled_means(values, seed, resamples):
    random = Lehmer(seed)
    values = np.array(values)
    n = len(values)
    draws = np.array([[math.floor(random() * n) for _ in range(n)] for _ in range(resamples)])
    return values[draws].mean(axis=1)


def bootstrap(values, seed, resamples):
    means = resampled_means(values, seed, resamples)
    return [float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))]


def bootstrap_p(values, seed, resamples):
    means = resampled_means(values, seed, resamples)
    beyond = min((means <= 1e-15).sum(), (means >= -1e-15).sum())
    return min(1.0, float(2 * (beyond + 1) / (resamples + 1)))


rng = np.random.default_rng(5)
tallies = [(20, int(c)) for c in rng.integers(0, 21, 40)]
rates = [c / n for n, c in tallies]
other = [min(20, max(0, c + int(d))) for (_, c), d in zip(tallies, rng.integers(-6, 5, 40))]
differences = [(c - o) / 20 for (_, c), o in zip(tallies, other)]
grades = rng.integers(0, 11, (3, 30))
grades[1] = np.clip(grades[0] + rng.integers(-2, 3, 30), 0, 10)
grades[2] = np.clip(grades[0] + rng.integers(-3, 4, 30), 0, 10)
holes = grades.astype(float).copy()
holes[1, 4] = holes[2, 9] = holes[0, 11] = np.nan

fixture = {
    "passAtK": [
        [n, c, k, pass_at_k(n, c, k)]
        for n, c, k in [(1, 0, 1), (1, 1, 1), (5, 2, 3), (10, 3, 10), (20, 1, 10), (200, 7, 1), (200, 7, 100), (200, 150, 51), (200, 1, 199)]
    ],
    "wilson": [[c, n, q, *wilson(c, n, q)] for c, n, q in [(0, 164, 0.95), (1, 164, 0.95), (83, 164, 0.95), (164, 164, 0.95), (3, 7, 0.9), (500, 974, 0.99)]],
    "mcnemar": [[b, c, mcnemar_exact(b, c)] for b, c in [(0, 1), (5, 5), (3, 12), (30, 11), (0, 20), (250, 210)]],
    "pairedDetectable": [[n, psi, paired_mde(n, psi)] for n, psi in [(164, 0.25), (164, 0.01), (974, 0.1), (40, 0.6), (164, 0.0)]],
    "unpairedDetectable": [[n, p, float((norm.ppf(0.975) + norm.ppf(0.8)) * math.sqrt(2 * p * (1 - p) / n))] for n, p in [(164, 0.5), (974, 0.05)]],
    "bootstrap": {
        "seed": 11,
        "resamples": 400,
        "tallies": [[int(n), int(c)] for n, c in tallies],
        "passAt1": bootstrap(rates, 11, 400),
        "passAt10": bootstrap([pass_at_k(n, c, 10) for n, c in tallies], 11, 400),
        "differences": differences,
        "difference": [*bootstrap(differences, 11, 400), bootstrap_p(differences, 11, 400)],
    },
    "agreement": {
        "grades": grades.tolist(),
        "alpha": float(krippendorff.alpha(grades, level_of_measurement="interval")),
        "withHoles": [[None if math.isnan(x) else int(x) for x in row] for row in holes],
        "alphaWithHoles": float(krippendorff.alpha(holes, level_of_measurement="interval")),
        "kappa": [
            float(cohen_kappa_score(grades[a], grades[b], weights="quadratic", labels=list(range(11))))
            for a, b in [(0, 1), (0, 2), (1, 2)]
        ],
    },
}
path = Path(__file__).with_name("fixture.json")
path.write_text(json.dumps(fixture, indent=1) + "\n")
print(path.stat().st_size, "bytes")
