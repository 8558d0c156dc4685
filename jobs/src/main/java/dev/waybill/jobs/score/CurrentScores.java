package dev.waybill.jobs.score;

import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.table.VersionedTable;
import java.time.LocalDate;
import java.util.SortedSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Table scored_current: of each date the scores of the champion that is in charge of it, one row a key. */
final class CurrentScores {

    private CurrentScores() {}

    /** Makes it hold what a version said of some dates, without predicting again, in one commit. */
    static void point(SortedSet<LocalDate> dates, int version, Tables tables, SparkSession spark) {
        if (dates.isEmpty()) {
            return;
        }
        Dataset<Row> rows = Tables.within(tables.versioned(ScoredTable.NAME).rows(version), dates);
        Sessions.over(
                tables.count(ScoredTable.NAME, dates),
                spark,
                () -> tables.replaceDatesInPlace(ScoredTable.CURRENT, rows, dates));
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
