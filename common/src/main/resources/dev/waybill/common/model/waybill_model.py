"""Opens a model that Waybill trained for mlflow.pyfunc: rows of the features table in, predictions out."""
import json
import os

import numpy
import pandas
import xgboost


class Model:
    """A booster, and how the values of features become the numbers that it was trained on."""

    def __init__(self, folder):
        with open(os.path.join(folder, "waybill.json"), encoding="utf-8") as text:
            description = json.load(text)
        self.label = description["label"]
        self.inputs = description["inputs"]
        self.probabilities = description.get("probabilities")
        self.booster = xgboost.Booster(model_file=os.path.join(folder, "model.ubj"))

    def encode(self, rows):
        """The inputs of the booster as 32-bit numbers, missing ones NaN, also those of columns that are not there."""
        given = rows.reindex(columns=[feature["name"] for feature in self.inputs])
        numbers = {feature["name"]: _numbers(given[feature["name"]], feature) for feature in self.inputs}
        return pandas.DataFrame(numbers, index=rows.index)

    def predict(self, rows, params=None):
        """One column called like the label; with several classes one for each, their probabilities.

        Of yes or no, the calibrated probability of a yes, and whether it reaches the threshold of the model's decision.
        """
        if self.probabilities is not None:
            return self.decide(rows)
        predicted = self.booster.predict(xgboost.DMatrix(self.encode(rows)))
        if predicted.ndim == 1:
            return pandas.DataFrame({self.label: predicted}, index=rows.index)
        names = [f"{self.label}_{number}" for number in range(predicted.shape[1])]
        return pandas.DataFrame(predicted, index=rows.index, columns=names)

    def decide(self, rows):
        log_odds = self.booster.predict(xgboost.DMatrix(self.encode(rows)), output_margin=True).astype("float64")
        calibrator = self.probabilities.get("calibration", {}).get("calibrator") or {"method": "none"}
        probability = _CALIBRATED[calibrator["method"]](log_odds, calibrator)
        decision = probability >= self.probabilities["decision"]["threshold"]
        return pandas.DataFrame({"probability": probability, "decision": decision}, index=rows.index)


def _logistic(log_odds):
    return 1 / (1 + numpy.exp(-log_odds))


def _beta(log_odds, fitted):
    yes, no = -numpy.logaddexp(0, -log_odds), -numpy.logaddexp(0, log_odds)
    return _logistic(fitted["yes"] * yes - fitted["no"] * no + fitted["intercept"])


_CALIBRATED = {
    "none": lambda log_odds, fitted: _logistic(log_odds),
    "sigmoid": lambda log_odds, fitted: _logistic(fitted["slope"] * log_odds + fitted["intercept"]),
    "beta": _beta,
    "isotonic": lambda log_odds, fitted: numpy.interp(
        _logistic(log_odds), fitted["uncalibrated"], fitted["calibrated"]
    ),
}


def _numbers(values, feature):
    if not feature["categorical"]:
        return values.astype("float64").astype("float32")
    categories = feature["categories"]
    numbers = dict(zip(categories, feature.get("codes") or range(len(categories))))
    unseen = feature.get("unseen", numpy.nan)
    known = values.map(lambda value: numpy.nan if pandas.isna(value) else float(numbers.get(value, unseen)))
    return known.astype("float32")


def _load_pyfunc(folder):
    return Model(folder)
