package dev.waybill.pipelines.monitoring;

import dev.waybill.pipelines.monitoring.NightFigures.Accuracy;
import dev.waybill.pipelines.monitoring.NightFigures.ColumnDrift;
import dev.waybill.pipelines.monitoring.NightFigures.Coverage;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A night's figures in Prometheus' text format, version 0.0.4. Gauges are the latest night's and stay until the next one;
 * counters and the histogram are totals over all nights.
 *
 * <p>Help texts are the same for all pipelines, as a textfile collector wants one text for a name in all files; and no
 * line has a timestamp, which it refuses.
 */
final class PrometheusText {

    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.builder()
            .setIncludeCreatedTimestamps(false)
            .build();

    private final NightFigures night;
    private final Counts total;
    private final Labels pipeline;

    private PrometheusText(NightFigures night, Counts total) {
        this.night = night;
        this.total = total;
        this.pipeline = Labels.of("pipeline", night.pipeline());
    }

    static String of(PublishedNights nights) {
        return new PrometheusText(nights.latest(), nights.total()).text();
    }

    private String text() {
        List<? extends MetricSnapshot> all = Stream.of(counts(), quality(), drift(), times())
                .flatMap(metrics -> metrics)
                .flatMap(Optional::stream)
                .toList();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            WRITER.write(text, new MetricSnapshots(List.copyOf(all)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to memory", e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private Stream<Optional<? extends MetricSnapshot>> counts() {
        return Stream.of(
                counter("predictions", "Predictions published, over all nights.", total.predictions()),
                counter(
                        "ood_detections",
                        "Predictions flagged as out of distribution, over all nights.",
                        total.outOfDistribution()),
                total.errors().map(this::errors),
                night.model().map(this::version));
    }

    private Stream<Optional<? extends MetricSnapshot>> quality() {
        Optional<Accuracy> accuracy = night.accuracy();
        return Stream.of(
                gauge(
                        "prediction_accuracy_percent",
                        "Predictions that were as good as promised, in percent.",
                        accuracy.map(Accuracy::percent)),
                gauge(
                        "prediction_accuracy_promised_percent",
                        "The percentage that users were promised.",
                        accuracy.flatMap(Accuracy::promisedPercent)),
                gauge("data_quality_score", "Score of the last batch, 0 to 100.", night.qualityScore()),
                coverage("interval_coverage", "Share of outcomes that an interval held.", Coverage::actual),
                coverage("interval_coverage_nominal", "Share that the interval is made to hold.", Coverage::nominal));
    }

    private Stream<Optional<? extends MetricSnapshot>> drift() {
        return Stream.of(
                drift("model_drift_score", "Drift of a column against its baseline.", ColumnDrift::score),
                drift("model_drift_threshold", "The score from which a column drifts.", ColumnDrift::threshold));
    }

    private Stream<Optional<? extends MetricSnapshot>> times() {
        return Stream.of(
                gauge(
                        "feature_age_hours",
                        "Age of the features of the newest scores, in hours.",
                        night.featureAge().map(age -> age.toMillis() / 3_600_000.0)),
                gauge(
                        "scores_newest_timestamp_seconds",
                        "When the newest scores were made.",
                        night.scores().newest().map(PrometheusText::seconds)),
                gauge(
                        "night_ended_timestamp_seconds",
                        "When the last night ended.",
                        Optional.of(seconds(night.endedAt()))),
                gauge(
                        "night_date_timestamp_seconds",
                        "The start of the date that the last night was for, in UTC.",
                        Optional.of(seconds(
                                night.date().atStartOfDay(ZoneOffset.UTC).toInstant()))),
                steps());
    }

    private Optional<GaugeSnapshot> coverage(String name, String help, ToDoubleFunction<Coverage> value) {
        return gauges(
                name,
                help,
                night.coverage(),
                interval -> pipeline.add("interval", String.valueOf(interval.nominal())),
                value);
    }

    private Optional<GaugeSnapshot> drift(String name, String help, ToDoubleFunction<ColumnDrift> value) {
        return gauges(
                name,
                help,
                night.drift(),
                column -> pipeline.add("column", column.column()).add("role", column.role()),
                value);
    }

    /** Not by the label job, which in Prometheus is the scrape's. */
    private Optional<GaugeSnapshot> steps() {
        return gauges(
                "job_duration_seconds",
                "How long a step of the last night took.",
                night.steps().entrySet(),
                step -> pipeline.add("step", step.getKey()),
                step -> seconds(step.getValue()));
    }

    private Optional<GaugeSnapshot> gauge(String name, String help, Optional<Double> value) {
        return value.map(number -> GaugeSnapshot.builder()
                .name(named(name))
                .help(help)
                .dataPoint(point(number, pipeline))
                .build());
    }

    /** A gauge for each of several things, told apart by labels; none where there are no things. */
    private <T> Optional<GaugeSnapshot> gauges(
            String name, String help, Collection<T> things, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(named(name)).help(help);
        things.forEach(thing -> gauge.dataPoint(point(value.applyAsDouble(thing), labels.apply(thing))));
        return things.isEmpty() ? Optional.empty() : Optional.of(gauge.build());
    }

    private static GaugeDataPointSnapshot point(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    /** The format adds {@code _total} to the name. */
    private Optional<CounterSnapshot> counter(String name, String help, long value) {
        return Optional.of(CounterSnapshot.builder()
                .name(named(name))
                .help(help)
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value((double) value)
                        .labels(pipeline)
                        .build())
                .build());
    }

    private HistogramSnapshot errors(Histogram errors) {
        return HistogramSnapshot.builder()
                .name(named("prediction_error" + night.label().unitSuffix()))
                .help("Sizes of errors of predictions whose outcome is known, over all nights.")
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(errors.allBounds(), errors.inEach()))
                        .sum(errors.sum())
                        .labels(pipeline)
                        .build())
                .build();
    }

    /** The format adds {@code _info} to the name. */
    private InfoSnapshot version(NightFigures.ModelInUse model) {
        return InfoSnapshot.builder()
                .name(named("model_version"))
                .help("The model in charge.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(pipeline.add("model", model.name()).add("version", String.valueOf(model.version())))
                        .build())
                .build();
    }

    private String named(String rest) {
        return night.label().firstWord() + "_" + rest;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
