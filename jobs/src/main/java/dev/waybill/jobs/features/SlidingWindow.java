package dev.waybill.jobs.features;

import dev.waybill.common.section.Stat;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** What is known of a measure within a length of time, as that time moves on. */
final class SlidingWindow {

    /** Values are whole numbers of this part of their unit. */
    static final double PARTS = 1e6;

    private static final double MICROS_OF_HOUR = TimeUnit.HOURS.toMicros(1);

    private record Entry(long time, Digest digest) {}

    private final long length;
    private final boolean ranked;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Ranks ranks = new Ranks();
    private long count;
    private BigInteger sum = BigInteger.ZERO;
    private BigInteger squares = BigInteger.ZERO;

    /** @param ranked whether percentiles will be asked for */
    SlidingWindow(long length, boolean ranked) {
        this.length = length;
        this.ranked = ranked;
    }

    /** Takes in what became known at a time, which is not before what it has already. */
    void add(long time, Digest digest) {
        moveTo(time);
        entries.addLast(new Entry(time, digest));
        sum = sum.add(digest.sum());
        squares = squares.add(digest.squares());
        count(digest.values(), 1);
    }

    /** Lets go of what is too old at a time. */
    void moveTo(long time) {
        for (Entry oldest = entries.peekFirst();
                oldest != null && oldest.time() < time - length;
                oldest = entries.peekFirst()) {
            entries.removeFirst();
            sum = sum.subtract(oldest.digest().sum());
            squares = squares.subtract(oldest.digest().squares());
            count(oldest.digest().values(), -1);
        }
    }

    private void count(OrderedValues values, int sign) {
        count += sign * values.count();
        for (int i = 0; ranked && i < values.size(); i++) {
            ranks.add(values.value(i), sign * values.count(i));
        }
    }

    long count() {
        return count;
    }

    /**
     * A statistic of at least one value.
     *
     * @param askedAt the instant, in microseconds
     */
    double statistic(Stat stat, long askedAt) {
        if (stat.percent().isPresent()) {
            return percentile(stat.percent().getAsInt());
        }
        return switch (stat.name()) {
            case "sum" -> sum.doubleValue() / PARTS;
            case "avg" -> sum.doubleValue() / PARTS / count;
            case "stddev" -> stddev();
            case "age_hours" -> (askedAt - entries.getLast().digest().newestAt()) / MICROS_OF_HOUR;
            default -> throw new IllegalStateException("No statistic " + stat);
        };
    }

    /**
     * Linear between the two values whose ranks are nearest: definition 7 of Hyndman and Fan, Sample Quantiles in
     * Statistical Packages, The American Statistician 50 (1996), 361-365; that of NumPy and R where nothing is said.
     */
    private double percentile(int percent) {
        long hundredths = percent * (count - 1);
        long rank = hundredths / 100;
        long rest = hundredths % 100;
        long lower = ranks.at(rank);
        long upper = rest == 0 ? lower : ranks.at(rank + 1);
        return (lower + (upper - lower) * (rest / 100.0)) / PARTS;
    }

    /** The root of (n * sum of squares - square of sum) / n^2, whose numerator is exact: no digits cancel out. */
    private double stddev() {
        BigInteger numerator = BigInteger.valueOf(count).multiply(squares).subtract(sum.multiply(sum));
        return Math.sqrt(numerator.doubleValue()) / count / PARTS;
    }
}
