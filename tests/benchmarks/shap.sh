#!/usr/bin/env bash
# How many rows a second are explained on one core: Waybill, XGBoost's predictContrib, and XGBoost's plain prediction
# beside them, on models of several depths.
#
#   tests/benchmarks/shap.sh [rounds]       5 rounds if not given; the three take turns, the figures are medians
#
# Rows per second of processor time. Takes some minutes: XGBoost explains few rows a second where trees are deep.
set -euo pipefail

project=$(cd "$(dirname "$0")/../.." && pwd)
cd "$project"
./waybill --version
./mvnw -q -pl common -am test-compile
one_core=()
command -v taskset >/dev/null && one_core=(taskset -c 0)
"${one_core[@]}" java @conf/jvm.options -Xmx3g -XX:+UseSerialGC \
  -cp "common/target/test-classes:common/target/classes:$(cat pipelines/target/class-path.txt)" \
  dev.waybill.common.model.shap.ShapBenchmark "$@"
