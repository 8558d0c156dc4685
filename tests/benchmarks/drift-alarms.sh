#!/usr/bin/env bash
# How often the drift report alarms where nothing changed, and whether it does where something did.
#
#   tests/benchmarks/drift-alarms.sh [seeds]       10 seeds of what changes if not given; 50 of the halves
#
# Sixty days on which nothing changes, at three sizes; a shift of a quarter of a standard deviation; the demo's bridge and its model; and,
# where the public data are there, taxi trips in two halves and deliveries whose days are fast and slow by turns. Takes about half an
# hour.
set -euo pipefail

seeds=${1:-10}
project=$(cd "$(dirname "$0")/../.." && pwd)
data=$project/../shared/data
cd "$project"
./waybill --version
./mvnw -q -pl tests -am test-compile
class_path=$(printf '%s:' {tests,pipelines,jobs,common}/target/test-classes {pipelines,jobs,common}/target/classes)$(cat pipelines/target/class-path.txt)

run() {
  (cd tests && java @../conf/jvm.options -Xmx4g -cp "$(sed "s#\(^\|:\)\([a-z]\)#\1../\2#g" <<<"$class_path")" "$@" 2>/dev/null)
}

figures=dev.waybill.jobs.drift.DriftFigures
run $figures stable 2000 20000 200000
run $figures shift "$seeds"
run dev.waybill.tests.DemoShock 1 "$seeds"
if [ -d "$data" ]; then
  run $figures halves "$data/green-taxi/green_tripdata_2020-03.csv.gz" 50
  run $figures regimes "$data/food-delivery/train_raw_9117.csv"
fi
