#!/usr/bin/env bash
# What the stages of the demo cost beside the plainest Spark code that reads and writes the same rows, in one JVM with a
# heap of 4 GB and the settings of conf/dev.yaml.
#
#   tests/benchmarks/plain-spark.sh [rows]...       50,000 and 1,000,000 made-up trips if not given
#
# Prints a table in Markdown, and above it what plain Spark does for each stage. Target: prepare takes at most 3
# times as long as plain Spark. For each number of rows, plain Spark and the stage take turns twice, each time with new tables; the
# first time for the first number is that of a cold JVM. How far it is goes to the error stream. Works in a temporary
# folder; builds where that is due.
set -euo pipefail

[ $# -gt 0 ] || set -- 50000 1000000
project=$(cd "$(dirname "$0")/../.." && pwd)
cd "$project"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

./waybill --version >&2
./mvnw -q -pl pipelines -am test-compile >&2
# XGBoost prints each round, whatever its verbosity; so the table goes another way than by the standard streams.
java @conf/jvm.options -Xmx4g ${WAYBILL_JAVA_OPTS:-} -Dlog4j2.configurationFile=jobs/src/test/resources/log4j2-test.properties \
  -cp "pipelines/target/test-classes:pipelines/target/classes:jobs/target/classes:common/target/classes:$(cat pipelines/target/class-path.txt)" \
  dev.waybill.pipelines.engine.PlainSparkBenchmark "$project" "$folder" /dev/fd/3 /dev/fd/4 "$@" \
  3>&1 4>&2 >"$folder/log.txt" 2>&1 || { tail -n 40 "$folder/log.txt" >&2; exit 1; }
