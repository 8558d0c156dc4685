package dev.waybill.pipelines.monitoring;

import dev.waybill.pipelines.monitoring.NightFigures.Accuracy;
import dev.waybill.pipelines.monitoring.NightFigures.ColumnDrift;
import dev.waybill.pipelines.monitoring.NightFigures.Coverage;
import dev.waybill.pipelines.monitoring.NightFigures.ModelInUse;
import dev.waybill.pipelines.monitoring.NightFigures.Scores;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Nights that tests publish. */
final class Nights {

    static final LocalDate MONDAY = LocalDate.parse("2024-03-04");
    static final Histogram ERRORS = new Histogram(List.of(1.0, 2.5, 5.0), List.of(40L, 70L, 90L), 100, 215.5);

    private Nights() {}

    /** One that tells all that a night can. */
    static NightFigures full(LocalDate date, long rows, long outOfDistribution, Histogram errors) {
        return new NightFigures(
                "green taxi",
                new PredictedLabel("eta_minutes", Optional.of("min")),
                date,
                date.plusDays(1).atTime(3, 20).toInstant(ZoneOffset.UTC),
                Optional.of(new ModelInUse("green \"taxi\"", 12)),
                new Scores(rows, outOfDistribution, Optional.of(Instant.parse("2024-03-05T03:04:05.5Z"))),
                Optional.of(new Accuracy(81.25, Optional.of(80.0))),
                Optional.of(errors),
                List.of(new Coverage(0.5, 0.49), new Coverage(0.9, 0.913)),
                Optional.of(97.5),
                Optional.of(Duration.ofMinutes(450)),
                List.of(
                        new ColumnDrift("distance_km", "feature", 0.31, 0.25),
                        new ColumnDrift("eta_minutes", "prediction", 0.01, 0.2),
                        new ColumnDrift("eta_minutes", "label", 0.02, 0.2)),
                new TreeMap<>(Map.of("batch-score", Duration.ofMillis(12_345), "prepare", Duration.ofSeconds(80))));
    }

    /** One that tells as little as a night can. */
    static NightFigures bare(LocalDate date, PredictedLabel label) {
        return new NightFigures(
                "depot",
                label,
                date,
                Instant.EPOCH,
                Optional.empty(),
                new Scores(0, 0, Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new TreeMap<>());
    }
}
