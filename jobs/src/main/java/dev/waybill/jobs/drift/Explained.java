package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which features moved the predictions of the latest judged day, the most first. */
final class Explained {

    private static final int NAMED = 3;

    private Explained() {}

    /** {@code The average prediction moved by −3.2; straight_km explains −1.9 of it, hour −0.4.} */
    static Stream<String> sentence(DriftSummary findings) {
        List<DayMeasure> ranked = ranked(findings);
        Optional<Double> moved = ofDay(findings)
                .filter(measure -> measure.role().equals(Role.PREDICTION.toString()))
                .flatMap(measure -> measure.averageChange().stream())
                .findFirst();
        if (ranked.isEmpty() || moved.isEmpty()) {
            return Stream.empty();
        }
        String most = ranked.stream()
                .limit(NAMED)
                .map(measure -> "%s %s"
                        .formatted(
                                measure.column(),
                                DriftNumberText.change(
                                        measure.contributionChange().orElseThrow())))
                .collect(Collectors.joining(", "));
        return Stream.of("The average prediction moved by %s; of that, the most is explained by %s."
                .formatted(DriftNumberText.change(moved.get()), most));
    }

    /** Features by how far they moved the average prediction. */
    static List<DayMeasure> ranked(DriftSummary findings) {
        return ofDay(findings)
                .filter(measure -> measure.contributionChange().isPresent())
                .sorted(Comparator.comparing((DayMeasure measure) ->
                                Math.abs(measure.contributionChange().orElseThrow()))
                        .reversed()
                        .thenComparing(DayMeasure::id))
                .toList();
    }

    private static Stream<DayMeasure> ofDay(DriftSummary findings) {
        return findings.measures().stream()
                .filter(measure -> findings.judgedDay().equals(Optional.of(measure.day())));
    }
}
