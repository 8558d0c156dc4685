package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Probabilities;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.track.ModelVersion;
import java.time.LocalDate;
import java.util.Optional;

/** A version with its model. */
record Contender(ModelVersion version, TrainedModel model) {

    static Contender of(ModelVersion version, JobContext context) {
        return new Contender(version, ModelFolder.read(context.tracking().download(version)));
    }

    /** Whether it gives the same number for every row. */
    boolean predictsAs(Contender other) {
        return model.sha256().equals(other.model.sha256())
                && model.inputs().equals(other.model.inputs())
                && calibrator().equals(other.calibrator());
    }

    private Optional<Calibrator> calibrator() {
        return model.probabilities().flatMap(Probabilities::calibrator);
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
