"""Makes common/src/test/resources/dev/waybill/common/model/golden-classification.json: figures of predicted probabilities as scikit-learn computes them.

    python3 -m venv venv && venv/bin/pip install numpy==1.26.4 scipy==1.13.1 scikit-learn==1.5.2
    venv/bin/python tests/golden/classification.py

Where scikit-learn has no such function (DeLong's standard error, Murphy's partition, gains), plain NumPy does it from the definition.
"""

import json
import pathlib

import numpy as np
from sklearn import calibration, metrics

FILE = pathlib.Path(__file__).parents[2] / "common/src/test/resources/dev/waybill/common/model/golden-classification.json"


def delong(labels, probabilities):
    """The standard error of the area: every yes beside every no."""
    yes, no = probabilities[labels == 1], probabilities[labels == 0]
    above = (yes[:, None] > no[None, :]) + (yes[:, None] == no[None, :]) / 2
    return float(np.sqrt(above.mean(axis=1).var(ddof=1) / len(yes) + above.mean(axis=0).var(ddof=1) / len(no)))


def reliability(labels, probabilities):
    rate, mean = calibration.calibration_curve(labels, probabilities, n_bins=10, strategy="quantile")
    # The rows of each bin: calibration_curve knows them, but does not tell.
    edges = np.percentile(probabilities, np.linspace(0, 1, 11) * 100)
    rows = np.bincount(np.searchsorted(edges[1:-1], probabilities), minlength=10)
    rows = rows[rows > 0]
    share = rows / rows.sum()
    base = labels.mean()
    brier = metrics.brier_score_loss(labels, probabilities)
    parts = [share @ (mean - rate) ** 2, share @ (rate - base) ** 2, base * (1 - base)]
    return {
        "bins": [[int(n), float(p), float(r)] for n, p, r in zip(rows, mean, rate)],
        "calibration_error": float(share @ np.abs(mean - rate)),
        "brier_reliability": float(parts[0]),
        "brier_resolution": float(parts[1]),
        "brier_uncertainty": float(parts[2]),
        "brier_within_bins": float(brier - (parts[0] - parts[1] + parts[2])),
    }


def gains(labels, probabilities):
    """Yes found by hundredth of the rows; between two probabilities, along the straight line of the ROC curve."""
    no, yes, _ = metrics.roc_curve(labels, probabilities, drop_intermediate=False)
    found = yes * labels.sum()
    looked = found + no * (1 - labels).sum()
    return np.interp(len(labels) * np.arange(101) / 100, looked, found)


def case(name, labels, probabilities, threshold):
    called = (probabilities >= threshold).astype(int)
    found = gains(labels, probabilities)
    (true_no, false_yes), (missed_yes, true_yes) = metrics.confusion_matrix(labels, called).tolist()
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "threshold": threshold,
        "confusion": [true_yes, false_yes, missed_yes, true_no],
        "gains": found.tolist(),
        "auc_standard_error": delong(labels, probabilities),
        **reliability(labels, probabilities),
        "metrics": {
            "auc": float(metrics.roc_auc_score(labels, probabilities)),
            "average_precision": float(metrics.average_precision_score(labels, probabilities)),
            "log_loss": float(metrics.log_loss(labels, probabilities)),
            "brier": float(metrics.brier_score_loss(labels, probabilities)),
            "base_rate": float(labels.mean()),
            "mean_probability": float(probabilities.mean()),
            "accuracy": float(metrics.accuracy_score(labels, called)),
            "precision": float(metrics.precision_score(labels, called)),
            "recall": float(metrics.recall_score(labels, called)),
            "f1": float(metrics.f1_score(labels, called)),
            "lift_top_decile": float(found[10] / (len(labels) / 10) / labels.mean()),
        },
    }


def drawn(random, rows, decimals, power):
    """Probabilities with ties wherever they are rounded to few decimals, and labels that they tell a little too boldly."""
    probabilities = np.clip(np.round(random.beta(1, power, rows), decimals), 0.001, 0.999)
    labels = (random.uniform(size=rows) < 0.1 + 0.7 * probabilities).astype(int)
    return labels, probabilities


def main():
    random = np.random.default_rng(20201128)
    golden = [
        case("hundredths", *drawn(random, 400, 2, 1), 0.5),
        case("tenths", *drawn(random, 250, 1, 1), 0.5),
        case("no ties", *drawn(random, 317, 12, 2), 0.3),
        case("few yes", *drawn(random, 501, 3, 9), 0.2),
        # Eleven rows, so that quantiles fall on rows, and more rows in a tie than a bin holds.
        case("few rows", np.array([0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1]),
             np.array([0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.3, 0.6, 0.7, 0.7, 0.9]), 0.7),
    ]
    FILE.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
