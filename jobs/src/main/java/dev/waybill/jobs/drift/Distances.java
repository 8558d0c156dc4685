package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.drift.BinnedColumn.Group;
import dev.waybill.jobs.drift.ColumnProfile.Numbers;
import dev.waybill.jobs.drift.stats.BinDistances;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a day is from reference days, in all ways that are measured; each empty where it cannot be.
 *
 * @param bins both sides, rows per group
 * @param populationStability see {@link dev.waybill.jobs.drift.stats.PopulationStability}
 * @param expected the index where nothing changed, on average and seldom exceeded
 * @param wasserstein of numbers, in standard deviations of the reference
 * @param bars the groups, to be shown
 */
record Distances(
        BinnedColumn bins,
        Optional<Double> populationStability,
        Expected expected,
        Optional<TestResult> kolmogorovSmirnov,
        Optional<Double> wasserstein,
        Optional<Double> averageChange,
        double percentMissingChange,
        List<Bar> bars) {

    /**
     * What the index is where nothing changed: (1 / rows of the day + 1 / rows of the reference) times a chi-square variable of
     * groups - 1 degrees of freedom.
     *
     * @param seldom exceeded once in 100
     */
    record Expected(double average, double seldom) {}

    /** The shares of rows in one group of bins, 0 to 1. */
    record Bar(String label, double reference, double current) {

        double change() {
            return Math.abs(current - reference);
        }
    }

    static Distances of(ProfileBins reference, ColumnProfile day) {
        BinnedColumn bins = reference.against(day);
        Optional<Numbers> before = reference.numbers().filter(numbers -> numbers.count() > 0);
        Optional<Numbers> now = day.numbers().filter(numbers -> numbers.count() > 0);
        return new Distances(
                bins,
                boxed(bins.populationStabilityIndex()),
                expected(bins, reference.rows(), day.rows()),
                bins.kolmogorovSmirnov(),
                before.flatMap(numbers -> now.map(current -> Moved.distance(numbers, current) / numbers.deviation()))
                        .filter(Double::isFinite),
                before.flatMap(Numbers::mean)
                        .flatMap(mean -> now.flatMap(Numbers::mean).map(current -> current - mean)),
                100.0 * day.missing() / day.rows() - 100.0 * reference.missing() / Math.max(1, reference.rows()),
                bins.groups().stream().map(group -> bar(reference, day, group)).toList());
    }

    private static Expected expected(BinnedColumn bins, long rowsReference, long rows) {
        double each = rowsReference == 0 ? 0 : 1.0 / rowsReference + 1.0 / rows;
        return new Expected((bins.groups().size() - 1) * each, bins.byChance().orElse(0));
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private static Bar bar(ProfileBins reference, ColumnProfile day, Group group) {
        return new Bar(
                reference.label(group),
                (double) group.reference() / Math.max(1, reference.rows()),
                (double) group.current() / day.rows());
    }

    /** Of the groups. */
    Optional<TestResult> chiSquare() {
        return comparable().map(groups -> BinDistances.chiSquare(groups.reference(), groups.current()));
    }

    Optional<Double> jensenShannon() {
        return comparable().map(groups -> BinDistances.jensenShannon(groups.reference(), groups.current()));
    }

    Optional<Double> totalVariation() {
        return comparable().map(groups -> BinDistances.totalVariation(groups.reference(), groups.current()));
    }

    Optional<Double> largestChange() {
        return comparable().map(groups -> BinDistances.largestChange(groups.reference(), groups.current()));
    }

    private Optional<BinnedColumn> comparable() {
        return Optional.of(bins).filter(BinnedColumn::isComparable);
    }
}
