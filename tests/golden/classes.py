"""Makes common/src/test/resources/dev/waybill/common/model/golden-classes.json: figures of predicted classes as scikit-learn computes them.

    python3 -m venv venv && venv/bin/pip install numpy==1.26.4 scipy==1.13.1 scikit-learn==1.5.2
    venv/bin/python tests/golden/classes.py

Probabilities are eighths, so that many are equal: the first of the largest is predicted, and ranks are counted as
top_k_accuracy_score counts them.
"""

import json
import pathlib

import numpy as np
from sklearn import calibration, metrics

FILE = pathlib.Path(__file__).parents[2] / "common/src/test/resources/dev/waybill/common/model/golden-classes.json"
NAMES = ["a 'quoted' one", 'b "too"', "c", "d e", "never there"]


def calibration_error(right, confidence):
    rate, mean = calibration.calibration_curve(right, confidence, n_bins=10, strategy="quantile")
    edges = np.percentile(confidence, np.linspace(0, 1, 11) * 100)
    rows = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=10)
    rows = rows[rows > 0]
    return float(rows / rows.sum() @ np.abs(mean - rate))


def case(name, labels, probabilities):
    names = np.array(NAMES)
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    numbers = range(len(NAMES))
    figures = {
        "accuracy": metrics.accuracy_score(labels, predicted),
        "macro_f1": metrics.f1_score(labels, predicted, average="macro", zero_division=0),
        "weighted_f1": metrics.f1_score(labels, predicted, average="weighted", zero_division=0),
        "log_loss": metrics.log_loss(labels, probabilities, labels=numbers),
        "top_2_accuracy": metrics.top_k_accuracy_score(labels, probabilities, k=2, labels=numbers),
        "top_3_accuracy": metrics.top_k_accuracy_score(labels, probabilities, k=3, labels=numbers),
        "calibration_error": calibration_error((labels == predicted).astype(int), confidence),
        "mean_confidence": confidence.mean(),
    }
    precision, recall, f1, rows = metrics.precision_recall_fscore_support(
        labels, predicted, labels=numbers, zero_division=0)
    return {
        "name": name,
        "names": NAMES,
        "labels": names[labels].tolist(),
        "probabilities": probabilities.tolist(),
        "metrics": {key: float(value) for key, value in figures.items()},
        "classes": [[NAMES[i], int(rows[i]), float(precision[i]), float(recall[i]), float(f1[i])] for i in numbers],
    }


def drawn(random, rows, parts):
    """Probabilities that are so many parts of the whole, and labels that they tell a little too boldly; none is the last."""
    weights = random.dirichlet([1.2, 0.8, 0.5, 0.4, 0.2], rows)
    probabilities = np.array([random.multinomial(parts, each) for each in weights]) + 1.0
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    blunt = 0.6 * probabilities[:, :4] + 0.1
    labels = np.array([random.choice(4, p=each / each.sum()) for each in blunt])
    return labels, probabilities


def main():
    random = np.random.default_rng(20201128)
    golden = [case("ties", *drawn(random, 300, 3)), case("few ties", *drawn(random, 211, 500))]
    FILE.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
