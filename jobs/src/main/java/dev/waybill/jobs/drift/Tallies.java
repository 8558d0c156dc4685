package dev.waybill.jobs.drift;

import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.sql.Date;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Counts all columns of all days in one pass over the rows: each task for itself, in memory that does not grow with its
 * rows.
 */
final class Tallies implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    /** A row a day and column, and beside it, with no more than {@code rows}, one a category of it. */
    static final StructType SCHEMA =
            StructType.fromDDL("event_date date, id string, category string, rows bigint, missing bigint, zeros bigint,"
                    + " sum double, squares double, least double, greatest double, bins array<bigint>,"
                    + " sample array<struct<hash: bigint, values: array<double>>>");

    /** Rows of a table lie by day, so that a task seldom has more than one at hand. */
    private static final int DAYS_AT_ONCE = 8;

    private final String[] ids;
    private final int[] sampled;
    private final BinEdges[] edges;

    /** @param sampled which of the columns, in a sample of rows */
    private Tallies(String[] ids, int[] sampled, BinEdges[] edges) {
        this.ids = ids;
        this.sampled = sampled;
        this.edges = edges;
    }

    /**
     * Counts, and where there is a key also samples rows.
     *
     * @param edges of all numeric columns, by their ids
     * @param key tells one row from another; empty for no sample
     */
    static Dataset<Row> of(
            Dataset<Row> rows, List<ComparedColumn> columns, Map<String, BinEdges> edges, List<String> key) {
        Stream<Column> values = columns.stream().map(ComparedColumn::values);
        int[] features = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).role() == Role.FEATURE)
                .toArray();
        Column hash = key.isEmpty() || features.length == 0
                ? functions.lit(null).cast("bigint")
                : functions.xxhash64(key.stream().map(ComparedColumn::quoted).toArray(Column[]::new));
        Column[] selected = Stream.concat(Stream.of(functions.col(Tables.EVENT_DATE), hash), values)
                .toArray(Column[]::new);
        Tallies tallies = new Tallies(
                columns.stream().map(ComparedColumn::id).toArray(String[]::new),
                features,
                columns.stream().map(column -> edges.get(column.id())).toArray(BinEdges[]::new));
        return rows.select(selected).mapPartitions(tallies, Encoders.row(SCHEMA));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Counted(rows);
    }

    /** What is counted comes out as soon as a day has to make room for another one, and at the end. */
    private final class Counted implements Iterator<Row> {

        private final Iterator<Row> rows;
        private final Map<Date, DayTally> days = new LinkedHashMap<>();
        private final Deque<Row> out = new ArrayDeque<>();

        private Counted(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (out.isEmpty() && rows.hasNext()) {
                Row row = rows.next();
                day(row.getDate(0)).add(row, out::add);
            }
            while (out.isEmpty() && !days.isEmpty()) {
                finishOne();
            }
            return !out.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return out.removeFirst();
        }

        private DayTally day(Date date) {
            DayTally day = days.get(date);
            if (day == null) {
                if (days.size() == DAYS_AT_ONCE) {
                    finishOne();
                }
                day = new DayTally(date, ids, sampled, edges);
                days.put(date, day);
            }
            return day;
        }

        private void finishOne() {
            Iterator<DayTally> first = days.values().iterator();
            first.next().finish(out::add);
            first.remove();
        }
    }
}
