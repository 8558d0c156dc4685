package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {

    /** However values were dealt out, what is kept of them is what is kept of all of them in order. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 5",
        "300, 1, 50",
        "1000, 3, 100",
        "1000, 7, 1000000000",
        "70000, 5, 1000000000",
        "70000, 40, 15000"
    })
    void isTheSameHoweverValuesWereDealtOut(int count, int parts, int bound) {
        long[] values = new Random(count + parts).longs(count, -bound, bound).toArray();
        Digest merged = Digest.merged(dealt(values, parts).iterator());

        OrderedValues inOrder = new OrderedValues();
        Arrays.stream(values).sorted().forEach(value -> inOrder.append(value, 1));
        assertThat(pairs(merged.values())).isEqualTo(pairs(inOrder));
        assertThat(merged.values().count()).isEqualTo(count);
        assertThat(merged.sum())
                .isEqualTo(BigInteger.valueOf(LongStream.of(values).sum()));
        assertThat(merged.squares())
                .isEqualTo(LongStream.of(values)
                        .mapToObj(BigInteger::valueOf)
                        .map(BigInteger::abs)
                        .map(value -> value.pow(2))
                        .reduce(BigInteger.ZERO, BigInteger::add));
        assertThat(merged.newestAt()).isEqualTo(parts - 1);
        assertThat(Digest.read(merged.toBytes()).sum()).isEqualTo(merged.sum());
    }

    /** To so many tasks by turns, each of which sorts its own; and then in the order of least values. */
    private static List<Digest> dealt(long[] values, int parts) {
        List<Digest> dealt = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            long[] own = IntStream.range(0, values.length)
                    .filter(i -> i % parts == number)
                    .mapToLong(i -> values[i])
                    .sorted()
                    .toArray();
            Digest.ofSorted(own, own.length, part).forEach(dealt::add);
        }
        dealt.sort(Comparator.comparingLong(digest -> digest.values().value(0)));
        return dealt;
    }

    private static List<List<Long>> pairs(OrderedValues values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> List.of(values.value(i), values.count(i)))
                .toList();
    }
}
