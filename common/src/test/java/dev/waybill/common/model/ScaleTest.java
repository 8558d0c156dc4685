package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

class ScaleTest {

    /** Ten thousand rows of one input; errors are ten times as large above 0.5. */
    private static final int ROWS = 10_000;

    private static final float[] NUMBERS = numbers();

    private static float[] numbers() {
        Random random = new Random(1);
        float[] numbers = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            numbers[i] = random.nextFloat();
        }
        return numbers;
    }

    private static double[] residuals(double factor) {
        Random random = new Random(2);
        return IntStream.range(0, ROWS)
                .mapToDouble(i -> factor * (NUMBERS[i] > 0.5 ? 10 : 1) * random.nextGaussian())
                .toArray();
    }

    private static double[] scales(double[] residuals, boolean flat) throws XGBoostError {
        float[][] scales = Scale.fit(NUMBERS, residuals, flat).inplace_predict(NUMBERS, ROWS, 1, Float.NaN);
        return IntStream.range(0, ROWS).mapToDouble(i -> scales[i][0]).toArray();
    }

    /** The mean absolute value of a standard normal variable is 0.798. */
    @Test
    void predictsTheMeanAbsoluteError() throws XGBoostError {
        double[] scales = scales(residuals(1), false);
        double small = IntStream.range(0, ROWS)
                .filter(i -> NUMBERS[i] < 0.4)
                .mapToDouble(i -> scales[i])
                .average()
                .orElseThrow();
        double large = IntStream.range(0, ROWS)
                .filter(i -> NUMBERS[i] > 0.6)
                .mapToDouble(i -> scales[i])
                .average()
                .orElseThrow();
        assertThat(small).isCloseTo(0.798, within(0.06));
        assertThat(large).isCloseTo(7.98, within(0.6));
    }

    @Test
    void isOneNumberForAllRowsWhereItIsToBeFlat() throws XGBoostError {
        double[] scales = scales(residuals(1), true);
        assertThat(Arrays.stream(scales).distinct().count()).isEqualTo(1);
        assertThat(scales[0]).isCloseTo(4.4, within(0.4));
    }

    /** Whether labels are seconds, minutes or years; single splits may fall otherwise, since trees round to floats. */
    @Test
    void goesWithTheUnitOfTheLabel() throws XGBoostError {
        double[] minutes = scales(residuals(1), false);
        for (double factor : new double[] {1e-6, 60, 1e6}) {
            double[] others = scales(residuals(factor), false);
            for (int i = 0; i < ROWS; i++) {
                assertThat(others[i] / factor).isCloseTo(minutes[i], withinPercentage(10));
            }
        }
    }

    /** Of a model that was never off, and of labels of a size that nobody has. */
    @Test
    void isAboveZeroWhateverTheErrors() throws XGBoostError {
        for (double factor : new double[] {0, 1e-30, 1e30}) {
            for (boolean flat : new boolean[] {true, false}) {
                assertThat(Arrays.stream(scales(residuals(factor), flat)).boxed())
                        .as("%s, flat %s", factor, flat)
                        .allMatch(scale -> scale > 0 && Double.isFinite(scale));
            }
        }
    }
}
