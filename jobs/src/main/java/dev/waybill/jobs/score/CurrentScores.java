package dev.waybill.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.table.VersionedTable;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Table scored_current: of each date the scores of the champion that is in charge of it, one row a key; of the rows that an
 * experiment gives to the challenger, those of that.
 */
final class CurrentScores {

    private CurrentScores() {}

    /**
     * Makes it hold what a version said of some dates, without predicting again, in one commit.
     *
     * @param others what is published of keys in place of that
     */
    static void point(
            SortedSet<LocalDate> dates,
            int version,
            Optional<Dataset<Row>> others,
            List<String> key,
            Tables tables,
            SparkSession spark) {
        if (dates.isEmpty()) {
            return;
        }
        Dataset<Row> own = withoutOthersVariant(
                Tables.within(tables.versioned(ScoredTable.NAME).rows(version), dates));
        Dataset<Row> rows = others.map(some -> own.join(some, rowKey(key), "left_anti")
                        .unionByName(some, true)
                        .repartition(col(Tables.EVENT_DATE)))
                .orElse(own);
        Sessions.over(
                tables.count(ScoredTable.NAME, dates),
                spark,
                () -> tables.replaceDatesInPlace(ScoredTable.CURRENT, rows, dates));
    }

    /** What the challenger did not predict is published as the champion's, without a part in the experiment. */
    private static Dataset<Row> withoutOthersVariant(Dataset<Row> rows) {
        return ScoredTable.hasVariants(rows)
                ? rows.withColumn(
                        ScoredTable.VARIANT,
                        when(col(ScoredTable.VARIANT).equalTo(Variant.champion.name()), col(ScoredTable.VARIANT)))
                : rows;
    }

    private static String[] rowKey(List<String> key) {
        return Stream.concat(key.stream(), Stream.of(Tables.EVENT_DATE)).toArray(String[]::new);
    }

    /** The rows of an experiment's challenger that are published of some dates; empty where there never was one. */
    static Optional<Dataset<Row>> ofChallenger(SortedSet<LocalDate> dates, Tables tables) {
        return Optional.of(tables.read(ScoredTable.CURRENT))
                .filter(ScoredTable::hasVariants)
                .map(current -> Tables.within(ScoredTable.ofChallenger(current), dates));
    }

    /**
     * Brings tables of an older Waybill to what they are now: its scored kept one row a key, and so what was published.
     * Nothing is lost, and whatever comes in between, the next run goes on.
     */
    static void takeOver(Tables tables) {
        VersionedTable scored = tables.versioned(ScoredTable.NAME);
        if (!scored.isLaidOutOtherwise()) {
            return;
        }
        if (!tables.exists(ScoredTable.CURRENT)) {
            tables.overwriteByDate(ScoredTable.CURRENT, scored.rows());
        }
        scored.layOutAnew();
    }
}
