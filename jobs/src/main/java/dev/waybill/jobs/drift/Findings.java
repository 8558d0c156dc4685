package dev.waybill.jobs.drift;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What all measures together say: what drifted on the latest day that could be judged, and since when. */
record Findings(List<DayMeasure> measures) {

    /** By score, the worst first; of equals by name. */
    static final Comparator<DayMeasure> WORST_FIRST = Comparator.comparing(
                    (DayMeasure measure) -> measure.score().orElse(-1.0))
            .reversed()
            .thenComparing(DayMeasure::id);

    List<LocalDate> days() {
        return measures.stream().map(DayMeasure::day).distinct().sorted().toList();
    }

    int columns() {
        return (int) measures.stream().map(DayMeasure::id).distinct().count();
    }

    /** The latest day on which any column was judged. */
    Optional<LocalDate> judgedDay() {
        return measures.stream().filter(DayMeasure::judged).map(DayMeasure::day).max(Comparator.naturalOrder());
    }

    /** What was judged on that day, the worst first. */
    List<DayMeasure> judged() {
        Optional<LocalDate> day = judgedDay();
        return measures.stream()
                .filter(measure -> measure.judged() && day.equals(Optional.of(measure.day())))
                .sorted(WORST_FIRST)
                .toList();
    }

    /** What drifted on that day, the worst first. */
    List<DayMeasure> drifted() {
        return judged().stream().filter(DayMeasure::drifted).toList();
    }

    /** The first of the days, judged and without a gap up to this one, on which the column drifted. */
    LocalDate since(DayMeasure drifted) {
        LocalDate since = drifted.day();
        for (DayMeasure earlier : before(drifted)) {
            if (!earlier.drifted()) {
                return since;
            }
            since = earlier.day();
        }
        return since;
    }

    /** What could not be judged by any day, and why, in sentences. */
    List<String> notes() {
        String columns = measures.stream()
                .filter(measure -> measure.unjudgedReason().equals(Optional.of(DriftMetrics.SET_BY_DATE)))
                .map(DayMeasure::column)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return columns.isEmpty()
                ? List.of()
                : List.of("Measured, but not judged: " + columns
                        + ". The date sets them, as each baseline day has a single value;"
                        + " so no one day can be like all of them.");
    }

    /** The judged days of the same column, the latest first. */
    private List<DayMeasure> before(DayMeasure measure) {
        return measures.stream()
                .filter(other -> other.id().equals(measure.id()) && other.judged())
                .filter(other -> other.day().isBefore(measure.day()))
                .sorted(Comparator.comparing(DayMeasure::day).reversed())
                .toList();
    }
}
