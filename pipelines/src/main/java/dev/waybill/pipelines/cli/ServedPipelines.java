package dev.waybill.pipelines.cli;

import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Online;
import dev.waybill.common.section.Platform;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.jobs.score.Explain;
import dev.waybill.jobs.score.Score;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import dev.waybill.serving.log.LogSettings;
import dev.waybill.serving.log.PipelineLog;
import dev.waybill.serving.predict.PredictionCounts;
import dev.waybill.serving.predict.ServedPipeline;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Pipelines as they are served, by their params. */
final class ServedPipelines {

    /** The sections that answers depend on. */
    public record Sections(
            Source source,
            Features features,
            @Default("{}") Explain explain,
            @Default("{}") Score score,
            @Default("{}") Online online,
            Optional<Experiment> experiment) {

        public Sections {
            Experiment.require(experiment, source);
        }
    }

    private ServedPipelines() {}

    /**
     * How it is served by its params.
     *
     * @param threads that ask at once
     * @param recent as many predictions are kept in memory
     */
    static ServedPipeline.Settings settings(
            Pipeline pipeline, int threads, int recent, String runId, Map<String, String> environment) {
        Sections sections = pipeline.params().bind(Sections.class);
        return new ServedPipeline.Settings(
                pipeline.name(),
                sections.source(),
                sections.features(),
                OnlineStore.of(sections.online(), pipeline.home(), pipeline.name(), environment),
                sections.explain().top(),
                sections.score().minFeatureCoverage(),
                threads,
                recent,
                runId,
                sections.experiment(),
                sections.score().shadow());
    }

    /**
     * Loads its champion; the tracking store stays open, since there may be another one.
     *
     * @param log what it is asked is kept there
     */
    static ServedPipeline open(
            Pipeline pipeline,
            ServedPipeline.Settings settings,
            PredictionCounts counts,
            Optional<PipelineLog> log,
            Clock clock) {
        RunSetup.requireTracking(pipeline);
        return new ServedPipeline(settings, RunSetup.tracking(pipeline, clock), counts, log);
    }

    /** Where what a pipeline predicts is kept; empty where that is not to be. */
    static Optional<PipelineLog> log(Pipeline pipeline, LogSettings settings, PredictionCounts counts, Clock clock) {
        return settings.enabled()
                ? Optional.of(new PipelineLog(
                        pipeline.name(),
                        pipeline.home().resolve(settings.folder()).resolve(pipeline.name()),
                        tables(pipeline),
                        settings,
                        counts.log(),
                        clock))
                : Optional.empty();
    }

    /** What is predicted goes into tables without Spark, and so far only on this machine. */
    private static Path tables(Pipeline pipeline) {
        String warehouse = RunSetup.warehouse(pipeline);
        String local = warehouse.replaceFirst("^file:(//)?", "");
        if (Platform.isUri(local)) {
            throw Refusal.mistake(
                    "serving.log-warehouse",
                    "Cannot keep what is predicted for %s: the warehouse %s is no folder of this machine."
                            .formatted(pipeline.name(), warehouse),
                    "Set serving.log.enabled=false to serve without table %s, or serve where the warehouse is a folder."
                            .formatted(OnlineTables.PREDICTIONS));
        }
        return Path.of(local);
    }
}
