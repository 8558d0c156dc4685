package dev.waybill.common.model;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.section.Probability.Method;
import dev.waybill.common.section.Task;
import dev.waybill.common.track.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A model ready to predict.
 *
 * @param inputs in the order in which the booster was trained on them
 * @param label the name of what it predicts, in that column's unit
 * @param sha256 of the native booster's bytes: two models with the same one have the same trees
 * @param calibration of a quantity's intervals; empty where no rows were held back from training, or for a model of an
 *     older Waybill
 * @param probabilities of a model of yes or no; empty for any other
 * @param classes of a model of several classes; empty for any other
 */
public record TrainedModel(
        Booster booster,
        List<Input> inputs,
        String label,
        Provenance provenance,
        String sha256,
        Optional<Calibration> calibration,
        Optional<Probabilities> probabilities,
        Optional<Classes> classes)
        implements SavedModel {

    /** Of yes or no and of classes, what trees say by themselves counts where nothing else is known. */
    public TrainedModel {
        if (probabilities.isEmpty() && provenance.task() == Task.binary) {
            probabilities = Optional.of(Probabilities.PLAIN);
        }
        if (classes.isEmpty() && provenance.task() == Task.multiclass) {
            classes = Optional.of(Classes.numbered(booster, inputs.size()));
        }
    }

    public TrainedModel(Booster booster, List<Input> inputs, String label, Provenance provenance, String sha256) {
        this(booster, inputs, label, provenance, sha256, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A model just trained. */
    public static TrainedModel of(
            Booster booster,
            List<Input> inputs,
            String label,
            Provenance provenance,
            Optional<Calibration> calibration) {
        return new TrainedModel(
                booster, inputs, label, provenance, sha256(booster), calibration, Optional.empty(), Optional.empty());
    }

    /** What a booster goes by. */
    public static String sha256(Booster booster) {
        return DigestUtils.sha256Hex(bytes(booster));
    }

    /** A booster as its native format holds it. */
    static byte[] bytes(Booster booster) {
        try {
            return booster.toByteArray("ubj");
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot write a booster", e);
        }
    }

    /**
     * What it goes by: a SHA-256 over all that its predictions, intervals and flags depend on. The same trees with other
     * intervals, encodings or limits are another model; the same model trained again, elsewhere or later, is not.
     */
    @Override
    public String id() {
        return ModelIdentity.of(this).sha256();
    }

    @Override
    public String target() {
        return "%s (task %s)".formatted(label, provenance.task());
    }

    @Override
    public List<String> inputNames() {
        return inputs.stream().map(Input::name).toList();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        Map<String, Object> model = JsonFile.JSON.convertValue(provenance.params(), new TypeReference<>() {});
        model.forEach((name, value) -> settings.put("model." + name, String.valueOf(value)));
        settings.put("model.objective", provenance.task().objective(provenance.params()));
        return settings;
    }

    /** How likely a label is up to each of some limits; empty where params name none, never without one. */
    public Optional<List<Limit>> within() {
        return calibration.map(Calibration::within).filter(limits -> !limits.isEmpty());
    }

    /**
     * Where its calibration is from, see {@link dev.waybill.common.table.ScoredTable#CALIBRATION}: of intervals the version
     * itself, of probabilities the method; empty without any.
     *
     * @param version that it is registered as
     */
    public Optional<String> calibrationAs(ModelVersion version) {
        return calibration
                .map(intervals -> version.toString())
                .or(() -> probabilities.map(Probabilities::method).map(Method::name))
                .or(() -> classes.map(Classes::method).map(Method::name));
    }

    /** The columns of the features table by which its intervals differ; none without calibration. */
    public List<String> groups() {
        return calibration.map(Calibration::intervals).map(Intervals::groups).orElse(List.of());
    }

    /** The same with another calibration. */
    public TrainedModel with(Optional<Calibration> other) {
        return new TrainedModel(booster, inputs, label, provenance, sha256, other, probabilities, classes);
    }

    /** The same with other probabilities. */
    public TrainedModel with(Probabilities other) {
        return new TrainedModel(booster, inputs, label, provenance, sha256, calibration, Optional.of(other), classes);
    }

    /** The same with other classes. */
    public TrainedModel with(Classes other) {
        return new TrainedModel(
                booster, inputs, label, provenance, sha256, calibration, probabilities, Optional.of(other));
    }

    /** From which probability on a row counts as a yes; of no meaning for a model of anything else. */
    public DecisionThreshold decision() {
        return probabilities.map(Probabilities::decision).orElse(DecisionThreshold.HALF);
    }

    /** Among how many of its likeliest classes a row counts as right; of no meaning for a model of anything else. */
    public int top() {
        return classes.map(Classes::top).orElse(Classes.USUAL_TOP);
    }

    /** How the rows of training are distributed; empty where none were held back. */
    Optional<OodProfile> profile() {
        return calibration
                .map(Calibration::profile)
                .or(() -> probabilities.flatMap(Probabilities::profile))
                .or(() -> classes.flatMap(Classes::profile));
    }
}
