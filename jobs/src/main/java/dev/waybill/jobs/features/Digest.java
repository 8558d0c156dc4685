package dev.waybill.jobs.features;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * What became known of a measure at one time: how much it adds up to, and its values in order. All numbers are whole
 * ones, so that they add up to the same in any order.
 */
final class Digest {

    private final long newestAt;
    private final BigInteger sum;
    private final BigInteger squares;
    private final OrderedValues values;

    private Digest(long newestAt, BigInteger sum, BigInteger squares, OrderedValues values) {
        this.newestAt = newestAt;
        this.sum = sum;
        this.squares = squares;
        this.values = values;
    }

    static Digest of(long value, long knownAt) {
        BigInteger exact = BigInteger.valueOf(value);
        return new Digest(knownAt, exact, exact.multiply(exact), OrderedValues.of(value));
    }

    /** Of many values, in rows in their order. */
    static Digest of(Iterator<Row> rows) {
        long newestAt = Long.MIN_VALUE;
        BigInteger sum = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
        OrderedValues values = new OrderedValues();
        while (rows.hasNext()) {
            Row row = rows.next();
            long value = row.getAs(HistoryFeatures.VALUE);
            BigInteger exact = BigInteger.valueOf(value);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
            newestAt = Math.max(newestAt, row.<Long>getAs(HistoryFeatures.KNOWN_AT));
            values.append(value);
        }
        return new Digest(newestAt, sum, squares, values);
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
