package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedValuesTest {

    @Test
    void keepsAllValuesUpToItsRoom() {
        OrderedValues values = of(LongStream.range(0, 10_000).flatMap(i -> LongStream.of(i * i, i * i)));
        assertThat(values.size()).isEqualTo(10_000);
        assertThat(values.count()).isEqualTo(20_000);
        assertThat(values.value(77)).isEqualTo(77 * 77);
        assertThat(values.count(77)).isEqualTo(2);
    }

    /** The value at a rank r stands at a true rank between r and r + n / 1,249. */
    @ParameterizedTest
    @ValueSource(longs = {10_001, 25_000, 160_000, 2_000_000})
    void thinsBeyondWithinItsBound(long count) {
        OrderedValues values = of(LongStream.range(0, count));
        assertThat(values.size()).isBetween(2_500, OrderedValues.MOST);
        assertThat(values.count()).isEqualTo(count);
        assertThat(values.value(0)).isZero();
        assertThat(values.count(0)).isEqualTo(1);
        assertThat(values.value(values.size() - 1)).isEqualTo(count - 1);
        for (int i = 0; i < values.size(); i++) {
            assertThat(values.count(i)).isLessThan(count / 1_249 + 1);
        }
    }

    private static OrderedValues of(LongStream sorted) {
        OrderedValues values = new OrderedValues();
        sorted.forEach(value -> values.append(value, 1));
        return values;
    }
}
