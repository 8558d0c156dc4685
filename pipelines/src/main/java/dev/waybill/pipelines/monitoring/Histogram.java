package dev.waybill.pipelines.monitoring;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/**
 * Values by their size, as Prometheus has them: each bucket counts all values up to its bound.
 *
 * @param bounds upper bounds, ascending and finite; values above the last one are only in {@code count}
 * @param upTo for each bound, how many values are not above it
 * @param count of all values
 * @param sum of all values
 */
public record Histogram(List<Double> bounds, List<Long> upTo, long count, double sum) {

    public Histogram {
        bounds = List.copyOf(bounds);
        upTo = List.copyOf(upTo);
        if (bounds.size() != upTo.size()) {
            throw new IllegalArgumentException("%d bounds, but %d counts".formatted(bounds.size(), upTo.size()));
        }
    }

    /** The values of both; of the other alone where the bounds have changed, since then these cannot be told. */
    Histogram plus(Histogram other) {
        return bounds.equals(other.bounds)
                ? new Histogram(bounds, each(other, Long::sum), count + other.count, sum + other.sum)
                : other;
    }

    /** Each count at least that of the other, of the same bounds, which stays a histogram. */
    Histogram notBelow(Histogram other) {
        return bounds.equals(other.bounds)
                ? new Histogram(bounds, each(other, Math::max), Math.max(count, other.count), Math.max(sum, other.sum))
                : this;
    }

    private List<Long> each(Histogram other, LongBinaryOperator operator) {
        return IntStream.range(0, upTo.size())
                .mapToObj(i -> operator.applyAsLong(upTo.get(i), other.upTo.get(i)))
                .toList();
    }

    /** All bounds, the infinite one last. */
    double[] allBounds() {
        return IntStream.rangeClosed(0, bounds.size())
                .mapToDouble(i -> i < bounds.size() ? bounds.get(i) : Double.POSITIVE_INFINITY)
                .toArray();
    }

    /** How many values are in each bucket and in no smaller one. */
    long[] inEach() {
        return IntStream.rangeClosed(0, bounds.size())
                .mapToLong(i -> (i < bounds.size() ? upTo.get(i) : count) - (i == 0 ? 0 : upTo.get(i - 1)))
                .toArray();
    }
}
