#!/usr/bin/env bash
# How long it takes to find out that there is nothing to do: Waybill and DVC on the same pipeline, side by side.
#
#   tests/benchmarks/dvc-noop.sh [runs]       5 runs if not given; the figures are medians
#
# Works on a copy of the project in a temporary folder; needs git and Python 3, and the network once for DVC. The pipeline
# is green-taxi where its file is there (see the README), else the demo.
set -euo pipefail

runs=${1:-5}
project=$(cd "$(dirname "$0")/../.." && pwd)
venv=$project/tests/target/venv-dvc-3.64.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
home=$folder/waybill
export DVC_NO_ANALYTICS=1

if [ ! -f "$venv/complete" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install -q 'dvc==3.64.0' 'pathspec<1'
  touch "$venv/complete"
fi

# --- A copy of the project, built where it is -----------------------------------------------------------------------
mkdir "$home"
(cd "$project" && git ls-files -z | xargs -0 cp -p --parents -t "$home")
[ ! -d "$project/../shared" ] || ln -s "$(cd "$project/../shared" && pwd)" "$folder/shared"
cd "$home"
./waybill --version
git init -q
"$venv/bin/dvc" init -q

# --- Measuring ---------------------------------------------------------------------------------------------------
milliseconds() {
  local start end
  start=$(date +%s%N)
  "$@" >/dev/null
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}

median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

# compare <what> <pipeline> <word>: both tools in turns, so that neither has the quieter machine
compare() {
  local ours=() theirs=() a b
  for ((i = 0; i < runs; i++)); do
    theirs+=("$(milliseconds "$venv/bin/dvc" "$3" "pipelines/$2/dvc.yaml")")
    ours+=("$(milliseconds ./waybill "$3" -p "$2")")
  done
  a=$(printf '%s\n' "${ours[@]}" | median)
  b=$(printf '%s\n' "${theirs[@]}" | median)
  printf '%-22s waybill %5d ms   dvc %5d ms   dvc/waybill %s\n' "$1" "$a" "$b" \
    "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", b / a }')"
}

if [ -d "$folder/shared/data/green-taxi" ]; then
  pipeline=green-taxi
  ./waybill repro -p green-taxi
else
  pipeline=demo
  ./waybill demo
fi
compare "$pipeline: status" "$pipeline" status
compare "$pipeline: repro" "$pipeline" repro

# --- Five hundred stages -----------------------------------------------------------------------------------------
mkdir -p pipelines/many
echo 'depth: 6' >pipelines/many/params.yaml
{
  echo 'stages:'
  for ((i = 1; i <= 500; i++)); do
    printf '  s%d:\n    cmd: echo %d > out%d.txt\n    deps: [../../common/src/main/java' "$i" "$i" "$i"
    [ $((i % 10)) -ne 1 ] && printf ', out%d.txt' $((i - 1))
    printf ']\n    params: [depth]\n    outs: [out%d.txt: {cache: false}]\n' "$i"
  done
} >pipelines/many/dvc.yaml
echo "500 stages from nothing: waybill $(milliseconds ./waybill repro -p many) ms"
compare '500 stages: status' many status
compare '500 stages: repro' many repro
