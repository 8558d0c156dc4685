#!/usr/bin/env bash
# How the time for features grows with the rows: prepare and feature-engineer on generated trips, in a heap of 4 GB.
#
#   tests/benchmarks/features.sh [few] [many]       1,000,000 and 10,000,000 trips if not given
#
# The trips lie in 28 days. Three keys (a zone pair, a zone, a courier) have history over three windows (1, 7 and 28 days).
# One zone in fifty has a fifth of all trips, and trips are heavier in some hours. Works in a temporary folder, which
# needs about 400 bytes a trip. Prints, for each job, seconds, rows a second and microseconds a row, all without the
# start of Java and Spark; the largest heap; and the ratio of the times a row, which the bar says is at most 1.2.
set -euo pipefail

few=${1:-1000000}
many=${2:-10000000}
project=$(cd "$(dirname "$0")/../.." && pwd)
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

"$project/waybill" --version
class_path=$(ls "$project"/pipelines/target/waybill-pipelines-*.jar | head -n 1):$(cat "$project/pipelines/target/class-path.txt")
mkdir -p "$home/conf" "$home/raw" "$home/pipelines/trips"
cp "$project/conf/dev.yaml" "$home/conf/"

# The raw rows are numbers; all else is made of them, so that nothing has to be generated beforehand.
cat >"$home/pipelines/trips/params.yaml" <<'YAML'
task: regression
source:
  table: trips
  format: csv
  path: raw
  options: {header: true}
  columns:
    trip_id:      {expr: "cast(id as bigint)", known-at: request}
    requested_at: {expr: "timestamp_seconds(1709251200 + pmod(xxhash64(id, 1), 28 * 86400))", known-at: request}
    origin:       {expr: "concat('zone-', cast(50 * pow(pmod(xxhash64(id, 2), 10000) / 10000, 2.4) as int))", known-at: request}
    destination:  {expr: "concat('zone-', pmod(xxhash64(id, 3), 50))", known-at: request}
    courier:      {expr: "concat('courier-', pmod(xxhash64(id, 4), 2000))", known-at: request}
    finished_at:  {expr: "timestamp_seconds(1709251200 + pmod(xxhash64(id, 1), 28 * 86400) + 240 + pmod(xxhash64(id, 5), 3600))", known-at: finish}
    distance_km:  {expr: "pmod(xxhash64(id, 6), 20000) / 1000", known-at: finish}
  key: [trip_id]
  event-time: requested_at
  label: {name: eta_minutes, expr: "(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60", available-at: finished_at, unit: min}
checks:
  quarantine: {implausible-duration: "eta_minutes between 1 and 240"}
features:
  columns: {hour: "hour(requested_at)", weekday: "weekday(requested_at)"}
  history:
    - {key: [origin, destination], of: eta_minutes, stats: [count, avg, p50, p90], windows: [1d, 7d, 28d]}
    - {key: [origin], of: eta_minutes, stats: [count, avg, stddev, p50, p90], windows: [1d, 7d, 28d]}
    - {key: [courier], of: eta_minutes, stats: [count, avg, p50], windows: [1d, 7d, 28d]}
split: {train: 2024-03-08/2024-03-20, test: 2024-03-21/2024-03-28}
model: {num_round: 10}
evaluate: {within: 5, baselines: [origin]}
gates: {mae: 60}
drift: {min-rows: 500}
YAML
echo 'stages: {}' >"$home/pipelines/trips/dvc.yaml"

# job <name>: prints the seconds that it took, from its log, and the largest heap in MB, from that of the collector
job() {
  local gc=$home/gc.log
  rm -rf "$home/data/logs" "$gc"
  # shellcheck disable=SC2086 # several options, split on purpose
  WAYBILL_HOME=$home java @"$project/conf/jvm.options" -Xmx4g -Xlog:gc:file="$gc" ${WAYBILL_JAVA_OPTS-} \
    -cp "$class_path" dev.waybill.Main job "$1" -p trips >"$home/out.txt" 2>&1 || { cat "$home/out.txt" >&2; exit 1; }
  local seconds heap
  seconds=$(cat "$home"/data/logs/*.jsonl | grep -o 'is done after PT[0-9HMS.]*' | sed 's/.*PT//' | awk '
    { s = 0; while (match($0, /^[0-9.]+[HMS]/)) { n = substr($0, 1, RLENGTH - 1); u = substr($0, RLENGTH, 1)
      s += n * (u == "H" ? 3600 : u == "M" ? 60 : 1); $0 = substr($0, RLENGTH + 1) } print s }')
  heap=$(grep -o '[0-9]*M->' "$gc" | sort -n | tail -n 1)
  echo "$seconds ${heap%M->}"
}

# measure <rows> <job>: prints a line of figures, and keeps the time a row
measure() {
  local seconds heap
  read -r seconds heap < <(job "$2")
  awk -v r="$1" -v j="$2" -v s="$seconds" -v h="$heap" 'BEGIN {
    printf "%-17s %9d rows %8.1f s %9.0f rows/s %7.2f us/row   heap %5d MB\n", j, r, s, r / s, 1e6 * s / r, h }'
  echo "$seconds" >"$home/$2-$1.txt"
}

for rows in "$few" "$many"; do
  rm -rf "$home/data" "$home"/raw/*
  { echo id; seq 1 "$rows"; } >"$home/raw/trips.csv"
  measure "$rows" prepare
  measure "$rows" feature-engineer
done
for name in prepare feature-engineer; do
  paste -d ' ' "$home/$name-$few.txt" "$home/$name-$many.txt" | awk -v j="$name" -v a="$few" -v b="$many" '{
    printf "%-17s time a row, %d to %d rows: %.2f\n", j, a, b, ($2 / b) / ($1 / a) }'
done
