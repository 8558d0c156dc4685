package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Probabilities;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.track.ModelVersion;
import java.time.LocalDate;
import java.util.Optional;

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
                        && calibrator(ours).equals(calibrator(theirs))
                : model.id().equals(other.model.id());
    }

    private static Optional<Calibrator> calibrator(TrainedModel model) {
        return model.probabilities().flatMap(Probabilities::calibrator);
    }

    /** The model, where only boosted trees are asked. */
    TrainedModel trees() {
        return (TrainedModel) model;
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
