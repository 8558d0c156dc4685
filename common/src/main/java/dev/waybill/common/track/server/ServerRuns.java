package dev.waybill.common.track.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.MetricPoint;
import dev.waybill.common.track.Missing;
import dev.waybill.common.track.MlflowLimits;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Runs and what they log. */
record ServerRuns(MlflowApi api) {

    /** Tag of a run: the request that began it, by which an attempt without an answer is found. */
    private static final String REQUEST = "waybill.request";

    private static final Set<String> ABSENT = Set.of(MlflowApi.ABSENT);

    String start(String experimentId, String name, Map<String, String> tags, long nowMillis) {
        String request = UUID.randomUUID().toString();
        String user = RunTags.user();
        Map<String, String> all = new HashMap<>(RunTags.own(name, user));
        all.putAll(tags);
        all.put(REQUEST, request);
        ObjectNode body = Call.json()
                .put("experiment_id", experimentId)
                .put("user_id", user)
                .put("run_name", name)
                .put("start_time", nowMillis);
        body.putArray("tags").addAll(entries(all, MlflowLimits.TAG_CHARACTERS));
        JsonNode run = api.create(Call.post("runs/create", body), () -> begunBy(experimentId, request))
                .path("run");
        return new ServerRun(run).id();
    }

    private Optional<JsonNode> begunBy(String experimentId, String request) {
        return search(experimentId, Map.of(REQUEST, request)).stream()
                .findFirst()
                .map(run -> Call.json().set("run", run.json()));
    }

    /** Newest first. */
    List<ServerRun> search(String experimentId, Map<String, String> tags) {
        return api
                .pages(
                        "runs",
                        Map.of(),
                        asked -> Optional.of(api.ask(Call.post(
                                "runs/search",
                                searched(experimentId, tags).put("page_token", asked.getOrDefault("page_token", ""))))))
                .stream()
                .map(ServerRun::new)
                .filter(run -> run.tags().entrySet().containsAll(tags.entrySet()))
                .toList();
    }

    /** Values that MLflow's filters cannot quote are left to the caller to compare. */
    private static ObjectNode searched(String experimentId, Map<String, String> tags) {
        ObjectNode body = Call.json().put("max_results", 1_000);
        body.putArray("experiment_ids").add(experimentId);
        body.putArray("order_by").add("attributes.start_time DESC");
        String filter = tags.entrySet().stream()
                .filter(tag -> !tag.getValue().matches(".*['\"\\\\].*"))
                .map(tag -> "tags.`" + tag.getKey() + "` = '" + tag.getValue() + "'")
                .collect(Collectors.joining(" AND "));
        return body.put("filter", filter);
    }

    Optional<ServerRun> find(String runId) {
        return api.ask(Call.get("runs/get", Map.of("run_id", runId)), ABSENT)
                .map(answer -> new ServerRun(answer.path("run")));
    }

    /** A run that can be written to. */
    ServerRun require(String runId) {
        return find(runId).filter(ServerRun::isActive).orElseThrow(() -> Missing.run(runId));
    }

    void logParams(String runId, Map<String, String> params) {
        Map<String, String> logged = require(runId).params();
        Map<String, String> kept = new LinkedHashMap<>();
        params.forEach((key, value) -> kept.put(key, MlflowLimits.cut(value, MlflowLimits.PARAM_CHARACTERS)));
        kept.forEach((key, value) -> MlflowLimits.requireSameParam(runId, key, logged.getOrDefault(key, value), value));
        log(Batches.params, runId, entries(kept, MlflowLimits.PARAM_CHARACTERS));
    }

    void logMetrics(String runId, Map<String, Double> metrics, long step, long nowMillis) {
        List<ObjectNode> entries = new ArrayList<>();
        metrics.forEach((key, value) -> entries.add(metric(key, value, step, nowMillis)));
        log(Batches.metrics, runId, entries);
    }

    void logCurves(String runId, Map<String, List<Double>> curves, long nowMillis) {
        List<ObjectNode> entries = new ArrayList<>();
        curves.forEach((key, values) -> {
            for (int step = 0; step < values.size(); step++) {
                entries.add(metric(key, values.get(step), step, nowMillis));
            }
        });
        log(Batches.metrics, runId, entries);
    }

    private static ObjectNode metric(String key, double value, long step, long nowMillis) {
        MlflowLimits.requireKey(key);
        ObjectNode entry =
                Call.json().put("key", key).put("timestamp", nowMillis).put("step", step);
        return Double.isNaN(value) ? entry.put("value", "NaN") : entry.put("value", MlflowLimits.finite(value));
    }

    void setTags(String runId, Map<String, String> tags) {
        log(Batches.tags, runId, entries(tags, MlflowLimits.TAG_CHARACTERS));
    }

    private void log(Batches kind, String runId, List<ObjectNode> entries) {
        kind.of(runId, entries).forEach(body -> write("runs/log-batch", runId, body));
    }

    private void write(String path, String runId, ObjectNode body) {
        api.tell(Call.post(path, body), ABSENT, () -> Missing.run(runId));
    }

    private static List<ObjectNode> entries(Map<String, String> values, int most) {
        List<ObjectNode> entries = new ArrayList<>();
        values.forEach((key, value) -> {
            MlflowLimits.requireKey(key);
            entries.add(Call.json().put("key", key).put("value", MlflowLimits.cut(value, most)));
        });
        return entries;
    }

    /** By step, and then as they were logged. */
    List<MetricPoint> history(String runId, String metric) {
        Map<String, String> query = Map.of("run_id", runId, "metric_key", metric, "max_results", "25000");
        return api.pages("metrics", query, asked -> api.ask(Call.get("metrics/get-history", asked), ABSENT)).stream()
                .map(point -> new MetricPoint(
                        point.path("step").asLong(),
                        ServerRun.number(point.path("value")),
                        Instant.ofEpochMilli(point.path("timestamp").asLong())))
                .sorted(Comparator.comparing(MetricPoint::step).thenComparing(MetricPoint::loggedAt))
                .toList();
    }

    /** A run has one input of a name and digest: of several, the first stays. */
    void logInputs(String runId, List<DatasetInput> inputs) {
        Map<String, DatasetInput> first = new LinkedHashMap<>();
        inputs.forEach(input -> first.putIfAbsent(input.name() + " " + input.digest(), input));
        ObjectNode body = Call.json().put("run_id", runId);
        ArrayNode datasets = body.putArray("datasets");
        first.values().forEach(input -> datasets.add(dataset(input)));
        write("runs/log-inputs", runId, body);
    }

    private static ObjectNode dataset(DatasetInput input) {
        ObjectNode dataset = Call.json()
                .put("name", input.name())
                .put("digest", input.digest())
                .put("source_type", DatasetInput.SOURCE_TYPE)
                .put("source", input.source());
        input.schema().ifPresent(schema -> dataset.put("schema", schema));
        input.profile().ifPresent(profile -> dataset.put("profile", profile));
        ObjectNode read = Call.json().set("dataset", dataset);
        read.putArray("tags").add(Call.json().put("key", "mlflow.data.context").put("value", input.context()));
        return read;
    }

    void finish(String runId, RunStatus status, long nowMillis) {
        write(
                "runs/update",
                runId,
                Call.json().put("run_id", runId).put("status", status.name()).put("end_time", nowMillis));
    }
}
