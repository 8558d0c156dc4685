"""Opens a model that also knows how likely its label is up to some limits."""
import json
import os

import numpy
import pandas
import xgboost
import waybill_model


class Model(waybill_model.Model):
    """Predicts as the model does, and by how much such predictions are off, from the same inputs."""

    def __init__(self, folder):
        super().__init__(folder)
        with open(os.path.join(folder, "waybill.json"), encoding="utf-8") as text:
            self.limits = json.load(text)["within"]
        self.scale = xgboost.Booster(model_file=os.path.join(folder, "scale.ubj"))

    def predict(self, rows, params=None):
        """One column called like the label, and one for each limit: the calibrated probability of at most so much."""
        predicted = super().predict(rows, params)
        numbers = self.encode(rows)
        scale = self.scale.predict(xgboost.DMatrix(numbers.to_numpy())).astype("float64")
        columns, least = {}, numpy.zeros(len(rows))
        for limit in self.limits:
            score = numpy.arcsinh((limit["limit"] - predicted[self.label].astype("float64")) / scale)
            calibrated = waybill_model._CALIBRATED[limit["calibrator"]["method"]](score, limit["calibrator"])
            least = numpy.maximum(least, calibrated)
            columns[f"{self.label}_within_{numpy.format_float_positional(limit['limit'], trim='-')}"] = least
        return pandas.concat([predicted, pandas.DataFrame(columns, index=rows.index)], axis=1)


def _load_pyfunc(folder):
    return Model(folder)
