package dev.waybill.common.model.ood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OodLimitsTest {

    private static final int WIDTH = 5;

    /** Two columns that go together, one with a long tail, a rare yes, and a constant; a tenth of some is missing. */
    private static EncodedRows rows(Random random, int count) {
        float[] numbers = new float[count * WIDTH];
        for (int i = 0; i < numbers.length; i += WIDTH) {
            numbers[i] = (float) random.nextGaussian();
            numbers[i + 1] = numbers[i] + 0.3f * (float) random.nextGaussian();
            numbers[i + 2] = random.nextInt(10) == 0 ? Float.NaN : (float) Math.exp(random.nextGaussian());
            numbers[i + 3] = random.nextInt(50) == 0 ? 1 : 0;
            numbers[i + 4] = 3;
        }
        return new EncodedRows(numbers, WIDTH);
    }

    private static OodProfile profile(long seed) {
        Random random = new Random(seed);
        EncodedRows training = rows(random, 8000);
        return OodLimits.profile(features(training), training, List.of(), rows(random, 8000), new BitSet());
    }

    private static List<NumericRange> features(EncodedRows training) {
        return IntStream.range(0, training.width())
                .mapToObj(input -> feature(input, training.values(input)))
                .toList();
    }

    private static NumericRange feature(int input, double[] values) {
        DoubleSummaryStatistics range = Arrays.stream(values).summaryStatistics();
        return new NumericRange("f" + input, input, range.getMin(), range.getMax());
    }

    private static List<String> reasons(OodProfile profile, float... row) {
        Outlyingness outlyingness = new Outlyingness(profile);
        BitSet found = new BitSet();
        outlyingness.find(row, 0, found);
        return found.stream().mapToObj(outlyingness.reasons()::get).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void flagsAboutOneInAHundredOfOtherRowsOfTheSameKind(long seed) {
        Outlyingness outlyingness = new Outlyingness(profile(seed));
        EncodedRows fresh = rows(new Random(100 + seed), 40_000);
        int flagged = 0;
        for (int row = 0; row < fresh.count(); row++) {
            BitSet found = new BitSet();
            outlyingness.find(fresh.numbers(), row * WIDTH, found);
            flagged += found.isEmpty() ? 0 : 1;
        }
        assertThat(flagged / (double) fresh.count()).isCloseTo(0.01, within(0.004));
    }

    @Test
    void namesEachReason() {
        OodProfile profile = profile(1);
        assertThat(reasons(profile, 0, 0, 1, 0, 3)).isEmpty();
        assertThat(reasons(profile, 0, 0, 1000, 0, 3)).containsExactly("range:f2", "z:f2", "mahalanobis");
        assertThat(reasons(profile, 0, 0, 1, 0, 4)).containsExactly("range:f4");
        assertThat(reasons(profile, 2, -2, 1, 0, 3)).containsExactly("mahalanobis");
    }

    @Test
    void takesWhatIsMissingForNothingStrange() {
        assertThat(reasons(profile(1), Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN))
                .isEmpty();
    }

    /** f0 and f1 go together, f2 is by itself: without it, a row is as unusual as with an ordinary one. */
    @Test
    void takesARowForNoMoreTypicalWhereLessIsKnownOfIt() {
        OodProfile profile = profile(4);
        MahalanobisDistance distance = new MahalanobisDistance(profile.numerics(), profile.whitening());
        float usual = (float) profile.numerics().get(2).mean();
        double known = distance.squared(new float[] {2, -2, usual, 0, 3}, 0);
        double unknown = distance.squared(new float[] {2, -2, Float.NaN, 0, 3}, 0);
        assertThat(unknown).isCloseTo(known + 1, within(0.1));
        assertThat(reasons(profile, 2, -2, Float.NaN, 0, 3)).containsExactly("mahalanobis");
    }

    /** Of f0 alone, 2 is no more than two standard deviations, whatever f1 would have been. */
    @Test
    void measuresWhatIsThereByItself() {
        OodProfile profile = profile(4);
        MahalanobisDistance distance = new MahalanobisDistance(profile.numerics(), profile.whitening());
        OodProfile.Numeric first = profile.numerics().get(0);
        double z = (2 - first.mean()) / first.stddev();
        double alone = distance.squared(new float[] {2, Float.NaN, Float.NaN, Float.NaN, Float.NaN}, 0);
        assertThat(alone).isCloseTo(z * z + 3, within(0.05)); // f4 never varies, and adds nothing
        assertThat(reasons(profile, 2, Float.NaN, 1, 0, 3)).isEmpty();
    }

    @Test
    void neverFlagsAValueWithinThreeStandardDeviationsForItsZ() {
        assertThat(profile(2).numerics()).allMatch(numeric -> numeric.zLimit() >= 3);
    }

    /** 2% of the rows have it, which is more than may be flagged. */
    @Test
    void leavesARareValueOfTrainingAlone() {
        assertThat(reasons(profile(3), 0, 0, 1, 1, 3)).isEmpty();
    }

    @Test
    void leavesLessForLimitsWhereRowsAreFlaggedAnyway() {
        Random random = new Random(5);
        EncodedRows training = rows(random, 4000);
        EncodedRows heldBack = rows(random, 4000);
        BitSet most = new BitSet();
        most.set(0, 40);
        OodProfile with = OodLimits.profile(features(training), training, List.of(), heldBack, most);
        OodProfile without = OodLimits.profile(features(training), training, List.of(), heldBack, new BitSet());
        assertThat(with.distanceLimit()).isGreaterThan(without.distanceLimit());
    }

    @Test
    void looksAtNothingWhereNoFeatureIsANumber() {
        EncodedRows rows = new EncodedRows(new float[] {1, 2, 3}, 1);
        OodProfile profile = OodLimits.profile(List.of(), rows, List.of(), rows, new BitSet());
        assertThat(reasons(profile, 9)).isEmpty();
    }

    @Test
    void copesWithFeaturesThatAreCopies() {
        Random random = new Random(6);
        float[] numbers = new float[3000];
        for (int i = 0; i < numbers.length; i += 3) {
            numbers[i] = (float) random.nextGaussian();
            numbers[i + 1] = numbers[i];
            numbers[i + 2] = -2 * numbers[i];
        }
        EncodedRows rows = new EncodedRows(numbers, 3);
        OodProfile profile = OodLimits.profile(features(rows), rows, List.of(), rows, new BitSet());
        assertThat(reasons(profile, 1, 1, -2)).isEmpty();
        assertThat(reasons(profile, 1, -1, -2)).containsExactly("mahalanobis");
    }
}
