package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.stats.KolmogorovSmirnov;
import dev.waybill.jobs.prepare.quality.Checks.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/** Checks of the clean columns of a batch, on its profile alone. */
public final class ColumnChecks {

    /**
     * Fewer values than this are not compared: of 100 and 100 of the same distribution, one pair in a hundred is as far
     * apart as 0.23.
     */
    static final long FEWEST_VALUES = 100;

    private ColumnChecks() {}

    /**
     * Completeness, ranges, uniqueness and distributions.
     *
     * @param before the columns of the last accepted batch, by name; empty if there is none
     */
    public static List<Check> of(Checks limits, BatchProfile profile, Map<String, ColumnProfile> before) {
        Stream<Check> completeness = limits.completeness().entrySet().stream()
                .map(entry -> completeness(limits, profile, entry.getKey(), entry.getValue()));
        Stream<Check> ranges = limits.ranges().entrySet().stream()
                .flatMap(entry -> ranges(limits, profile, entry.getKey(), entry.getValue()));
        Stream<Check> unique = limits.unique().stream().map(group -> unique(limits, profile, group));
        Stream<Check> distributions = profile.columns().stream()
                .flatMap(now -> Optional.ofNullable(before.get(now.column()))
                        .filter(then -> comparable(then, now))
                        .map(then -> distribution(limits, then, now))
                        .stream());
        return Stream.of(completeness, ranges, unique, distributions)
                .flatMap(checks -> checks)
                .toList();
    }

    private static Check completeness(Checks limits, BatchProfile profile, String column, double least) {
        double share = profile.column(column).map(ColumnProfile::completeness).orElse(0.0);
        String failure = "%s is there in %s of the rows, below checks.completeness.%s %s"
                .formatted(column, Shown.percent(share), column, Shown.percent(least));
        return Check.atLeast(limits, CheckKind.COMPLETENESS, column, share, least, failure)
                .blaming("`%s` is null".formatted(column));
    }

    private static Stream<Check> ranges(Checks limits, BatchProfile profile, String column, Range range) {
        ColumnProfile found = requireNumber(profile, column);
        return Stream.of(
                        found.minimum()
                                .flatMap(value -> range.min().map(least -> minimum(limits, found, value, least))),
                        found.maximum().flatMap(value -> range.max().map(most -> maximum(limits, found, value, most))))
                .flatMap(Optional::stream);
    }

    private static ColumnProfile requireNumber(BatchProfile profile, String column) {
        ColumnProfile found = profile.column(column).orElseThrow();
        if (!found.isNumber()) {
            throw Refusal.mistake(
                    "params.bad-type",
                    "Invalid params: checks.ranges.%s is of a column of type %s, not of numbers."
                            .formatted(column, found.type()),
                    "Cast it to one, or drop the range.");
        }
        return found;
    }

    private static Check minimum(Checks limits, ColumnProfile found, double value, double least) {
        String column = found.column();
        String failure = "the least %s is %s, below checks.ranges.%s.min %s"
                .formatted(column, Shown.number(value), column, Shown.number(least));
        return Check.atLeast(limits, CheckKind.RANGE, column, value, least, failure)
                .concerning(share(found, quantile -> quantile < least), limits)
                .blaming("`%s` < %sD".formatted(column, least));
    }

    private static Check maximum(Checks limits, ColumnProfile found, double value, double most) {
        String column = found.column();
        String failure = "the greatest %s is %s, above checks.ranges.%s.max %s"
                .formatted(column, Shown.number(value), column, Shown.number(most));
        return Check.atMost(limits, CheckKind.RANGE, column, value, most, failure)
                .concerning(share(found, quantile -> quantile > most), limits)
                .blaming("`%s` > %sD".formatted(column, most));
    }

    /** Of the values, by their quantiles, to half a percent. */
    private static double share(ColumnProfile found, DoublePredicate isBeyond) {
        return values(found).length == 0
                ? 0
                : Arrays.stream(values(found)).filter(isBeyond).count() / (double) values(found).length;
    }

    private static Check unique(Checks limits, BatchProfile profile, List<String> group) {
        String columns = String.join(", ", group);
        double share = profile.uniqueness().getOrDefault(group, 0.0);
        String failure = "%s of its rows share %s with another row, which checks.unique does not allow"
                .formatted(Shown.percent(1 - share), columns);
        return Check.atLeast(limits, CheckKind.UNIQUE, columns, share, 1, failure);
    }

    private static boolean comparable(ColumnProfile then, ColumnProfile now) {
        return Math.min(then.values(), now.values()) >= FEWEST_VALUES
                && !then.quantiles().isEmpty()
                && !now.quantiles().isEmpty();
    }

    /** The distance between the quantiles of both, which is that of the values to about half a percent. */
    private static Check distribution(Checks limits, ColumnProfile then, ColumnProfile now) {
        double distance = KolmogorovSmirnov.ofSamples(values(then), values(now)).statistic();
        String failure = "the values of %s moved by %s from the last accepted batch, above checks.distribution %s"
                .formatted(now.column(), Shown.number(distance), Shown.number(limits.distribution()));
        return Check.atMost(limits, CheckKind.DISTRIBUTION, now.column(), distance, limits.distribution(), failure);
    }

    private static double[] values(ColumnProfile profile) {
        return profile.quantiles().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
