package dev.waybill.common.track.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.Missing;
import dev.waybill.common.track.MlflowLimits;
import dev.waybill.common.track.ModelVersion;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Registered models, their versions and aliases. */
record ServerRegistry(MlflowApi api) {

    private static final Set<String> ABSENT = Set.of(MlflowApi.ABSENT);

    /** MLflow says of an alias that is not there that a parameter is invalid. */
    private static final Set<String> NO_ALIAS = Set.of(MlflowApi.ABSENT, MlflowApi.INVALID);

    /** Adds the next version, and the model if this is its first. */
    ModelVersion register(String model, String runId, String source, Map<String, String> tags) {
        api.ask(Call.post("registered-models/create", Call.json().put("name", model)), Set.of(MlflowApi.PRESENT));
        ObjectNode body = Call.json().put("name", model).put("source", source).put("run_id", runId);
        tags.forEach((key, value) ->
                body.withArray("tags").add(Call.json().put("key", key).put("value", value)));
        JsonNode made = api.create(Call.post("model-versions/create", body), () -> madeOf(model, runId, source))
                .path("model_version");
        return version(made, Set.of());
    }

    /** The newest version of a run's files, which an attempt without an answer has made. */
    private Optional<JsonNode> madeOf(String model, String runId, String source) {
        return search(model).stream()
                .filter(version -> version.path("run_id").asText().equals(runId)
                        && version.path("source").asText().equals(source))
                .max(Comparator.comparing(version -> version.path("version").asInt()))
                .map(version -> Call.json().set("model_version", version));
    }

    /** Newest first. */
    List<ModelVersion> versions(String model) {
        Optional<JsonNode> registered = api.ask(Call.get("registered-models/get", Map.of("name", model)), ABSENT);
        if (registered.isEmpty()) {
            return List.of();
        }
        Map<Integer, Set<String>> aliases = new HashMap<>();
        registered
                .get()
                .at("/registered_model/aliases")
                .forEach(alias -> aliases.computeIfAbsent(alias.path("version").asInt(), number -> new HashSet<>())
                        .add(alias.path("alias").asText()));
        return search(model).stream()
                .map(version -> version(
                        version, aliases.getOrDefault(version.path("version").asInt(), Set.of())))
                .sorted(Comparator.comparing(ModelVersion::version).reversed())
                .toList();
    }

    private List<JsonNode> search(String model) {
        String quote = model.contains("'") ? "\"" : "'";
        Map<String, String> query = Map.of("filter", "name=" + quote + model + quote, "max_results", "1000");
        return api.pages(
                "model_versions", query, asked -> Optional.of(api.ask(Call.get("model-versions/search", asked))));
    }

    Optional<ModelVersion> byAlias(String model, String alias) {
        return api.ask(Call.get("registered-models/alias", Map.of("name", model, "alias", alias)), NO_ALIAS)
                .map(answer -> version(answer.path("model_version"), Set.of()));
    }

    /** Where the files of a version are, whatever its source says: {@code runs:/..} or {@code models:/..}. */
    String artifactUri(ModelVersion version) {
        return api.ask(
                        Call.get(
                                "model-versions/get-download-uri",
                                Map.of("name", version.model(), "version", Integer.toString(version.version()))),
                        ABSENT)
                .orElseThrow(() -> Missing.version(version.model(), version.version(), versions(version.model())))
                .path("artifact_uri")
                .asText();
    }

    void setTag(String model, int version, String key, String value) {
        write(
                model,
                version,
                Call.post(
                        "model-versions/set-tag",
                        named(model, version).put("key", key).put("value", value)));
    }

    void setDescription(String model, int version, String text) {
        write(
                model,
                version,
                Call.patch("model-versions/update", named(model, version).put("description", text)));
    }

    /** The champion last: a server moves one alias at a time. */
    void setAliases(String model, Map<String, Integer> versions) {
        versions.keySet().forEach(MlflowLimits::requireAlias);
        List<ModelVersion> known = versions(model);
        versions.values().forEach(version -> require(model, version, known));
        versions.keySet().stream()
                .sorted(Comparator.comparing((String alias) -> alias.equals(Aliases.CHAMPION))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(alias -> setAlias(model, alias, versions.getOrDefault(alias, 0)));
    }

    private void setAlias(String model, String alias, int version) {
        write(
                model,
                version,
                Call.post("registered-models/alias", named(model, version).put("alias", alias)));
    }

    void removeAlias(String model, String alias) {
        api.ask(
                Call.delete(
                        "registered-models/alias",
                        Call.json().put("name", model).put("alias", alias)),
                NO_ALIAS);
    }

    private static void require(String model, int version, List<ModelVersion> known) {
        if (known.stream().noneMatch(candidate -> candidate.version() == version)) {
            throw Missing.version(model, version, known);
        }
    }

    private void write(String model, int version, Call call) {
        api.tell(call, ABSENT, () -> Missing.version(model, version, versions(model)));
    }

    private static ObjectNode named(String model, int version) {
        return Call.json().put("name", model).put("version", Integer.toString(version));
    }

    /** @param aliases where the server does not say them of the version itself */
    private static ModelVersion version(JsonNode json, Set<String> aliases) {
        Map<String, String> tags = new HashMap<>();
        json.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        Set<String> all = new HashSet<>(aliases);
        json.path("aliases").forEach(alias -> all.add(alias.asText()));
        return new ModelVersion(
                json.path("name").asText(),
                json.path("version").asInt(),
                json.path("run_id").asText(),
                json.path("source").asText(),
                Instant.ofEpochMilli(json.path("creation_timestamp").asLong()),
                json.path("description").asText(),
                Map.copyOf(tags),
                Set.copyOf(all));
    }
}
