package dev.waybill.common.table;

import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How a batch goes into a table that has one row a key.
 *
 * @param date of which the table holds just the batch afterwards, but for rows whose key has a better one on another
 *     date; empty if what the batch does not name stays
 */
public record Upsert(List<String> key, Ranking ranking, Optional<LocalDate> date) {

    private static final String BATCH = "batch";
    private static final String KEPT = "kept";
    private static final String OUTCOME = "outcome";

    /**
     * What becomes of rows.
     *
     * @param added rows of the batch whose key is new
     * @param replacing rows of the batch that take the place of another
     * @param outranked rows of the batch for which the table has a better one
     * @param same rows of the batch that the table has already
     * @param gone rows of the date that the batch no longer has
     */
    public record Counts(long added, long replacing, long outranked, long same, long gone) {

        /** Whether the table has it all already. */
        public boolean changeNothing() {
            return added + replacing + gone == 0;
        }
    }

    /** What {@link #run} would do. */
    Counts count(Dataset<Row> table, Dataset<Row> batch) {
        Dataset<Row> outcomes = batch.as(BATCH)
                .join(table.as(KEPT), sameKey(), date.isPresent() ? "full_outer" : "left_outer")
                .select(outcome().as(OUTCOME));
        Row counts = outcomes.agg(
                        counted("added"), counted("replacing"), counted("outranked"), counted("same"), counted("gone"))
                .first();
        return new Counts(
                counts.getLong(0), counts.getLong(1), counts.getLong(2), counts.getLong(3), counts.getLong(4));
    }

    /** Does it, in one commit. */
    void run(DeltaTable table, Dataset<Row> batch) {
        DeltaMergeBuilder merge = table.as(KEPT)
                .merge(batch.as(BATCH), sameKey())
                .whenMatched(replaces())
                .updateAll()
                .whenNotMatched()
                .insertAll();
        if (date.isPresent()) {
            merge = merge.whenNotMatchedBySource(isOfDate()).delete();
        }
        merge.execute();
    }

    private Column outcome() {
        String first = key.get(0);
        return functions
                .when(functions.col(KEPT + "." + first).isNull(), "added")
                .when(functions.col(BATCH + "." + first).isNull(), functions.when(isOfDate(), "gone"))
                .when(ranking.same(BATCH, KEPT), "same")
                .when(replaces(), "replacing")
                .otherwise("outranked");
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
        return date.map(day -> functions.col(KEPT + "." + Tables.EVENT_DATE).equalTo(functions.lit(Date.valueOf(day))))
                .orElseGet(() -> functions.lit(false));
    }
}
