package dev.waybill.jobs.experiment;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import java.util.Optional;

/** Reads what an experiment found from the tables. */
public final class Experiments {

    private Experiments() {}

    /** Sections of params.yaml. */
    public record Params(
            Task task, Source source, @Default("{}") Evaluation evaluate, Optional<Experiment> experiment) {

        public Params {
            Experiment.require(experiment, source);
        }
    }

    /**
     * That of the champion and the version that params name.
     *
     * @throws Refusal where there is none, or nothing of it is published
     */
    public static ExperimentEvidence of(Params params, DateBounds range, JobContext context) {
        String pipeline = context.workspace().pipeline();
        Experiment experiment = params.experiment()
                .orElseThrow(() -> Refusal.mistake(
                        "experiment.none",
                        "Cannot show an experiment of %s: params have no section experiment.".formatted(pipeline),
                        "Write one, such as experiment: {challenger: 10%, salt: spring}; see docs/experiments.md."));
        ModelVersion champion = RegisteredVersion.find(Aliases.CHAMPION, pipeline, context.tracking());
        ModelVersion challenger = RegisteredVersion.find(experiment.version(), pipeline, context.tracking());
        if (challenger.version() == champion.version()) {
            throw Refusal.mistake(
                    "experiment.one-version",
                    "Cannot show an experiment of %s: %s is the champion itself.".formatted(pipeline, challenger),
                    "Register another version, or name one in experiment.version.");
        }
        ExperimentParams all = new ExperimentParams(params.task(), params.source(), params.evaluate(), experiment);
        return find(all, champion, challenger, range, context)
                .orElseThrow(() -> Refusal.mistake(
                        "experiment.no-rows",
                        "Cannot show the experiment of %s and %s: no row of it is scored in these days."
                                .formatted(champion, challenger),
                        "Run ./waybill job batch-score -p %s for a date that is not scored yet.".formatted(pipeline)));
    }

    /** That of two versions; empty where no row takes part in one, or rows of the task have no loss by themselves. */
    public static Optional<ExperimentEvidence> find(
            ExperimentParams params,
            ModelVersion champion,
            ModelVersion challenger,
            DateBounds range,
            JobContext context) {
        if (params.task() == Task.anomaly || params.task() == Task.recommend) {
            return Optional.empty();
        }
        SavedModel model = ModelFolder.open(context.tracking().download(champion));
        PredictionLoss loss = PredictionLoss.of(
                params.evaluate(), params.task(), model.provenance().params());
        return new ExperimentRows(params, loss, champion.version(), challenger.version(), range, context.tables())
                .find()
                .map(found -> ExperimentEvidence.of(
                        champion.model(),
                        measure(params.task(), loss),
                        String.join(", ", params.experiment().units(params.source())),
                        params.experiment(),
                        found));
    }

    /** What the losses are the mean of. Of classes, only the likeliest are published: the share of wrong ones. */
    private static String measure(Task task, PredictionLoss loss) {
        if (task == Task.multiclass) {
            return task.error();
        }
        return loss.loss().isRoot() ? loss.name() + " squared" : loss.name();
    }
}
