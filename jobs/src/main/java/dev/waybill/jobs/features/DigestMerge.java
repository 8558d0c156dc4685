package dev.waybill.jobs.features;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Puts digests together as if all their values had come in order, the way a merge sort does. */
final class DigestMerge {

    private static final class Cursor {
        private final OrderedValues values;
        private int at;

        Cursor(OrderedValues values) {
            this.values = values;
        }

        long value() {
            return values.value(at);
        }
    }

    private final PriorityQueue<Cursor> open = new PriorityQueue<>(Comparator.comparingLong(Cursor::value));
    private final OrderedValues merged = new OrderedValues();
    private long newestAt = Long.MIN_VALUE;
    private BigInteger sum = BigInteger.ZERO;
    private BigInteger squares = BigInteger.ZERO;

    /** Takes in a digest whose least value is not below that of the last one. */
    void add(Digest part) {
        newestAt = Math.max(newestAt, part.newestAt());
        sum = sum.add(part.sum());
        squares = squares.add(part.squares());
        Cursor cursor = new Cursor(part.values());
        takeBelow(cursor.value());
        open.add(cursor);
    }

    Digest result() {
        takeBelow(Long.MAX_VALUE);
        return new Digest(newestAt, sum, squares, merged);
    }

    private void takeBelow(long limit) {
        while (!open.isEmpty() && open.peek().value() < limit) {
            Cursor least = open.remove();
            merged.append(least.value(), least.values.count(least.at));
            if (++least.at < least.values.size()) {
                open.add(least);
            }
        }
    }
}
