package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.stats.UsualDays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Reference days of a column, and how far each of them is from the other ones: as far as a later day may be.
 *
 * @param bins of all of them together
 * @param usual empty of fewer than {@value #LEAST_DAYS} days
 * @param unsteady whether by a fixed threshold at least half of them have drifted from the other ones
 */
record Reference(List<ColumnProfile> days, ProfileBins bins, Optional<UsualDays> usual, boolean unsteady) {

    /** Fewer days do not tell how much days differ. */
    static final int LEAST_DAYS = 5;

    /**
     * Those of some days that a day is like: of its class, or all of them where these are too few to learn from.
     *
     * @param known at least one
     */
    static List<ColumnProfile> alike(List<ColumnProfile> known, ColumnProfile day, Judging.Rule rule) {
        List<ColumnProfile> whole =
                known.stream().filter(each -> each.rows() >= rule.minRows()).toList();
        List<ColumnProfile> ofClass = whole.stream()
                .filter(each -> each.dayClass().equals(day.dayClass()))
                .toList();
        return ofClass.size() >= LEAST_DAYS ? ofClass : whole.isEmpty() ? known : whole;
    }

    static Reference of(List<ColumnProfile> days, Judging.Rule rule) {
        List<BinnedColumn> eachAgainstOthers = IntStream.range(0, days.size())
                .filter(i -> days.size() > 1)
                .mapToObj(i -> new ProfileBins(without(days, i)).against(days.get(i)))
                .filter(BinnedColumn::isComparable)
                .toList();
        double[] distances = eachAgainstOthers.stream()
                .mapToDouble(each -> each.populationStabilityIndex().orElseThrow())
                .toArray();
        double[] beyondChance = eachAgainstOthers.stream()
                .mapToDouble(each -> each.populationStabilityIndex().orElseThrow()
                        - each.byChance().orElseThrow())
                .toArray();
        boolean judgeable = days.stream().allMatch(day -> day.rows() >= rule.minRows());
        return new Reference(
                days,
                new ProfileBins(days),
                usual(distances),
                judgeable && median(beyondChance).orElse(0) >= rule.psi());
    }

    static Optional<UsualDays> usual(double[] distances) {
        return distances.length < LEAST_DAYS ? Optional.empty() : Optional.of(UsualDays.of(distances));
    }

    private static List<ColumnProfile> without(List<ColumnProfile> days, int left) {
        List<ColumnProfile> others = new ArrayList<>(days);
        others.remove(left);
        return others;
    }

    private static OptionalDouble median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** Whether the column has a single value on each day, and not the same one on all. */
    boolean setByDate(ColumnProfile day) {
        boolean oneEach = days.stream().allMatch(ColumnProfile::hasOneValue);
        boolean sameClass = days.stream().anyMatch(each -> each.dayClass().equals(day.dayClass()));
        boolean many = bins.against(days.get(0)).groups().stream()
                        .filter(group -> group.reference() > 0)
                        .count()
                > 1;
        return oneEach && (many || (day.hasOneValue() && !sameClass));
    }
}
