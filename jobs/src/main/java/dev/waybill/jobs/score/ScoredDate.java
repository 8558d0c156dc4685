package dev.waybill.jobs.score;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What the scores of a date are from. Where rows could differ, the least and the largest value.
 *
 * @param rows how many there are, and how many of them are fresh
 * @param features when they were computed
 * @param model by its SHA-256
 * @param explanation how many entries it has
 * @param calibration by its name; null for none
 */
record ScoredDate(
        List<@Nullable Object> rows,
        List<@Nullable Object> features,
        List<@Nullable Object> model,
        List<@Nullable Object> explanation,
        List<@Nullable Object> calibration) {

    /** As a date would be scored now. */
    static ScoredDate wanted(Row row, String model, int entries, Optional<String> calibration) {
        return new ScoredDate(
                values(row, 1), values(row, 3), both(model), both(entries), both(calibration.orElse(null)));
    }

    /** As it was scored. */
    static ScoredDate there(Row row) {
        return new ScoredDate(values(row, 1), values(row, 3), values(row, 5), values(row, 7), values(row, 9));
    }

    /** Two values of a row, from one of them on. */
    static List<@Nullable Object> values(Row row, int first) {
        return both(row.get(first), row.get(first + 1));
    }

    private static List<@Nullable Object> both(@Nullable Object value) {
        return both(value, value);
    }

    private static List<@Nullable Object> both(@Nullable Object one, @Nullable Object other) {
        return Collections.unmodifiableList(Arrays.asList(one, other));
    }

    /** What it takes to score it anew, the first that applies. */
    Optional<String> why(ScoredDate wanted) {
        if (!rows.equals(wanted.rows)) {
            return Optional.of("it has other rows");
        } else if (!model.equals(wanted.model)) {
            return Optional.of("the champion has changed");
        } else if (!features.equals(wanted.features)) {
            return Optional.of("its features were computed anew");
        } else if (!explanation.equals(wanted.explanation)) {
            return Optional.of("explanations have another length");
        }
        return calibration.equals(wanted.calibration)
                ? Optional.empty()
                : Optional.of("its intervals are those of %s, and were those of %s"
                        .formatted(name(wanted.calibration), name(calibration)));
    }

    private static String name(List<@Nullable Object> calibration) {
        Object name = calibration.get(0);
        return name == null ? "an unnamed calibration" : name.toString();
    }
}
