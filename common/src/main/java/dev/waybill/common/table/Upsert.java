package dev.waybill.common.table;

import io.delta.tables.DeltaTable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * How a batch goes into a table that has one row a key.
 *
 * @param date of which the table holds just the batch afterwards, but for rows whose key has a better one on another
 *     date; empty if what the batch does not name stays
 */
public record Upsert(List<String> key, Ranking ranking, Optional<LocalDate> date) {

    private static final String BATCH = "batch";
    private static final String KEPT = "kept";
    /** Beside a table's own columns, none of which is called so. */
    private static final String OUTCOME = "_outcome";

    private static final String ADDED = "added";
    private static final String REPLACING = "replacing";
    private static final String OUTRANKED = "outranked";
    private static final String SAME = "same";
    private static final String GONE = "gone";

    /**
     * What becomes of rows.
     *
     * @param added rows of the batch whose key is new
     * @param replacing rows of the batch that take the place of another
     * @param outranked rows of the batch for which the table has a better one
     * @param same rows of the batch that the table has already
     * @param gone rows of the date that the batch no longer has
     * @param late added or replacing rows of dates that somebody has gone by already
     */
    public record Counts(long added, long replacing, long outranked, long same, long gone, long late) {

        /** Whether the table has it all already. */
        public boolean changeNothing() {
            return added + replacing + gone == 0;
        }

        /** Whether all rows of the batch are new, and no others change. */
        boolean onlyAdd() {
            return replacing + outranked + same + gone == 0;
        }
    }

    /**
     * The rows of a table that a batch may meet: those within the range of its keys, by which Delta passes over the files of
     * others. Where keys grow with time, a new day meets no more however many days there are.
     */
    Dataset<Row> met(Dataset<Row> table, Dataset<Row> batch) {
        Column first = functions.col(key.get(0));
        DataType type = table.schema().apply(key.get(0)).dataType();
        if (type instanceof StructType || type instanceof ArrayType) { // of which there are no literals
            return table;
        }
        Row range = Sessions.summary(batch.agg(functions.min(first), functions.max(first)));
        Column within = range.isNullAt(0) // the batch is empty
                ? functions.lit(false)
                : first.between(functions.lit(range.get(0)), functions.lit(range.get(1)));
        return table.where(date.map(day -> within.or(isOf(functions.col(Tables.EVENT_DATE), day)))
                .orElse(within));
    }

    /**
     * What {@link #run} would do.
     *
     * @param dates that somebody has gone by already
     */
    Counts count(Dataset<Row> table, Dataset<Row> batch, Collection<LocalDate> dates) {
        Row counts = outcomes(table, batch)
                .agg(
                        counted(ADDED),
                        counted(REPLACING),
                        counted(OUTRANKED),
                        counted(SAME),
                        counted(GONE),
                        functions.count_if(isLate(dates)))
                .first();
        return new Counts(
                counts.getLong(0),
                counts.getLong(1),
                counts.getLong(2),
                counts.getLong(3),
                counts.getLong(4),
                counts.getLong(5));
    }

    /** The rows of a batch that are added to some dates, or replace others there. */
    Dataset<Row> late(Dataset<Row> table, Dataset<Row> batch, Collection<LocalDate> dates) {
        return outcomes(table, batch).where(isLate(dates)).select(BATCH + ".*");
    }

    private static Column isLate(Collection<LocalDate> dates) {
        return functions
                .col(OUTCOME)
                .isin(ADDED, REPLACING)
                .and(functions
                        .col(BATCH + "." + Tables.EVENT_DATE)
                        .isin(dates.stream().map(Date::valueOf).toArray()));
    }

    /**
     * Does it, in one commit. Delta rewrites each file that has a row of the source's keys, and with a clause for rows
     * that the source lacks, all files: so the source is no more than the rows that change, those to delete among them.
     */
    void run(DeltaTable table, Dataset<Row> batch) {
        Dataset<Row> kept = table.toDF();
        Column gone = functions.col(OUTCOME).equalTo(GONE);
        Stream<Column> values = Stream.of(kept.columns())
                .map(name -> functions
                        .when(gone, functions.col(KEPT + "." + name))
                        .otherwise(functions.col(BATCH + "." + name))
                        .as(name));
        Dataset<Row> changes = outcomes(kept, batch)
                .where(functions.col(OUTCOME).isin(ADDED, REPLACING, GONE))
                .select(Stream.concat(values, Stream.of(functions.col(OUTCOME))).toArray(Column[]::new));
        table.as(KEPT)
                .merge(changes.as(BATCH), sameKey())
                .whenMatched(functions.col(BATCH + "." + OUTCOME).equalTo(GONE))
                .delete()
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute();
    }

    /** Each row of the batch and, for a date, each of the table that the batch has no row for, and what becomes of it. */
    private Dataset<Row> outcomes(Dataset<Row> table, Dataset<Row> batch) {
        return batch.as(BATCH)
                .join(table.as(KEPT), sameKey(), date.isPresent() ? "full_outer" : "left_outer")
                .withColumn(OUTCOME, outcome());
    }

    private Column outcome() {
        String first = key.get(0);
        return functions
                .when(functions.col(KEPT + "." + first).isNull(), ADDED)
                .when(functions.col(BATCH + "." + first).isNull(), functions.when(isOfDate(), GONE))
                .when(ranking.same(BATCH, KEPT), SAME)
                .when(replaces(), REPLACING)
                .otherwise(OUTRANKED);
    }

    private static Column counted(String outcome) {
        return functions.count_if(functions.col(OUTCOME).equalTo(outcome));
    }

    private Column sameKey() {
        return key.stream()
                .map(name -> functions.col(BATCH + "." + name).equalTo(functions.col(KEPT + "." + name)))
                .reduce(Column::and)
                .orElseThrow();
    }

    /** The batch says what its date holds; on another date, the better row stays. */
    private Column replaces() {
        return functions.not(ranking.same(BATCH, KEPT)).and(isOfDate().or(ranking.beats(BATCH, KEPT)));
    }

    private Column isOfDate() {
        return date.map(day -> isOf(functions.col(KEPT + "." + Tables.EVENT_DATE), day))
                .orElseGet(() -> functions.lit(false));
    }

    private static Column isOf(Column eventDate, LocalDate day) {
        return eventDate.equalTo(functions.lit(Date.valueOf(day)));
    }
}
