package dev.waybill.common.track.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.track.Missing;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What groups runs: one of a pipeline. */
record ServerExperiments(MlflowApi api) {

    /** The id of an experiment, which is created if there is none of this name, here or by somebody else meanwhile. */
    String findOrCreate(String name) {
        Optional<JsonNode> found = byName(name);
        if (found.isEmpty()) {
            api.ask(Call.post("experiments/create", Call.json().put("name", name)), Set.of(MlflowApi.PRESENT));
            found = byName(name);
        }
        return active(name, found.orElseThrow());
    }

    /** The id of an experiment that is there. */
    Optional<String> find(String name) {
        return byName(name).map(ServerExperiments::id);
    }

    private Optional<JsonNode> byName(String name) {
        return api.ask(Call.get("experiments/get-by-name", Map.of("experiment_name", name)), Set.of(MlflowApi.ABSENT))
                .map(answer -> answer.path("experiment"));
    }

    private static String active(String name, JsonNode experiment) {
        if (!experiment.path("lifecycle_stage").asText().equals("active")) {
            throw Missing.experiment(name, id(experiment));
        }
        return id(experiment);
    }

    private static String id(JsonNode experiment) {
        return experiment.path("experiment_id").asText();
    }
}
