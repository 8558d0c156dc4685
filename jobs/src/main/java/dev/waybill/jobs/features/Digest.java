package dev.waybill.jobs.features;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What became known of a measure at one time: how much it adds up to, and its values in order. All numbers are whole
 * ones, so that they add up to the same in any order.
 */
final class Digest {

    /** Values that are dealt out at once: enough to be worth a row, and few enough to hold some of many rows at once. */
    private static final int FEW = 256;

    private final long newestAt;
    private final BigInteger sum;
    private final BigInteger squares;
    private final OrderedValues values;

    Digest(long newestAt, BigInteger sum, BigInteger squares, OrderedValues values) {
        this.newestAt = newestAt;
        this.sum = sum;
        this.squares = squares;
        this.values = values;
    }

    /** Of values in order, a few in each. */
    static Stream<Digest> ofSorted(long[] values, int size, long newestAt) {
        return IntStream.iterate(0, from -> from < size, from -> from + FEW)
                .mapToObj(from -> of(values, from, Math.min(from + FEW, size), newestAt));
    }

    private static Digest of(long[] sorted, int from, int to, long newestAt) {
        BigInteger sum = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
        OrderedValues values = new OrderedValues(to - from);
        for (int i = from; i < to; i++) {
            BigInteger exact = BigInteger.valueOf(sorted[i]);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
            values.append(sorted[i], 1);
        }
        return new Digest(newestAt, sum, squares, values);
    }

    /** Of all values of others, which come in the order of their least ones: no more of them are in memory than overlap. */
    static Digest merged(Iterator<Digest> parts) {
        Digest first = parts.next();
        if (!parts.hasNext()) {
            return first;
        }
        DigestMerge merge = new DigestMerge();
        merge.add(first);
        parts.forEachRemaining(merge::add);
        return merge.result();
    }

    /** When the last of the values became known, in microseconds. */
    long newestAt() {
        return newestAt;
    }

    BigInteger sum() {
        return sum;
    }

    /** The sum of the values' squares. */
    BigInteger squares() {
        return squares;
    }

    OrderedValues values() {
        return values;
    }

    byte[] toBytes() {
        byte[] sumBytes = sum.toByteArray();
        byte[] squareBytes = squares.toByteArray();
        ByteBuffer bytes = ByteBuffer.allocate(
                Long.BYTES + 2 * Integer.BYTES + sumBytes.length + squareBytes.length + values.bytes());
        bytes.putLong(newestAt);
        bytes.putInt(sumBytes.length).put(sumBytes);
        bytes.putInt(squareBytes.length).put(squareBytes);
        values.write(bytes);
        return bytes.array();
    }

    static Digest read(byte[] written) {
        ByteBuffer bytes = ByteBuffer.wrap(written);
        long newestAt = bytes.getLong();
        BigInteger sum = integer(bytes);
        BigInteger squares = integer(bytes);
        return new Digest(newestAt, sum, squares, OrderedValues.read(bytes));
    }

    private static BigInteger integer(ByteBuffer bytes) {
        byte[] digits = new byte[bytes.getInt()];
        bytes.get(digits);
        return new BigInteger(digits);
    }
}
