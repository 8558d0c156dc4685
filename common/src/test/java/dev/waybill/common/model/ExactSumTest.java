package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.waybill.common.table.SharedSpark;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {

    @Test
    void countsTermsOfEverySize() {
        assertThat(sum("(0.25D), (1e15), (4e16), (9e20), (cast(null as double))")
                        .getDouble(0))
                .isCloseTo(0.25 + 1e15 + 4e16 + 9e20, withinPercentage(1e-13));
        assertThat(sum("(-1e30), (1e30), (2.5D)").getDouble(0)).isEqualTo(2.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(1D), (1e32)", "(1D), (double('nan'))", "(1D), (double('-inf'))"})
    void isNotANumberRatherThanTheSumOfOtherTerms(String values) {
        assertThat(sum(values).getDouble(0)).isNaN();
    }

    @Test
    void isNullWithoutTerms() {
        assertThat(sum("(cast(null as double))").isNullAt(0)).isTrue();
    }

    @Test
    void meansTermsThatAreNotNull() {
        assertThat(SharedSpark.session()
                        .sql("select * from values (1D), (2D), (cast(null as double)) as t (x)")
                        .agg(ExactSum.mean(functions.col("x")))
                        .first()
                        .getDouble(0))
                .isEqualTo(1.5);
    }

    /** Doubles of such sizes add up to something else in another order. */
    @ParameterizedTest
    @CsvSource({"1e3", "1e9", "1e17"})
    void isTheSameInAnyOrder(double size) {
        double plain = 0;
        for (int i = 0; i < 3000; i++) {
            plain += size / (1 + i);
        }
        double first = harmonic(size, functions.col("id"), 1);
        assertThat(harmonic(size, functions.col("id").desc(), 7)).isEqualTo(first);
        assertThat(first).isCloseTo(plain, within(1e-9 * plain));
    }

    private static double harmonic(double size, Column order, int partitions) {
        return SharedSpark.session()
                .range(0, 3000, 1, partitions)
                .select(functions.lit(size).divide(functions.col("id").plus(1)).as("x"), functions.col("id"))
                .sortWithinPartitions(order)
                .agg(ExactSum.of(functions.col("x")))
                .first()
                .getDouble(0);
    }

    private static Row sum(String values) {
        return SharedSpark.session()
                .sql("select x from values " + values + " as t (x)")
                .agg(ExactSum.of(functions.col("x").cast("double")))
                .first();
    }
}
