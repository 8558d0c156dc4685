#!/usr/bin/env bash
# Predictions at the request beside MLflow's own scoring server, by the same model, on one machine with the client.
#
#   tests/benchmarks/serving.sh [seconds] [rate]       60 seconds at 500 requests a second if not given
#
# The demo's model, with 200 trees and 15 features, nine of them from history. Waybill is asked for raw rows: it computes the
# features, looks nine of them up, and explains each prediction. MLflow (pinned, from PyPI, in an environment below target/)
# is given features that are computed already, and predicts alone. First at a rate, a latency counting from when a request
# was due; then as many as are answered, one after the other on each of 8 connections; then 500 rows at once.
set -euo pipefail

seconds=${1:-60}
rate=${2:-500}
project=$(cd "$(dirname "$0")/../.." && pwd)
home=$(mktemp -d)
servers=()
trap 'kill -- "${servers[@]}" 2>/dev/null || true; rm -rf "$home"' EXIT
cd "$project"
./waybill --version
./mvnw -q -pl tests -am test-compile
class_path=$(printf '%s:' {tests,common}/target/test-classes {pipelines,serving,jobs,common}/target/classes)$(cat pipelines/target/class-path.txt)

python=$project/target/mlflow-serving/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$project/target/mlflow-serving"
  "$python" -m pip -q install mlflow==2.22.5 'fastapi<0.116' 'sqlalchemy<2.1' xgboost==3.2.0 'pandas<3'
fi

mkdir -p "$home/pipelines"
cp -r conf "$home/"
mkdir "$home/pipelines/demo"
cp pipelines/demo/dvc.yaml "$home/pipelines/demo/"
# It learns so slowly that it needs all of the trees.
sed 's/num_round: .*/num_round: 200/; s/early_stopping_rounds: .*/early_stopping_rounds: 200/; s/ eta: .*/ eta: 0.03/' \
  pipelines/demo/params.yaml >"$home/pipelines/demo/params.yaml"
waybill() {
  java @conf/jvm.options -Xmx2g -Dwaybill.home="$home" -cp "$class_path" dev.waybill.Main "$@"
}
load() { # address, rate, seconds, connections, bodies
  java -Xmx512m -cp "$class_path" dev.waybill.tests.LoadClient "$@"
}

waybill demo &>"$home/demo.log"
waybill job publish-features -p demo --date 2024-03-24 >"$home/publish.log"
waybill sql "select * from features where event_date = date'2024-03-25'" -p demo --json >"$home/features.json" 2>"$home/sql.log"
"$python" - "$home" <<'PYTHON'
import csv, glob, gzip, json, sys

import xgboost

home = sys.argv[1]
rows = []
for file in sorted(glob.glob(home + "/data/demo/trips/*.csv.gz")):
    rows += [row for row in csv.DictReader(gzip.open(file, "rt")) if row["requested_at"].startswith("2024-03-25")]
rows = [{name: value or None for name, value in row.items()} for row in rows]
with open(home + "/raw.jsonl", "w") as out:
    out.writelines(json.dumps(row) + "\n" for row in rows)
with open(home + "/raw-500.jsonl", "w") as out:
    out.write(json.dumps({"rows": rows[:500]}) + "\n")
print("trees:", xgboost.Booster(model_file=home + "/pipelines/demo/model/model.ubj").num_boosted_rounds())
inputs = json.load(open(home + "/pipelines/demo/model/waybill.json"))["inputs"]
names = [each["name"] for each in inputs]
features = json.load(open(home + "/features.json"))
features = features if isinstance(features, list) else features["rows"]
with open(home + "/features.jsonl", "w") as out:
    for row in features[:1000]:
        split = {"columns": names, "data": [[row.get(name) for name in names]]}
        out.write(json.dumps({"dataframe_split": split}) + "\n")
PYTHON

java @conf/jvm.options -Xmx1g -Dwaybill.home="$home" -cp "$class_path" dev.waybill.Main serve -p demo --port 0 --json \
  >"$home/serve.log" &
servers+=($!)
until grep -q address "$home/serve.log"; do
  kill -0 "$!"
  sleep 0.2
done
cat "$home/serve.log"
address=$(grep -o 'http://[0-9.:]*' "$home/serve.log" | head -n 1)/api/v1/predict/demo
echo 'waybill, to warm up:'
load "$address" 200 15 8 "$home/raw.jsonl"
echo "waybill, at $rate a second:"
load "$address" "$rate" "$seconds" 8 "$home/raw.jsonl"
echo 'waybill, as many as are answered:'
load "$address" 0 15 8 "$home/raw.jsonl"
echo 'waybill, one row after the other, and 500 rows at once:'
load "$address" 0 10 1 "$home/raw.jsonl"
load "$address" 0 10 1 "$home/raw-500.jsonl"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# In a group of its own, since it starts others, which are to end with it.
MLFLOW_TRACKING_URI="file:$home/mlruns" PATH="${python%/*}:$PATH" setsid mlflow models serve \
  -m "$home/pipelines/demo/model" --env-manager local --host 127.0.0.1 --port "$port" >"$home/mlflow.log" 2>&1 &
servers+=("-$!")
until curl -sf "http://127.0.0.1:$port/ping" >/dev/null; do
  kill -0 "$!" || { cat "$home/mlflow.log" && exit 1; }
  sleep 0.5
done
address=http://127.0.0.1:$port/invocations
echo 'mlflow, to warm up:'
load "$address" 5 10 4 "$home/features.jsonl"
echo 'mlflow, at 20 a second:'
load "$address" 20 20 8 "$home/features.jsonl"
echo 'mlflow, as many as are answered:'
load "$address" 0 20 8 "$home/features.jsonl"
