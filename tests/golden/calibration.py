"""Makes the golden file of CalibratorFitTest: what scikit-learn's calibrators say of the same scores, many of them tied.

    pip install scikit-learn==1.5.2
    python tests/golden/calibration.py > common/src/test/resources/dev/waybill/common/model/probability/golden.json
"""
import json

import numpy
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

random = numpy.random.default_rng(7)
log_odds = numpy.round(random.normal(-0.5, 2, 400), 1)
labels = (random.random(400) < expit(0.6 * log_odds + 0.3)).astype(int)
asked = numpy.round(numpy.linspace(-9, 9, 37), 2)


def beta():
    """With the smoothed targets of Platt, as sigmoid has them; both coefficients from 0 on."""
    positives = labels.sum()
    targets = numpy.where(labels == 1, (positives + 1) / (positives + 2), 1 / (400 - positives + 2))

    def margin(fitted, scores):
        return fitted[0] * log_expit(scores) - fitted[1] * log_expit(-scores) + fitted[2]

    def loss(fitted):
        found = margin(fitted, log_odds)
        return -(targets * log_expit(found) + (1 - targets) * log_expit(-found)).sum()

    best = minimize(loss, [1, 1, 0], method="L-BFGS-B", bounds=[(0, None), (0, None), (None, None)],
                    options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 10000})
    return expit(margin(best.x, asked))


isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(expit(log_odds), labels)
print(json.dumps({
    "log_odds": log_odds.tolist(),
    "labels": labels.tolist(),
    "asked": asked.tolist(),
    "sigmoid": _SigmoidCalibration().fit(log_odds, labels).predict(asked).tolist(),
    "isotonic": isotonic.predict(expit(asked)).tolist(),
    "beta": beta().tolist(),
}))
