"""Reads a tracking store with MLflow's own client, says as JSON what it found, and adds a version of its own.

Usage: interop.py DATABASE NEW_ALIAS
"""

import json
import sys

import mlflow
from mlflow import MlflowClient

database, new_alias = sys.argv[1:]
uri = "sqlite:///" + database
mlflow.set_tracking_uri(uri)
mlflow.set_registry_uri(uri)
client = MlflowClient()


def describe_run(run):
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "started": run.info.start_time,
        "ended": run.info.end_time,
        "params": run.data.params,
        "metrics": run.data.metrics,
        "history": [[point.step, point.value] for point in client.get_metric_history(run.info.run_id, "mae")],
        "tags": run.data.tags,
        "artifacts": [entry.path for entry in client.list_artifacts(run.info.run_id, "model")],
        "inputs": [describe_input(each) for each in run.inputs.dataset_inputs],
    }


def describe_input(dataset_input):
    described = dict(dataset_input.dataset)
    described["tags"] = {tag.key: tag.value for tag in dataset_input.tags}
    return described


def describe_version(version):
    return {
        "version": int(version.version),
        "run_id": version.run_id,
        "status": version.status,
        "stage": version.current_stage,
        "tags": version.tags,
    }


experiment = client.get_experiment_by_name("green-taxi")
runs = client.search_runs([experiment.experiment_id], "metrics.mae < 10", order_by=["metrics.mae ASC"])
champion = client.get_model_version_by_alias("green-taxi", "champion")
found = {
    "experiments": sorted(each.name for each in client.search_experiments()),
    "runs": [describe_run(run) for run in runs],
    "champion": describe_version(champion),
    "versions": sorted(int(each.version) for each in client.search_model_versions("name='green-taxi'")),
    "aliases": client.get_registered_model("green-taxi").aliases,
}
# Leaves a file of MLflow's own, registered_model_meta, in the folder.
with open(mlflow.artifacts.download_artifacts("models:/green-taxi@champion") + "/MLmodel") as file:
    found["mlmodel"] = file.read()
print(json.dumps(found))
added = client.create_model_version("green-taxi", champion.source, champion.run_id, tags={"by": "python"})
client.set_registered_model_alias("green-taxi", new_alias, added.version)
