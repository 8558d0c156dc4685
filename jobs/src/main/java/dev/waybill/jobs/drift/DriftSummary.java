package dev.waybill.jobs.drift;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all measures together say: what drifted on the latest day that could be judged, and since when.
 *
 * @param measures of single columns
 * @param together of all features of a day, where they were measured
 */
record DriftSummary(List<DayMeasure> measures, List<TogetherMeasure> together) {

    DriftSummary(List<DayMeasure> measures) {
        this(measures, List.of());
    }

    /** What drifted first; then by how near the score is to its threshold; of equals by name. */
    static final Comparator<DayMeasure> WORST_FIRST = Comparator.comparing(DayMeasure::drifted)
            .thenComparing(DayMeasure::weight)
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

    /** Whether all that was not judged had too few rows. */
    boolean onlyFewRows() {
        return measures.stream()
                .flatMap(measure -> measure.unjudgedReason().stream())
                .allMatch(Unjudged.FEW_ROWS::equals);
    }

    /** The days after the latest judged one that had too few rows. */
    List<LocalDate> laterWithFewRows() {
        return measures.stream()
                .filter(measure -> measure.unjudgedReason().equals(Optional.of(Unjudged.FEW_ROWS)))
                .map(DayMeasure::day)
                .filter(day -> judgedDay().filter(day::isAfter).isPresent())
                .distinct()
                .sorted()
                .toList();
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

    /** How all features differ on that day, in a sentence. */
    Stream<String> allTogether() {
        return together.stream()
                .filter(measure -> judgedDay().equals(Optional.of(measure.day())))
                .map(TogetherMeasure::sentence);
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

    /** What was measured but not judged, and why, in sentences; few rows speak for themselves. */
    List<String> notes() {
        return Stream.of(
                        note(
                                Unjudged.SET_BY_DATE,
                                "The date sets them: each reference day has a single value, so no"
                                        + " one day can be like all of them, and a weekend not like weekdays."),
                        note(
                                Unjudged.UNSTEADY,
                                "Most of the reference days differ from each other as much as would"
                                        + " count as drift, as they do where history is still filling up."),
                        note(
                                Unjudged.FEW_DAYS,
                                "There is no day just before, or there are fewer than %d reference days to learn from."
                                        .formatted(Reference.LEAST_DAYS)),
                        note(
                                Unjudged.LATE_LABELS,
                                "Fewer labels are known than on reference days, and those that come"
                                        + " late differ from the others."),
                        unfinished())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> note(String reason, String why) {
        String columns = measures.stream()
                .filter(measure -> measure.unjudgedReason().equals(Optional.of(reason)))
                .map(DayMeasure::column)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of("Measured, but not judged: %s. %s".formatted(columns, why));
    }

    private Optional<String> unfinished() {
        return measures.stream()
                .filter(measure -> measure.unjudgedReason().equals(Optional.of(Unjudged.UNFINISHED)))
                .map(DayMeasure::day)
                .findFirst()
                .map(
                        "Measured, but not judged: %s, which is not over yet, or whose rows are not all there."
                                ::formatted);
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
