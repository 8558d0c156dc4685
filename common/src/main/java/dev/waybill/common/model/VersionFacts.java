package dev.waybill.common.model;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import dev.waybill.common.track.Tracking;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * All that is known of a registered version, from the registry, its run and its files.
 *
 * @param run the tracking run that trained it
 * @param invocation the run id of the invocation that trained it, in its log and rows
 * @param features the version of the table that it was trained on
 * @param importance of each feature, the share of the gain that splits by it brought; 0 for one without a split
 */
public record VersionFacts(
        String model,
        int version,
        Set<String> aliases,
        Instant registeredAt,
        String run,
        String modelId,
        String modelSha256,
        Instant trainedAt,
        String invocation,
        String gitCommit,
        TableVersion features,
        String featureSetVersion,
        SortedMap<String, String> params,
        SortedMap<String, String> split,
        List<String> inputs,
        SortedMap<String, Double> importance,
        SortedMap<String, Double> metrics,
        SortedMap<String, String> versions,
        SortedMap<String, String> tags) {

    /**
     * Of a version of a pipeline's model.
     *
     * @param name its number or an alias of it
     */
    public static VersionFacts of(String name, String pipeline, Tracking tracking) {
        ModelVersion registered = RegisteredVersion.find(name, pipeline, tracking);
        return of(registered, ModelFolder.open(tracking.download(registered)), tracking);
    }

    /** Of a version whose files have been read. */
    public static VersionFacts of(ModelVersion registered, SavedModel model, Tracking tracking) {
        Provenance provenance = model.provenance();
        return new VersionFacts(
                registered.model(),
                registered.version(),
                new TreeSet<>(registered.aliases()),
                registered.createdAt(),
                registered.runId(),
                model.id(),
                model.sha256(),
                provenance.trainedAt(),
                provenance.runId(),
                provenance.gitCommit(),
                provenance.features(),
                provenance.featureSetVersion(),
                params(model),
                texts(provenance.split()),
                model.inputNames(),
                model instanceof TrainedModel trees ? importance(trees) : new TreeMap<>(),
                new TreeMap<>(tracking.metrics(registered.runId())),
                new TreeMap<>(provenance.versions()),
                new TreeMap<>(registered.tags()));
    }

    private static SortedMap<String, String> params(SavedModel model) {
        if (!(model instanceof TrainedModel)) {
            return new TreeMap<>(model.settings());
        }
        Provenance provenance = model.provenance();
        SortedMap<String, String> params = texts(provenance.params());
        params.put("objective", provenance.task().objective(provenance.params()));
        return params;
    }

    /** The model and the version, as people name it. */
    public String name() {
        return model + "/" + version;
    }

    /** The components of a section that have a value, as text. */
    private static SortedMap<String, String> texts(Object section) {
        Map<String, Object> values = JsonFile.JSON.convertValue(section, new TypeReference<>() {});
        values.values().removeIf(Objects::isNull);
        SortedMap<String, String> texts = new TreeMap<>();
        values.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    private static SortedMap<String, Double> importance(TrainedModel model) {
        String[] names = model.inputs().stream().map(Input::name).toArray(String[]::new);
        SortedMap<String, Double> shares = new TreeMap<>();
        try {
            Map<String, Double> gains = model.booster().getScore(names, "total_gain");
            double all =
                    gains.values().stream().mapToDouble(Double::doubleValue).sum();
            for (String name : names) {
                shares.put(name, all == 0 ? 0 : gains.getOrDefault(name, 0.0) / all);
            }
            return shares;
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot read the importance of features", e);
        }
    }
}
