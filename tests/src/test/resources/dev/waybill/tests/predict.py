"""Opens a model folder as mlflow.pyfunc and as mlflow.xgboost, and prints what each predicts for its own example."""
import json
import sys

import mlflow
import xgboost

folder = sys.argv[1]
example = mlflow.models.Model.load(folder).load_input_example(folder)
predicted = mlflow.pyfunc.load_model(folder).predict(example)
one_by_one = [mlflow.pyfunc.load_model(folder).predict(example.iloc[[row]]) for row in range(len(example))]

import waybill_model  # MLflow has put the folder's own code on the path by now

numbers = xgboost.DMatrix(waybill_model.Model(folder).encode(example))
print(json.dumps({
    "columns": list(predicted.columns),
    "xgboost": mlflow.xgboost.load_model(folder).predict(numbers).tolist(),
    "pyfunc": predicted.iloc[:, 0].tolist(),
    "beside": predicted.iloc[:, 1:].values.tolist(),
    "one by one": [float(frame.iloc[0, 0]) for frame in one_by_one],
    "rows": len(example),
}))
