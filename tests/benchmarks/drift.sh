#!/usr/bin/env bash
# Drift of a large day against stored profiles, in a heap of 4 GB, and beside Evidently on the rows that it can hold.
#
#   tests/benchmarks/drift.sh [rows] [rows of evidently]       10,000,000 and 1,000,000 rows if not given
#
# The rows have 30 columns, 24 of numbers and 6 of text, and lie in Parquet. Waybill profiles the day in one pass and compares it with
# the stored profiles of ten reference days, by all of its distances in all columns. Evidently (pinned, from PyPI, in an
# environment below target/) reads the same Parquet files and computes its default tests of data drift on rows in memory. Prints rows a second
# of both, and the largest heap and resident memory. Works in a temporary folder, which needs about 2 GB.
set -euo pipefail

rows=${1:-10000000}
few=${2:-1000000}
project=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$project"
./waybill --version
./mvnw -q -pl jobs -am test-compile
class_path=$(printf '%s:' {jobs,common}/target/test-classes {jobs,common}/target/classes)$(cat pipelines/target/class-path.txt)

python=$project/target/evidently/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$project/target/evidently"
  "$python" -m pip -q install evidently==0.6.7 numpy==1.26.4 pandas==2.2.3 pyarrow==17.0.0
fi

waybill() {
  java @conf/jvm.options -Xmx4g -Xlog:gc:file="$folder/gc.log" -cp "$class_path" dev.waybill.jobs.drift.DriftSpeed "$@" 2>/dev/null
}

for size in "$rows" "$few"; do
  waybill write "$folder/$size" "$size"
  waybill judge "$folder/$size"
  echo "waybill: largest heap $(grep -o '[0-9]*M->' "$folder/gc.log" | tr -d 'M>-' | sort -n | tail -n 1) MB of 4,096"
done
"$python" tests/benchmarks/drift-evidently.py "$folder/$few"
