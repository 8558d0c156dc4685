"""Drift of a day against reference days by Evidently's default tests; run by drift.sh on the rows that it wrote."""

import pathlib
import resource
import sys
import time
import warnings

import pandas as pd
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report

warnings.filterwarnings("ignore")


def rows(days):
    return pd.concat([pd.read_parquet(day) for day in days], ignore_index=True)


folder = pathlib.Path(sys.argv[1])
days = sorted(folder.glob("event_date=*"))
reference = rows(days[:-1])
start = time.perf_counter()
current = rows(days[-1:])
report = Report(metrics=[DataDriftPreset()])
report.run(reference_data=reference, current_data=current)
result = report.as_dict()["metrics"][0]["result"]
seconds = time.perf_counter() - start
print(f"evidently: {len(current):,} rows, {result['number_of_columns']} columns: {seconds:.1f} s, "
      f"{len(current) / seconds:,.0f} rows/s; {result['number_of_drifted_columns']} drifted; "
      f"resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
