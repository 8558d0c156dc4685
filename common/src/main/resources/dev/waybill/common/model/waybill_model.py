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
        self.classes = description.get("classes")
        self.booster = xgboost.Booster(model_file=os.path.join(folder, "model.ubj"))

    def encode(self, rows):
        """The inputs of the booster as 32-bit numbers, missing ones NaN, also those of columns that are not there."""
        given = rows.reindex(columns=[feature["name"] for feature in self.inputs])
        numbers = {feature["name"]: _numbers(given[feature["name"]], feature) for feature in self.inputs}
        return pandas.DataFrame(numbers, index=rows.index)

    def predict(self, rows, params=None):
        """One column called like the label.

        Of yes or no, the calibrated probability of a yes, and whether it reaches the threshold of the model's decision.
        Of several classes, the likeliest, its calibrated probability, and one column each for those of all classes.
        """
        if self.probabilities is not None:
            return self.decide(rows)
        if self.classes is not None:
            return self.classify(rows)
        predicted = self.booster.predict(xgboost.DMatrix(self.encode(rows)))
        return pandas.DataFrame({self.label: predicted}, index=rows.index)

    def margins(self, rows):
        return self.booster.predict(xgboost.DMatrix(self.encode(rows)), output_margin=True).astype("float64")

    def classify(self, rows):
        names = numpy.array(self.classes["names"], dtype=object)
        calibrators = self.classes.get("calibration", {}).get("calibrators", {})
        probabilities = _classes(self.margins(rows), [calibrators.get(name) for name in names])
        best = probabilities.argmax(axis=1)
        said = pandas.DataFrame({self.label: names[best], "probability": probabilities.max(axis=1)}, index=rows.index)
        columns = [f"probability_{name}" for name in names]
        return pandas.concat([said, pandas.DataFrame(probabilities, index=rows.index, columns=columns)], axis=1)

    def decide(self, rows):
        log_odds = self.margins(rows)
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


def _classes(margins, calibrators):
    """Softmax, then each class calibrated against all others, whose odds are added up from both sides."""
    odds = numpy.exp(margins - margins.max(axis=1, keepdims=True))
    plain = odds / odds.sum(axis=1, keepdims=True)
    if not any(calibrators):
        return plain
    none = numpy.zeros((len(odds), 1))
    before = numpy.hstack([none, odds[:, :-1]]).cumsum(axis=1)
    after = numpy.hstack([none, odds[:, :0:-1]]).cumsum(axis=1)[:, ::-1]
    with numpy.errstate(divide="ignore"):
        log_odds = numpy.clip(numpy.log(odds) - numpy.log(before + after), -700, 700)
    calibrated = plain.copy()
    for place, fitted in enumerate(calibrators):
        if fitted is not None:
            calibrated[:, place] = _CALIBRATED[fitted["method"]](log_odds[:, place], fitted)
    total = calibrated.sum(axis=1, keepdims=True)
    return numpy.where(total > 0, calibrated / numpy.where(total > 0, total, 1), plain)


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
