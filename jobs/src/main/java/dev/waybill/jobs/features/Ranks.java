package dev.waybill.jobs.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values that come and go, found by their rank. They lie in order in chunks, so that neither a change nor a look moves
 * or passes more than a chunk and a number for each chunk: as good as constant time up to a million different values.
 */
final class Ranks {

    private static final int FEW = 8;
    private static final int MOST = 1024;

    private final List<Chunk> chunks = new ArrayList<>();

    /** Counts a value so many times more, or, if negative, less. */
    void add(long value, long count) {
        if (chunks.isEmpty()) {
            chunks.add(new Chunk(FEW));
        }
        int index = chunkOf(value);
        Chunk chunk = chunks.get(index);
        chunk.add(value, count);
        if (chunk.size == MOST) {
            chunks.add(index + 1, chunk.split());
        } else if (chunk.size == 0) {
            chunks.remove(index);
        }
    }

    /** The value at a rank, from 0. */
    long at(long rank) {
        long below = 0;
        for (Chunk chunk : chunks) {
            if (rank < below + chunk.total) {
                return chunk.at(rank - below);
            }
            below += chunk.total;
        }
        throw new IndexOutOfBoundsException("rank %d of %d".formatted(rank, below));
    }

    /** The last chunk that begins at the value or below it, else the first. */
    private int chunkOf(long value) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).values[0] <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static final class Chunk {

        private long[] values;
        private long[] counts;
        private int size;
        private long total;

        private Chunk(int room) {
            values = new long[room];
            counts = new long[room];
        }

        private void add(long value, long count) {
            int found = Arrays.binarySearch(values, 0, size, value);
            int index = found < 0 ? -found - 1 : found;
            if (found < 0) {
                insert(index, value);
            }
            counts[index] += count;
            total += count;
            if (counts[index] == 0) {
                move(index + 1, index);
            }
        }

        private void insert(int index, long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            move(index, index + 1);
            values[index] = value;
            counts[index] = 0;
        }

        private void move(int from, int to) {
            System.arraycopy(values, from, values, to, size - from);
            System.arraycopy(counts, from, counts, to, size - from);
            size += to - from;
        }

        /** Leaves the lower half here. */
        private Chunk split() {
            Chunk upper = new Chunk(MOST);
            int half = size / 2;
            System.arraycopy(values, half, upper.values, 0, size - half);
            System.arraycopy(counts, half, upper.counts, 0, size - half);
            upper.size = size - half;
            upper.total = Arrays.stream(upper.counts).sum();
            size = half;
            total -= upper.total;
            return upper;
        }

        private long at(long rank) {
            int index = 0;
            for (long below = counts[0]; below <= rank; below += counts[index]) {
                index++;
            }
            return values[index];
        }
    }
}
