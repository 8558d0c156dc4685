"""Opens model folders with the code that lies in each, and prints what it predicts for their own examples."""
import importlib.util
import json
import os
import sys

import pandas


def predicted(folder):
    code = importlib.util.spec_from_file_location("waybill_model", os.path.join(folder, "code", "waybill_model.py"))
    module = importlib.util.module_from_spec(code)
    code.loader.exec_module(module)
    with open(os.path.join(folder, "input_example.json"), encoding="utf-8") as text:
        example = json.load(text)
    rows = pandas.DataFrame(example["data"], columns=example["columns"])
    return json.loads(module._load_pyfunc(folder).predict(rows).to_json(orient="records", double_precision=15))


print(json.dumps([predicted(folder) for folder in sys.argv[1:]]))
