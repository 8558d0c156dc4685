#!/usr/bin/env bash
# A server that is killed (signal 9) at any moment under load: whether each prediction that was answered is in the table, once.
#
#   tests/benchmarks/killed-server.sh [kills]       20 if not given: about six minutes
#
# Four connections ask for one row after the other and note the id of each answer that came whole. Each server writes what the
# one before it has left; the last one ends by SIGTERM, and the table is compared with the notes.
set -euo pipefail

kills=${1:-20}
project=$(cd "$(dirname "$0")/../.." && pwd)
home=$(mktemp -d)
server=
trap 'kill -9 $server 2>/dev/null || true; rm -rf "$home"' EXIT
cd "$project"
./waybill --version
./mvnw -q -pl tests -am test-compile
class_path=$(printf '%s:' {pipelines,serving,jobs,common}/target/classes)$(cat pipelines/target/class-path.txt)

mkdir -p "$home/pipelines/demo"
cp -r conf "$home/"
cp pipelines/demo/{params,dvc}.yaml "$home/pipelines/demo/"
waybill() {
  java @conf/jvm.options -Xmx2g -Dwaybill.home="$home" -cp "$class_path" dev.waybill.Main "$@"
}
waybill demo --rows=2500 >"$home/demo.log"
waybill job publish-features -p demo --date 2024-03-24 >"$home/publish.log"

cat >"$home/client.py" <<'PYTHON'
import http.client, sys, threading

port, run, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
row = """{"trip_id": "new", "requested_at": "2024-03-25 12:00:00", "origin_zone": "C4", "destination_zone": "F5",
  "courier_id": "C00014", "vehicle": "car", "weather": "clear", "parcels": 1, "straight_km": 6.42}"""

def ask(connection):
    client, number, noted = http.client.HTTPConnection("127.0.0.1", port), 0, open(f"{folder}/{run}-{connection}", "w")
    try:
        while True:
            request = f"{run}-{connection}-{number}"
            client.request("POST", "/api/v1/predict/demo", row, {"Content-Type": "application/json", "X-Request-Id": request})
            answer = client.getresponse()
            if answer.status == 200 and answer.read():
                noted.write(request + "\n")
            number += 1
    except (OSError, http.client.HTTPException):
        noted.close()

threads = [threading.Thread(target=ask, args=(connection,)) for connection in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
PYTHON

serve() {
  : >"$home/serve.log"
  java @conf/jvm.options -Xmx1g -Dwaybill.home="$home" -cp "$class_path" dev.waybill.Main serve -p demo --port 0 --json \
    --set serving.log.segment-seconds=2 >"$home/serve.log" 2>>"$home/serve.err" &
  server=$!
  until grep -q address "$home/serve.log"; do kill -0 $server; sleep 0.1; done
}

RANDOM=7
mkdir "$home/noted"
for ((kill = 1; kill <= kills; kill++)); do
  serve
  port=$(grep -o '127.0.0.1:[0-9]*' "$home/serve.log" | cut -d: -f2)
  python3 "$home/client.py" "$port" "run$kill" "$home/noted" &
  client=$!
  millis=$((1000 + RANDOM % 7000))
  sleep "$((millis / 1000)).$(printf '%03d' $((millis % 1000)))"
  kill -9 $server
  wait $server 2>/dev/null || true
  wait $client
  echo "killed $kill of $kills after $millis ms; $(cat "$home"/noted/* | wc -l) predictions were answered so far"
done
serve
sleep 3
kill -TERM $server
wait $server || true
find "$home/data/serving" -name '*.rows*' -o -name '*.damaged' | sed 's/^/left: /'
waybill sql "select request_id, count(*) rows from predictions_online group by request_id" -p demo --json --limit 0 >"$home/rows.json"
python3 - "$home" <<'PYTHON'
import glob, json, sys

home = sys.argv[1]
noted = set(line for file in glob.glob(home + "/noted/*") for line in open(file).read().split())
rows = json.load(open(home + "/rows.json"))
rows = rows if isinstance(rows, list) else rows["rows"]
counted = {row["request_id"]: row["rows"] for row in rows}
lost = noted - counted.keys()
doubled = [request for request, count in counted.items() if count > 1]
print(f"{len(noted)} answered, {len(counted)} in the table, {len(lost)} lost, {len(doubled)} doubled,"
      f" {len(counted.keys() - noted)} kept whose answer did not arrive")
print(*[f"lost: {request}" for request in sorted(lost)[:10]], sep="\n")
sys.exit(1 if lost or doubled else 0)
PYTHON
