package dev.waybill.jobs.features;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Values in order, each with how often it is there: exactly up to {@value #MOST} different ones, thinned beyond.
 *
 * <p>Thinned, one value stands for a run of neighbours, the largest of them; the least value of all always stands for
 * itself. Neighbouring runs are merged while they hold no more than a step together, and the step doubles only while
 * more than half of the room is taken even so. Before its last doubling, any two neighbouring runs held more than the
 * step, yet more than {@code MOST / 2} were left; so the step, and with it the error of any rank, is below n / 1,249 for n values: less than
 * a tenth of a percent. Ranks over several of these err by no more than their errors together, which is the same share
 * of all their values. What is kept depends on the values alone, not on how they were dealt out.
 */
final class OrderedValues {

    static final int MOST = 10_000;

    private static final int FEW = 16;

    private long[] values;
    private long[] counts;
    private int size;
    private long step = 1;

    OrderedValues() {
        this(FEW);
    }

    /** @param room for so many different values, before more is made */
    OrderedValues(int room) {
        this(new long[room], new long[room], 0);
    }

    private OrderedValues(long[] values, long[] counts, int size) {
        this.values = values;
        this.counts = counts;
        this.size = size;
    }

    /** Takes in a value that is not below the last one, as often as it is there. */
    void append(long value, long count) {
        if (size > 0 && values[size - 1] == value) {
            counts[size - 1] += count;
            return;
        }
        if (size == MOST) {
            thin();
        } else if (size == values.length) {
            grow();
        }
        values[size] = value;
        counts[size++] = count;
    }

    private void grow() {
        values = Arrays.copyOf(values, Math.min(MOST, 2 * size));
        counts = Arrays.copyOf(counts, values.length);
    }

    private void thin() {
        merge();
        while (size > MOST / 2) {
            step *= 2;
            merge();
        }
    }

    private void merge() {
        int last = 0;
        for (int i = 1; i < size; i++) {
            boolean fits = last > 0 && counts[last] + counts[i] <= step;
            last = fits ? last : last + 1;
            values[last] = values[i];
            counts[last] = fits ? counts[last] + counts[i] : counts[i];
        }
        size = last + 1;
    }

    int size() {
        return size;
    }

    long value(int index) {
        return values[index];
    }

    /** How many values the one at an index stands for, itself included. */
    long count(int index) {
        return counts[index];
    }

    /** How many values there are, all told. */
    long count() {
        long count = 0;
        for (int i = 0; i < size; i++) {
            count += counts[i];
        }
        return count;
    }

    int bytes() {
        return Integer.BYTES + 2 * Long.BYTES * size;
    }

    void write(ByteBuffer bytes) {
        bytes.putInt(size);
        for (int i = 0; i < size; i++) {
            bytes.putLong(values[i]).putLong(counts[i]);
        }
    }

    static OrderedValues read(ByteBuffer bytes) {
        int size = bytes.getInt();
        OrderedValues read = new OrderedValues(new long[size], new long[size], size);
        for (int i = 0; i < size; i++) {
            read.values[i] = bytes.getLong();
            read.counts[i] = bytes.getLong();
        }
        return read;
    }
}
