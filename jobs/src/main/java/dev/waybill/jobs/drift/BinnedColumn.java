package dev.waybill.jobs.drift;

import dev.waybill.common.stats.KolmogorovSmirnov;
import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.drift.stats.EqualMass;
import dev.waybill.jobs.drift.stats.PopulationStability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * One column of the baseline and of a day, rows per bin.
 *
 * <p>The Kolmogorov-Smirnov test looks at the fine bins of a number, without missing values. The population stability
 * index looks at groups: neighbouring fine bins joined to {@value #GROUPS} of about equal baseline rows, or single
 * categories; missing values are a group of their own. A category of which the day should have fewer than
 * {@value #LEAST_EXPECTED} rows counts among the other ones, since of so few nothing can be told.
 */
final class BinnedColumn {

    static final int GROUPS = 10;

    /**
     * Source: the rule of Cochran, Some methods for strengthening the common chi-square tests, Biometrics 10 (1954),
     * which the index needs as well: it is chi-square distributed where no group is smaller.
     */
    static final int LEAST_EXPECTED = 5;

    /**
     * Neighbouring bins taken together.
     *
     * @param reference rows of the baseline
     * @param current rows of the day
     */
    record Group(int firstBin, int lastBin, long reference, long current) {}

    private final List<Group> bins;
    private final List<Group> groups;

    private BinnedColumn(List<Group> bins, List<Group> groups) {
        this.bins = bins;
        this.groups = groups;
    }

    /**
     * Aligns both sides.
     *
     * @param reference rows per bin of the baseline; a bin without rows may be left out
     * @param current rows per bin of the day, as above
     */
    static BinnedColumn of(Map<Integer, Long> reference, Map<Integer, Long> current, boolean numeric) {
        TreeSet<Integer> numbers = new TreeSet<>(reference.keySet());
        numbers.addAll(current.keySet());
        List<Group> all = numbers.stream()
                .map(bin -> new Group(bin, bin, reference.getOrDefault(bin, 0L), current.getOrDefault(bin, 0L)))
                .toList();
        List<Group> values = all.stream()
                .filter(bin -> bin.firstBin() != ProfileBins.MISSING)
                .toList();
        List<Group> groups = new ArrayList<>(
                numeric ? join(values) : pool(values, total(all, Group::reference), total(all, Group::current)));
        all.stream().filter(bin -> bin.firstBin() == ProfileBins.MISSING).forEach(groups::add);
        return new BinnedColumn(numeric ? values : List.of(), List.copyOf(groups));
    }

    private static long total(List<Group> bins, ToLongFunction<Group> side) {
        return bins.stream().mapToLong(side).sum();
    }

    /** Categories by their bins, with the rare ones among the other ones. */
    private static List<Group> pool(List<Group> bins, long rowsReference, long rowsCurrent) {
        SortedMap<Integer, Group> pooled = new TreeMap<>();
        for (Group bin : bins) {
            boolean few = (double) bin.reference() * rowsCurrent < (double) LEAST_EXPECTED * rowsReference;
            int own = few && bin.firstBin() < CategoryBins.OTHER ? CategoryBins.OTHER : bin.firstBin();
            pooled.merge(own, new Group(own, own, bin.reference(), bin.current()), BinnedColumn::join);
        }
        return List.copyOf(pooled.values());
    }

    private static List<Group> join(List<Group> bins) {
        int[] groupOf = EqualMass.groups(counts(bins, Group::reference), GROUPS);
        List<Group> joined = new ArrayList<>();
        for (int i = 0; i < groupOf.length; i++) {
            if (groupOf[i] == joined.size()) {
                joined.add(bins.get(i));
            } else {
                joined.set(groupOf[i], join(joined.get(groupOf[i]), bins.get(i)));
            }
        }
        return joined;
    }

    private static Group join(Group left, Group right) {
        return new Group(
                left.firstBin(),
                right.lastBin(),
                left.reference() + right.reference(),
                left.current() + right.current());
    }

    /** What the population stability index compares: ascending in value, missing values last. */
    List<Group> groups() {
        return groups;
    }

    /** Empty where one side has no rows. */
    OptionalDouble populationStabilityIndex() {
        long[] reference = counts(groups, Group::reference);
        long[] current = counts(groups, Group::current);
        return anyRows(groups)
                ? OptionalDouble.of(PopulationStability.index(reference, current))
                : OptionalDouble.empty();
    }

    /**
     * What chance alone gives: see {@link PopulationStability#byChance}. Empty where one
     * side has no rows.
     */
    OptionalDouble byChance() {
        return anyRows(groups)
                ? OptionalDouble.of(PopulationStability.byChance(
                        groups.size(), total(groups, Group::reference), total(groups, Group::current)))
                : OptionalDouble.empty();
    }

    /** Empty for categories, and where one side has no values. */
    Optional<TestResult> kolmogorovSmirnov() {
        return anyRows(bins)
                ? Optional.of(KolmogorovSmirnov.ofCounts(counts(bins, Group::reference), counts(bins, Group::current)))
                : Optional.empty();
    }

    /** Whether both sides have rows, so that the groups can be compared. */
    boolean isComparable() {
        return anyRows(groups);
    }

    /** Rows of the reference, by group. */
    long[] reference() {
        return counts(groups, Group::reference);
    }

    /** Rows of the day, by group. */
    long[] current() {
        return counts(groups, Group::current);
    }

    private static boolean anyRows(List<Group> groups) {
        return groups.stream().anyMatch(group -> group.reference() > 0)
                && groups.stream().anyMatch(group -> group.current() > 0);
    }

    private static long[] counts(List<Group> groups, ToLongFunction<Group> side) {
        return groups.stream().mapToLong(side).toArray();
    }
}
