#!/usr/bin/env bash
# A night's training in one JVM with a heap of 4 GB: the job train on generated rows, Spark included.
#
#   tests/benchmarks/train.sh [rows] [features] [rounds]       300,000 rows, 30 features, 300 rounds if not given
#
# Prints how long the job took, the most heap in use when a collection began, and the most resident memory of the JVM.
# Works in a temporary folder; builds where that is due.
set -euo pipefail

rows=${1:-300000}
features=${2:-30}
rounds=${3:-300}
project=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$project/waybill" --version

# --- A pipeline whose source is a list of numbers: all else is computed from them ------------------------------------
mkdir -p "$folder/pipelines/night" "$folder/conf"
cp "$project/conf/dev.yaml" "$folder/conf/"
{ echo id; seq "$rows"; } >"$folder/ids.csv"
echo 'stages: {nothing: {cmd: "true"}}' >"$folder/pipelines/night/dvc.yaml"
{
  cat <<'YAML'
task: regression
source:
  table: trips
  format: csv
  path: ids.csv
  options: {header: true}
  columns:
    id:           {expr: "cast(id as bigint)", known-at: request}
    requested_at: {expr: "timestamp_seconds(1583020800 + cast(id as bigint) % 864000)", known-at: request}
    finished_at:  {expr: "timestamp_seconds(1583021400 + cast(id as bigint) % 864000)", known-at: finish}
  key: [id]
  event-time: requested_at
  label:
    name: eta_minutes
    expr: "20 + 10 * sin(hash(id, 1) / 7e8) + 5 * hash(id, 2) / 2147483647 + 3 * hash(id, 99) / 2147483647"
    available-at: finished_at
    unit: min
split: {train: 2020-03-01/2020-03-10, test: 2020-03-11/2020-03-12}
features:
  columns:
YAML
  for ((i = 1; i <= features; i++)); do echo "    f$i: \"hash(id, $i) / 2147483647\""; done
  echo "model: {num_round: $rounds, max_depth: 6, subsample: 0.8, colsample_bytree: 0.8}"
  echo "evaluate: {within: 5}"
  echo "gates: {mae: 100}"
  echo "drift: {min-rows: 500}"
} >"$folder/pipelines/night/params.yaml"

# --- Running ---------------------------------------------------------------------------------------------------------
job() {
  WAYBILL_HOME=$folder java @"$project/conf/jvm.options" -Xmx4g -Xlog:gc:file="$folder/$1.gc" \
    -cp "$project/pipelines/target/classes:$(cat "$project/pipelines/target/class-path.txt")" \
    dev.waybill.Main job "$1" -p night >"$folder/$1.txt" 2>"$folder/$1.err" || { cat "$folder/$1.err"; exit 1; }
}

job prepare
job feature-engineer
start=$(date +%s%N)
job train &
peak=0
while kill -0 $! 2>/dev/null; do
  java=$(pgrep -P $! java || true)
  now=$(awk '/VmHWM/ { print $2 }' "/proc/${java:-none}/status" 2>/dev/null || true)
  [ "${now:-0}" -le "$peak" ] || peak=$now
  sleep 0.2
done
wait $!
end=$(date +%s%N)

grep 'train:' "$folder/train.txt"
heap=$(grep -o '[0-9]*M->' "$folder/train.gc" | tr -d 'M>-' | sort -n | tail -n 1)
echo "JVM from start to end: $(((end - start) / 1000000)) ms; peak heap ${heap:-?} MB of 4,096 MB; peak resident $((peak / 1024)) MB"
