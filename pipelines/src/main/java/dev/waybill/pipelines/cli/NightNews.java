package dev.waybill.pipelines.cli;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.params.Default;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.track.Aliases;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.monitoring.Monitoring;
import dev.waybill.pipelines.monitoring.NightMetrics;
import dev.waybill.pipelines.night.NightMeasures;
import dev.waybill.pipelines.night.NightNotices;
import dev.waybill.pipelines.night.NightReport;
import dev.waybill.pipelines.notify.Notifier;
import dev.waybill.pipelines.notify.Notify;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells the outside of nights: figures where params say, a message to whom it concerns. What fails there fails no night. */
final class NightNews {

    /** What figures are called and counted by. */
    public record Params(Source source, @Default("{}") Evaluation evaluate) {}

    private final Pipeline pipeline;
    private final Map<String, String> environment;
    private final Supplier<JobContext> context;
    private final Consumer<String> warnings;

    NightNews(
            Pipeline pipeline,
            Map<String, String> environment,
            Supplier<JobContext> context,
            Consumer<String> warnings) {
        this.pipeline = pipeline;
        this.environment = environment;
        this.context = context;
        this.warnings = warnings;
    }

    /** @param failure that ended the night, if one did */
    void tell(NightReport report, Optional<Throwable> failure) {
        Notify receivers = pipeline.params().bind(Notify.Section.class).receivers();
        new Notifier(pipeline.home(), receivers, environment)
                .send(NightNotices.of(report, failure))
                .ifPresent(warnings);
        if (failure.isEmpty()) {
            publish(report);
        }
    }

    private void publish(NightReport report) {
        Monitoring monitoring = pipeline.params().bind(Monitoring.Section.class).monitoring();
        if (monitoring.textfile().isEmpty() && monitoring.pushgateway().isEmpty()) {
            return;
        }
        Params params = pipeline.params().bind(Params.class);
        JobContext night = context.get();
        String within = params.evaluate().withinName(params.source().label());
        Optional<Double> promised = night.tracking()
                .byAlias(pipeline.name(), Aliases.CHAMPION)
                .flatMap(champion -> Optional.ofNullable(
                        night.tracking().metrics(champion.runId()).get(within)));
        NightMeasures measures = new NightMeasures(night.tables(), params.source(), within, promised);
        new NightMetrics(pipeline.home(), monitoring, environment)
                .publish(measures.of(report, night.clock().instant()))
                .forEach(warnings);
    }
}
