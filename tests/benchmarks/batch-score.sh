#!/usr/bin/env bash
# What explanations, intervals and flags cost: the job batch-score beside plain prediction through XGBoost4J-Spark's own
# transformer, on the same rows and the same trees (200 of depth 6, 15 features), from a Delta table into one.
#
#   tests/benchmarks/batch-score.sh [rows] [rounds]    500,000 rows and 5 rounds if not given
#
# The two take turns; the figures are medians, of the clock and of processor time.
set -euo pipefail

project=$(cd "$(dirname "$0")/../.." && pwd)
cd "$project"
./waybill --version
./mvnw -q -pl jobs -am test-compile
exec java @conf/jvm.options -Xmx4g ${WAYBILL_JAVA_OPTS:-} \
  -cp "jobs/target/test-classes:jobs/target/classes:common/target/classes:$(cat pipelines/target/class-path.txt)" \
  dev.waybill.jobs.score.ScoringBenchmark "$@"
