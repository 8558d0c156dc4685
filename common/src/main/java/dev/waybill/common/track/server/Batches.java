package dev.waybill.common.track.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a run logs, in portions that MLflow takes: so many entries of a kind, and less than 1 MB. */
enum Batches {
    metrics(1_000),
    params(100),
    tags(100);

    /** Leaves room for what is around the entries. */
    private static final int BYTES = 900_000;

    private final int most;

    Batches(int most) {
        this.most = most;
    }

    /** The bodies of calls of {@code runs/log-batch}. */
    List<ObjectNode> of(String runId, List<ObjectNode> entries) {
        List<ObjectNode> batches = new ArrayList<>();
        List<JsonNode> batch = new ArrayList<>();
        int bytes = 0;
        for (ObjectNode entry : entries) {
            int size = entry.toString().getBytes(StandardCharsets.UTF_8).length + 1;
            if (!batch.isEmpty() && (batch.size() == most || bytes + size > BYTES)) {
                batches.add(body(runId, batch));
                batch.clear();
                bytes = 0;
            }
            batch.add(entry);
            bytes += size;
        }
        batches.add(body(runId, batch));
        return batches;
    }

    private ObjectNode body(String runId, List<JsonNode> batch) {
        ObjectNode body = Call.json().put("run_id", runId);
        body.putArray(name()).addAll(batch);
        return body;
    }
}
