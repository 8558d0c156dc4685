package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.LabelRange;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/**
 * A model as files: {@code model.ubj}, the native booster; {@code scale.ubj}, that of the scale of its errors; those by
 * which MLflow opens it; {@code waybill.json}, what Waybill needs beside, with the SHA-256 of each file, its own included.
 */
public final class ModelFolder {

    private static final String BOOSTER = "model.ubj";
    private static final String SCALE = "scale.ubj";
    private static final String DESCRIPTION = SignedFolder.DESCRIPTION;

    /** What waybill.json holds; all that is optional is there together, with the booster of the scale, or not at all. */
    private record Description(
            String label,
            List<Input> inputs,
            Provenance provenance,
            Optional<Intervals> intervals,
            Optional<Widths> widths,
            Optional<LabelRange> range,
            Optional<OodProfile> profile,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<Limit>> within,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Probabilities> probabilities,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Classes> classes,
            Map<String, String> sha256) {}

    private ModelFolder() {}

    /** Replaces a folder by this model: complete, or not at all. */
    public static TrainedModel write(Path folder, TrainedModel model, InputExample example) {
        SignedFolder.write(folder, files(model, example), sha256 -> description(model, sha256));
        return read(folder);
    }

    private static Map<String, byte[]> files(TrainedModel model, InputExample example) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(BOOSTER, TrainedModel.bytes(model.booster()));
        model.calibration().ifPresent(calibration -> files.put(SCALE, TrainedModel.bytes(calibration.scale())));
        MlflowFiles.of(model, example).forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    private static String description(TrainedModel model, Map<String, String> sha256) {
        return JsonFile.text(new Description(
                model.label(),
                model.inputs(),
                model.provenance(),
                model.calibration().map(Calibration::intervals),
                model.calibration().map(Calibration::widths),
                model.calibration().map(Calibration::range),
                model.calibration().map(Calibration::profile),
                model.within(),
                model.probabilities(),
                model.classes(),
                sha256));
    }

    /** Reads a model of any family; refuses files that are not those that were written. */
    public static SavedModel open(Path folder) {
        return switch (Family.of(description(folder))) {
            case trees -> read(folder);
            case isolation_forest -> ForestFolder.read(folder);
            case factors -> FactorFolder.read(folder);
        };
    }

    /** As {@link #open}, of trees; refuses a model of another family. */
    public static TrainedModel read(Path folder) {
        requireTrees(folder);
        Description description = JsonFile.read(folder.resolve(DESCRIPTION), OlderModel::upgraded, Description.class);
        SignedFolder.requireUnchanged(folder, description.sha256());
        Booster booster = booster(folder.resolve(BOOSTER));
        requireOrder(folder, booster, description.inputs());
        return new TrainedModel(
                booster,
                description.inputs(),
                description.label(),
                description.provenance(),
                SignedFolder.sha256(folder.resolve(BOOSTER)),
                description
                        .intervals()
                        .map(intervals -> new Calibration(
                                booster(folder.resolve(SCALE)),
                                intervals,
                                description.widths().orElseThrow(),
                                description.range().orElseThrow(),
                                description.within().orElse(List.of()),
                                description.profile().orElseThrow())),
                description.probabilities(),
                description.classes());
    }

    /** Where a model came from, without loading it. */
    public static Provenance provenance(Path folder) {
        JsonNode written = description(folder);
        if (Family.of(written) != Family.trees) {
            return Lineage.read(written.path("lineage")).provenance();
        }
        return JsonFile.read(folder.resolve(DESCRIPTION), OlderModel::upgraded, Description.class)
                .provenance();
    }

    private static Booster booster(Path file) {
        try {
            return XGBoost.loadModel(Files.readAllBytes(file));
        } catch (IOException | XGBoostError e) {
            throw new IllegalStateException("Cannot read the booster " + file, e);
        }
    }

    private static JsonNode description(Path folder) {
        requireOurs(folder);
        return JsonFile.read(folder.resolve(DESCRIPTION), JsonNode.class);
    }

    private static void requireTrees(Path folder) {
        Family family = Family.of(description(folder));
        if (family != Family.trees) {
            throw Refusal.mistake(
                    "model.other-family",
                    "Cannot take %s for boosted trees: it is %s.".formatted(folder, family.words()),
                    "What is asked for is there for boosted trees alone.");
        }
    }

    /** Other tools put models into the same registry. */
    private static void requireOurs(Path folder) {
        if (Files.exists(folder.resolve(MlflowFiles.MLMODEL)) && !Files.exists(folder.resolve(DESCRIPTION))) {
            throw Refusal.mistake(
                    "model.foreign",
                    "Cannot load %s: it is a model that Waybill did not write, for it has no %s."
                            .formatted(folder, DESCRIPTION),
                    "Register one that Waybill trained.");
        }
    }

    /** The booster knows its inputs by name, too; in another order it would take one for the other. */
    private static void requireOrder(Path folder, Booster booster, List<Input> inputs) {
        List<String> trained = names(booster);
        for (int i = 0; i < Math.max(trained.size(), inputs.size()) && !trained.isEmpty(); i++) {
            String described = i < inputs.size() ? inputs.get(i).name() : "none";
            String actual = i < trained.size() ? trained.get(i) : "none";
            if (!actual.equals(described)) {
                throw Refusal.mistake(
                        "model.other-order",
                        "Cannot load %s: input %d is %s in %s, but %s in %s."
                                .formatted(folder, i + 1, described, DESCRIPTION, actual, BOOSTER),
                        "Restore the folder, or train again.");
            }
        }
    }

    /** Empty for a booster that was trained without names. */
    private static List<String> names(Booster booster) {
        try {
            List<@Nullable String> names = Arrays.asList(booster.getFeatureNames());
            return names.contains(null)
                    ? List.of()
                    : names.stream().map(String::valueOf).toList();
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot read the names of a booster's inputs", e);
        }
    }
}
