package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.BinnedColumn.Group;
import dev.waybill.jobs.drift.ColumnProfile.Numbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The profiles of reference days and of a day side by side, as rows per bin. */
final class ProfileBins {

    /** The bin of null and NaN. */
    static final int MISSING = -1;

    private final List<ColumnProfile> reference;
    private final Optional<Numbers> numbers;
    private final Optional<CategoryBins> categories;

    /** @param reference days, at least one */
    ProfileBins(List<ColumnProfile> reference) {
        this.reference = reference;
        boolean isNumber = reference.get(0).numbers().isPresent();
        this.numbers = isNumber
                ? Optional.of(Numbers.of(reference.stream()
                        .flatMap(day -> day.numbers().stream())
                        .toList()))
                : Optional.empty();
        this.categories = isNumber ? Optional.empty() : Optional.of(new CategoryBins(reference));
    }

    /** What the reference days together have, of numbers. */
    Optional<Numbers> numbers() {
        return numbers;
    }

    long rows() {
        return reference.stream().mapToLong(ColumnProfile::rows).sum();
    }

    long missing() {
        return reference.stream().mapToLong(ColumnProfile::missing).sum();
    }

    long unknown() {
        return reference.stream().mapToLong(ColumnProfile::unknown).sum();
    }

    BinnedColumn against(ColumnProfile day) {
        return categories.isPresent()
                ? BinnedColumn.of(categories.get().reference(), categories.get().of(day), false)
                : BinnedColumn.of(
                        counts(numbers.orElseThrow().bins(), missing()),
                        counts(day.numbers().orElseThrow().bins(), day.missing()),
                        true);
    }

    private static Map<Integer, Long> counts(long[] bins, long missing) {
        Map<Integer, Long> counts = new HashMap<>();
        for (int i = 0; i < bins.length; i++) {
            if (bins[i] > 0) {
                counts.put(i, bins[i]);
            }
        }
        if (missing > 0) {
            counts.put(MISSING, missing);
        }
        return counts;
    }

    /** A group of bins in words. */
    String label(Group group) {
        if (group.firstBin() == MISSING) {
            return "missing";
        }
        return categories
                .map(texts -> texts.label(group.firstBin()))
                .orElseGet(() -> numbers.orElseThrow().edges().range(group.firstBin(), group.lastBin()));
    }

    /**
     * How far the values have to be moved, in standard deviations of the reference days, and beside it the change of the
     * share of missing ones. Where the reference has no deviation, any distance counts as one.
     */
    double movedDeviations(ColumnProfile day, double deviation) {
        Numbers now = day.numbers().orElseThrow();
        Numbers before = numbers.orElseThrow();
        double missingChange = Math.abs((double) day.missing() / day.rows() - (double) missing() / rows());
        if (now.count() == 0 || before.count() == 0) {
            return missingChange;
        }
        double moved = Moved.distance(before, now);
        return missingChange + (deviation > 0 ? moved / deviation : moved > 0 ? 1 : 0);
    }
}
