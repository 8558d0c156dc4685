#!/usr/bin/env bash
# Nights that are killed (signal 9) at any moment, and run once more: whether tables and reports are those of a night that
# nobody disturbed.
#
#   tests/benchmarks/killed-nights.sh [kills]       of each of two nights, 10 if not given: about ten minutes
set -euo pipefail

kills=${1:-10}
project=$(cd "$(dirname "$0")/../.." && pwd)
cd "$project"
./waybill --version
./mvnw -q -pl tests -am test-compile
class_path=$(printf '%s:' {tests,pipelines,jobs,common}/target/test-classes {pipelines,jobs,common}/target/classes)$(cat pipelines/target/class-path.txt)

cd tests
java @../conf/jvm.options -Xmx2g -cp "$(sed "s#\(^\|:\)\([a-z]\)#\1../\2#g" <<<"$class_path")" \
  dev.waybill.tests.KilledNights "$kills" 2>/dev/null
