package dev.waybill.jobs.drift;

import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                    + " sum double, squares double, least double, greatest double, bins array<bigint>");

    /** Rows of a table lie by day, so that a task seldom has more than one at hand. */
    private static final int DAYS_AT_ONCE = 8;

    private final String[] ids;
    private final BinEdges[] edges;

    private Tallies(String[] ids, BinEdges[] edges) {
        this.ids = ids;
        this.edges = edges;
    }

    /** @param edges of all numeric columns, by their ids */
    static Dataset<Row> of(Dataset<Row> rows, List<ComparedColumn> columns, Map<String, BinEdges> edges) {
        Stream<Column> values = columns.stream().map(ComparedColumn::values);
        Column[] selected = Stream.concat(Stream.of(functions.col(Tables.EVENT_DATE)), values)
                .toArray(Column[]::new);
        Tallies tallies = new Tallies(
                columns.stream().map(ComparedColumn::id).toArray(String[]::new),
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
        private final Map<Date, List<ColumnTally>> days = new LinkedHashMap<>();
        private final Deque<Row> out = new ArrayDeque<>();

        private Counted(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (out.isEmpty() && rows.hasNext()) {
                count(rows.next());
            }
            while (out.isEmpty() && !days.isEmpty()) {
                finishOne();
            }
            return !out.isEmpty();
        }

        @Override
        public Row next() {
            hasNext();
            return out.removeFirst();
        }

        private void count(Row row) {
            List<ColumnTally> columns = days.get(row.getDate(0));
            if (columns == null) {
                if (days.size() == DAYS_AT_ONCE) {
                    finishOne();
                }
                columns = columns(row.getDate(0));
                days.put(row.getDate(0), columns);
            }
            for (int i = 0; i < ids.length; i++) {
                columns.get(i).add(row.get(i + 1), out::add);
            }
        }

        private List<ColumnTally> columns(Date day) {
            List<ColumnTally> columns = new ArrayList<>();
            for (int i = 0; i < ids.length; i++) {
                columns.add(new ColumnTally(day, ids[i], Optional.ofNullable(edges[i])));
            }
            return columns;
        }

        private void finishOne() {
            Iterator<List<ColumnTally>> first = days.values().iterator();
            first.next().forEach(column -> column.finish(out::add));
            first.remove();
        }
    }
}
