package dev.waybill.jobs.score;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Freshness;
import dev.waybill.common.section.Freshness.OnStale;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Rows whose history is older than the limit: what is missing then are most probably trips that have not come in. */
final class StaleHistory {

    private StaleHistory() {}

    /** Refuses to score any, if params say so. */
    static void refuse(Dataset<Row> rows, Features features) {
        Freshness freshness = features.freshness();
        if (freshness.onStale() == OnStale.flag) {
            return;
        }
        rows.where(functions.not(functions.col(FeatureTable.IS_FRESH)))
                .orderBy(
                        functions.col(Tables.EVENT_DATE),
                        functions.col(FeatureTable.HISTORY_AGE).asc_nulls_last())
                .select(Tables.EVENT_DATE, FeatureTable.HISTORY_AGE)
                .limit(1)
                .collectAsList()
                .forEach(stale -> {
                    throw refusal(stale.getDate(0), age(stale), freshness);
                });
    }

    private static String age(Row stale) {
        return stale.isNullAt(1)
                ? "it has none within reach"
                : String.format(Locale.ROOT, "it is %.1f hours old", stale.getDouble(1));
    }

    private static Refusal refusal(Date date, String age, Freshness freshness) {
        return Refusal.data(
                "score.stale-history",
                "Cannot score %s: its history must not be older than %s (features.freshness.limit), but %s."
                        .formatted(date, freshness.limit(), age),
                "Bring in the rows before it and run feature-engineer, or set features.freshness.on-stale to flag.");
    }
}
