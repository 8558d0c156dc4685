"""Nights of Waybill's pipelines, a DAG for each. Airflow 3; needs nothing but Airflow.

WAYBILL_HOME is where Waybill lies on the worker, WAYBILL_ENV the environment in conf/. Secrets that it names come from the
worker's environment, too.
"""

import os
import subprocess
from datetime import timedelta

import pendulum
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

PIPELINES = ["green-taxi"]
HOME = os.environ.get("WAYBILL_HOME", "/opt/waybill")

# Somebody has to correct something first, or the batch was refused: the next try would end the same way.
NEVER_RETRIED = {2, 3}


def end(code: int) -> None:
    """Fails the task as the exit code says. 75: another run holds the pipeline; 1: a bug, or killed for its memory."""
    if code in NEVER_RETRIED:
        raise AirflowFailException(f"The night ended with exit code {code}; its log says what to do.")
    if code != 0:
        raise AirflowException(f"The night ended with exit code {code}; it is tried again.")


def nights_of(pipeline: str):
    @dag(
        dag_id=f"waybill_{pipeline.replace('-', '_')}",
        schedule="30 2 * * *",
        start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),  # its zone is that of the schedule, too
        catchup=False,  # a night is yesterday's; earlier ones: ./waybill replay
        max_active_runs=1,
        tags=["waybill"],
    )
    def nights():
        @task(retries=4, retry_delay=timedelta(minutes=20), execution_timeout=timedelta(hours=4))
        def nightly():
            command = ["./waybill", "nightly", "-p", pipeline]
            end(subprocess.run(command, cwd=HOME, check=False).returncode)

        nightly()

    return nights()


for name in PIPELINES:
    globals()[f"waybill_{name}"] = nights_of(name)
