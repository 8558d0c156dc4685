package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.Classes;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Probabilities;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.probability.ClassCalibration;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** A version with its model. */
record Contender(ModelVersion version, SavedModel model) {

    static Contender of(ModelVersion version, JobContext context) {
        return new Contender(version, ModelFolder.open(context.tracking().download(version)));
    }

    /** Whether it gives the same number for every row. */
    boolean predictsAs(Contender other) {
        return (model instanceof TrainedModel ours && other.model instanceof TrainedModel theirs)
                ? ours.sha256().equals(theirs.sha256())
                        && ours.inputs().equals(theirs.inputs())
                        && meaning(ours).equals(meaning(theirs))
                : model.id().equals(other.model.id());
    }

    /** What a prediction takes beside trees and inputs: which class is which, and how probabilities are calibrated. */
    private static List<Object> meaning(TrainedModel model) {
        return List.of(
                model.probabilities().flatMap(Probabilities::calibrator),
                model.classes().map(Classes::names),
                model.classes()
                        .flatMap(Classes::calibration)
                        .map(ClassCalibration::calibrators)
                        .orElse(Map.of()));
    }

    /** The model, where only boosted trees are asked. */
    TrainedModel trees() {
        return (TrainedModel) model;
    }

    /** Whether both say the same kind of thing, so that one loss can judge both. */
    boolean hasTargetOf(Contender other) {
        return model.target().equals(other.model.target());
    }

    /** Refuses to write what it predicts into a column of the published table that holds another kind of value. */
    void requireColumn(Source source, Tables tables) {
        Task task = model.provenance().task();
        String column = ScoredTable.prediction(task, source.label().name());
        StructType scored =
                tables.exists(ScoredTable.NAME) ? tables.read(ScoredTable.NAME).schema() : new StructType();
        boolean isText = task == Task.multiclass;
        if (List.of(scored.fieldNames()).contains(column)
                && isText != scored.apply(column).dataType() instanceof StringType) {
            throw Refusal.mistake(
                    "promote.other-type",
                    "Cannot promote %s: table %s has %s as %s, where it would write %s."
                            .formatted(
                                    this,
                                    ScoredTable.NAME,
                                    column,
                                    scored.apply(column).dataType().simpleString(),
                                    isText ? "the name of a class" : "a number"),
                    "Give the label another name.");
        }
    }

    boolean hasFeaturesOf(Contender other) {
        return model.provenance()
                .featureSetVersion()
                .equals(other.model.provenance().featureSetVersion());
    }

    /** Whether it has seen later days; where parts do not go by dates, whether it was trained later. */
    boolean isFresherThan(Contender other) {
        Optional<LocalDate> own = lastSeen();
        Optional<LocalDate> others = other.lastSeen();
        return (own.isPresent() && others.isPresent())
                ? own.get().isAfter(others.get())
                : model.provenance()
                        .trainedAt()
                        .isAfter(other.model.provenance().trainedAt());
    }

    Optional<LocalDate> lastSeen() {
        return model.provenance().split().lastSeen();
    }

    @Override
    public String toString() {
        return version.toString();
    }
}
