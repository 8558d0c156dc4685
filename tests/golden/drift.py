"""Makes jobs/src/test/resources/dev/waybill/jobs/drift/stats/golden.json: drift statistics as SciPy computes them.

    python3 -m venv venv && venv/bin/pip install numpy==1.26.4 scipy==1.13.1
    venv/bin/python tests/golden/drift.py

Where SciPy has no such function (PSI, MMD, total variation), plain NumPy does it from the definition.
"""

import json
import pathlib

import numpy as np
from scipy import stats
from scipy.spatial import distance

FILE = pathlib.Path(__file__).parents[2] / "jobs/src/test/resources/dev/waybill/jobs/drift/stats/golden.json"


def shares(counts):
    return counts / counts.sum()


def psi(reference, current):
    before, now = shares(reference), shares(current)
    return float(((now - before) * np.log(now / before)).sum())


def of_counts(reference, current):
    places = np.cumsum(1.0 + np.arange(len(reference)) % 3)
    chi = stats.chi2_contingency([reference, current], correction=False)
    change = np.abs(shares(current) - shares(reference))
    return {
        "places": places.tolist(),
        "reference": reference.tolist(),
        "current": current.tolist(),
        "psi": psi(reference, current),
        "jensen_shannon": float(distance.jensenshannon(reference, current)),
        "chi_square": [float(chi.statistic), float(chi.pvalue)],
        "total_variation": float(change.sum() / 2),
        "l_infinity": float(change.max()),
        "wasserstein": float(stats.wasserstein_distance(places, places, reference, current)),
    }


def of_samples(reference, current):
    test = stats.ks_2samp(reference, current, method="asymp")
    return {
        "reference": reference.tolist(),
        "current": current.tolist(),
        "statistic": float(test.statistic),
        # SciPy's asymptotic p-value is of the finite distribution at a rounded size; this is the limit itself.
        "pvalue": float(stats.kstwobign.sf(test.statistic * np.sqrt(len(reference) * len(current) / (len(reference) + len(current))))),
        "wasserstein": float(stats.wasserstein_distance(reference, current)),
    }


def of_rows(random, reference, current, dealings):
    rows = np.vstack([reference, current])
    distances = distance.cdist(rows, rows)
    width = np.median(distances[np.triu_indices(len(rows), 1)])
    kernel = np.exp(-(distances**2) / (2 * width**2))
    before = len(reference)

    def discrepancy(order):
        shuffled = kernel[np.ix_(order, order)]
        np.fill_diagonal(shuffled, 0)
        now = len(rows) - before
        return (shuffled[:before, :before].sum() / (before * (before - 1))
                + shuffled[before:, before:].sum() / (now * (now - 1))
                - 2 * shuffled[:before, before:].mean())

    found = discrepancy(np.arange(len(rows)))
    larger = sum(discrepancy(random.permutation(len(rows))) >= found for _ in range(dealings))
    return {
        "reference": reference.tolist(),
        "current": current.tolist(),
        "statistic": float(found),
        "pvalue": (1 + larger) / (1 + dealings),
    }


def main():
    random = np.random.default_rng(20200301)
    golden = {
        "counts": [
            of_counts(random.multinomial(5000, random.dirichlet(np.full(bins, 5.0))) + 1,
                      random.multinomial(rows, random.dirichlet(np.full(bins, 5.0))) + 1)
            for bins, rows in [(2, 300), (5, 80), (10, 2000), (40, 9000)]
        ],
        "samples": [
            of_samples(np.round(random.normal(0, 2, 120), 4), np.round(random.normal(shift, 2, 90), 4))
            for shift in [0.0, 0.4, 1.5]
        ],
        "rows": [
            of_rows(random, np.round(random.normal(0, 1, (60, 3)), 4), np.round(random.normal(shift, 1, (50, 3)), 4), 2000)
            for shift in [0.0, 0.25, 0.6]
        ],
        "t": [[days, float(t), float(stats.t.sf(t, days - 1))] for days, t in [(5, 2.0), (10, 4.5), (28, 3.1)]],
        "poisson": [[budget, float(stats.chi2.ppf(0.05, 2 * (budget + 1)) / 60)] for budget in [1, 2, 4]],
        "benjamini_hochberg": [
            {"pvalues": values.tolist(), "adjusted": stats.false_discovery_control(values).tolist()}
            for values in [np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]), random.uniform(0, 0.05, 12)]
        ],
    }
    FILE.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
