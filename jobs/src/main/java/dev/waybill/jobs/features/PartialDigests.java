package dev.waybill.jobs.features;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Brings values together that became known of the same key at the same time, before they go to other tasks: as far as rows
 * of one partition have them, and a bounded number at once. Rows have a time, the instant, the key of each group and each
 * measure, in this order.
 *
 * @param measures of each group
 */
record PartialDigests(List<List<Integer>> measures) implements MapPartitionsFunction<Row, Row> {

    /** Values in memory: with what is around them, some ten megabytes. */
    private static final int HELD = 1 << 16;

    private static final int BEFORE_KEYS = 2;

    private record Slot(int group, String key, long time, int measure) {}

    private static final class Values {
        private long newestAt = Long.MIN_VALUE;
        private long[] values = new long[2];
        private int size;

        void add(long value, long knownAt) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
            newestAt = Math.max(newestAt, knownAt);
        }

        Stream<Digest> digests() {
            Arrays.sort(values, 0, size);
            return Digest.ofSorted(values, size, newestAt);
        }
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return Stream.iterate(next(rows), slots -> !slots.isEmpty(), slots -> next(rows))
                .flatMap(slots -> slots.entrySet().stream())
                .flatMap(slot -> slot.getValue().digests().map(digest -> row(slot.getKey(), digest)))
                .iterator();
    }

    /** Of as many rows as fit; empty only if there are no more. */
    private Map<Slot, Values> next(Iterator<Row> rows) {
        Map<Slot, Values> slots = new HashMap<>();
        int held = 0;
        while (held < HELD && rows.hasNext()) {
            held += add(rows.next(), slots);
        }
        return slots;
    }

    private int add(Row row, Map<Slot, Values> slots) {
        long time = row.getLong(0);
        long knownAt = row.getLong(1);
        int held = 0;
        for (int group = 0; group < measures.size(); group++) {
            String key = row.getString(BEFORE_KEYS + group);
            for (int measure : measures.get(group)) {
                int column = BEFORE_KEYS + measures.size() + measure;
                if (key != null && !row.isNullAt(column)) {
                    slots.computeIfAbsent(new Slot(group, key, time, measure), slot -> new Values())
                            .add(row.getLong(column), knownAt);
                    held++;
                }
            }
        }
        return held;
    }

    private static Row row(Slot slot, Digest digest) {
        return RowFactory.create(
                slot.group(),
                slot.key(),
                slot.time(),
                slot.measure(),
                digest.values().value(0),
                digest.toBytes());
    }
}
