"""Opens a model folder as mlflow.xgboost and as mlflow.pyfunc, and prints what each predicts for its own example."""
import json
import sys

import mlflow
import xgboost

folder = sys.argv[1]
example = mlflow.models.Model.load(folder).load_input_example(folder)
booster = mlflow.xgboost.load_model(folder)
print(json.dumps({
    "xgboost": booster.predict(xgboost.DMatrix(example)).tolist(),
    "pyfunc": mlflow.pyfunc.load_model(folder).predict(example).tolist(),
    "rows": len(example),
}))
