package dev.waybill.common.model.ood;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the limits of a profile on rows like those of training that were not used to measure it.
 *
 * <p>Each limit by itself may flag the same number of rows. That number is the largest with which all of them together,
 * with categories that training never saw and values that it hardly ever missed, flag at most {@link OodProfile#SHARE} of the rows. It is found by bisection,
 * since more rows beyond each limit are never fewer beyond any.
 */
public final class OodLimits {

    private final OodProfile measured;
    private final EncodedRows rows;
    private final BitSet flaggedAnyway;
    /** By numeric feature, the values of the rows, and those of |z|, from the least to the largest. */
    private final List<double[]> values;

    private final List<double[]> zs;
    private final double[] distances;

    private OodLimits(OodProfile measured, EncodedRows rows, BitSet flaggedAnyway) {
        this.measured = measured;
        this.rows = rows;
        this.flaggedAnyway = flaggedAnyway;
        values = measured.numerics().stream().map(this::sortedValues).toList();
        zs = IntStream.range(0, values.size()).mapToObj(this::sortedZs).toList();
        distances = sortedDistances();
    }

    /**
     * Measures and limits.
     *
     * @param features the numeric ones that have values in training
     * @param training a sample
     * @param present the inputs that training hardly ever missed
     * @param heldBack a sample of rows of the same kind
     * @param flaggedAnyway those of the held-back rows that are flagged for other reasons
     */
    public static OodProfile profile(
            List<NumericRange> features,
            EncodedRows training,
            List<OodProfile.Present> present,
            EncodedRows heldBack,
            BitSet flaggedAnyway) {
        return new OodLimits(OodProfileFit.profile(features, training, present), heldBack, flaggedAnyway).profile();
    }

    private OodProfile profile() {
        int most = (int) (OodProfile.SHARE * rows.count());
        int fits = 0;
        for (int step = Integer.highestOneBit(Math.max(1, most)); step > 0; step /= 2) {
            if (fits + step <= most && flagged(profile(fits + step)) <= most) {
                fits += step;
            }
        }
        return profile(fits);
    }

    /** With limits beyond each of which so many rows are, or fewer where several are alike. */
    private OodProfile profile(int beyond) {
        List<OodProfile.Numeric> numerics = IntStream.range(0, values.size())
                .mapToObj(i -> numeric(measured.numerics().get(i), values.get(i), zs.get(i), beyond))
                .toList();
        return new OodProfile(numerics, measured.whitening(), upper(distances, beyond, 0), measured.present());
    }

    private static OodProfile.Numeric numeric(OodProfile.Numeric numeric, double[] values, double[] zs, int beyond) {
        double low = values.length > beyond ? Math.min(numeric.low(), values[beyond]) : numeric.low();
        return new OodProfile.Numeric(
                numeric.feature(),
                numeric.input(),
                low,
                upper(values, beyond, numeric.high()),
                numeric.mean(),
                numeric.stddev(),
                upper(zs, beyond, numeric.zLimit()));
    }

    private static double upper(double[] sorted, int beyond, double atLeast) {
        return sorted.length > beyond ? Math.max(atLeast, sorted[sorted.length - 1 - beyond]) : atLeast;
    }

    private int flagged(OodProfile profile) {
        Outlyingness outlyingness = new Outlyingness(profile);
        BitSet found = new BitSet();
        int flagged = 0;
        for (int row = 0; row < rows.count(); row++) {
            found.clear();
            outlyingness.find(rows.numbers(), row * rows.width(), found);
            flagged += flaggedAnyway.get(row) || !found.isEmpty() ? 1 : 0;
        }
        return flagged;
    }

    private double[] sortedValues(OodProfile.Numeric numeric) {
        double[] sorted = rows.values(numeric.input());
        Arrays.sort(sorted);
        return sorted;
    }

    private double[] sortedZs(int index) {
        OodProfile.Numeric numeric = measured.numerics().get(index);
        return Arrays.stream(values.get(index))
                .map(value -> numeric.stddev() > 0 ? Math.abs(value - numeric.mean()) / numeric.stddev() : 0)
                .sorted()
                .toArray();
    }

    private double[] sortedDistances() {
        MahalanobisDistance distance = new MahalanobisDistance(measured.numerics(), measured.whitening());
        return IntStream.range(0, rows.count())
                .mapToDouble(row -> distance.squared(rows.numbers(), row * rows.width()))
                .sorted()
                .toArray();
    }
}
