package dev.waybill.jobs.drift;

import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** One day, as far as a task has seen its rows: each column, and a sample of whole rows. */
final class DayTally {

    /** Of a row, where its columns begin: before them are its day and the hash of its key. */
    private static final int FIRST_COLUMN = 2;

    private final Date day;
    private final List<ColumnTally> columns = new ArrayList<>();
    private final int[] sampled;
    private final RowSample sample = new RowSample();
    private long rows;

    DayTally(Date day, String[] ids, int[] sampled, BinEdges[] edges) {
        this.day = day;
        this.sampled = sampled;
        for (int i = 0; i < ids.length; i++) {
            columns.add(new ColumnTally(day, ids[i], Optional.ofNullable(edges[i])));
        }
    }

    /** @param out takes what is too much to be kept */
    void add(Row row, Consumer<Row> out) {
        rows++;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row.get(i + FIRST_COLUMN), out);
        }
        if (!row.isNullAt(1)) {
            sample.add(row.getLong(1), () -> values(row));
        }
    }

    private double[] values(Row row) {
        double[] values = new double[sampled.length];
        for (int i = 0; i < sampled.length; i++) {
            values[i] = value(row.get(sampled[i] + FIRST_COLUMN));
        }
        return values;
    }

    /** A text is a number between 0 and 1 that its hash draws: any will do to tell whether two samples are alike. */
    private static double value(@Nullable Object value) {
        if (value == null) {
            return Double.NaN;
        }
        return value instanceof Double number ? number : Math.floorMod(value.hashCode() * 31L, 10_007) / 10_007.0;
    }

    void finish(Consumer<Row> out) {
        columns.forEach(column -> column.finish(out));
        if (sample.rows().length > 0) {
            out.accept(RowFactory.create(
                    day, ProfileTable.TABLE_ID, null, rows, 0L, null, null, null, null, null, null, sample.rows()));
        }
    }
}
