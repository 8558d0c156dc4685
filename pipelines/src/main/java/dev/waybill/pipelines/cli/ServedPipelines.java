package dev.waybill.pipelines.cli;

import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.params.Default;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Online;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.score.Explain;
import dev.waybill.jobs.score.Score;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import dev.waybill.serving.predict.PredictionCounts;
import dev.waybill.serving.predict.ServedPipeline;
import java.time.Clock;

/** Pipelines as they are served, by their params. */
final class ServedPipelines {

    /** The sections that answers depend on. */
    public record Sections(
            Source source,
            Features features,
            @Default("{}") Explain explain,
            @Default("{}") Score score,
            @Default("{}") Online online) {}

    private ServedPipelines() {}

    /** Loads its champion; the tracking store stays open, since there may be another one. */
    static ServedPipeline open(
            Pipeline pipeline, int threads, int recent, String runId, Clock clock, PredictionCounts counts) {
        Sections sections = pipeline.params().bind(Sections.class);
        RunSetup.requireTracking(pipeline);
        return new ServedPipeline(
                new ServedPipeline.Settings(
                        pipeline.name(),
                        sections.source(),
                        sections.features(),
                        OnlineStore.of(sections.online(), pipeline.home(), pipeline.name(), System.getenv()),
                        sections.explain().top(),
                        sections.score().minFeatureCoverage(),
                        threads,
                        recent,
                        runId),
                RunSetup.tracking(pipeline, clock),
                counts);
    }
}
