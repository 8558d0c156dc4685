package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The predictions of one model version.
 *
 * @param name with its version: {@code demo/3}
 * @param rows that are published of it
 * @param reference the test days among them
 */
record ScoredModel(String name, Dataset<Row> rows, ReferenceDays reference) {

    /** That of the latest of some days. */
    static ScoredModel of(Dataset<Row> scored, List<LocalDate> days, DateRange test) {
        Column model = concat_ws("/", col(ScoredTable.MODEL_NAME), col(ScoredTable.MODEL_VERSION));
        Dataset<Row> latest = Tables.within(scored, Set.of(days.get(days.size() - 1)));
        String name = Sessions.summary(latest.agg(max(model))).getString(0);
        Dataset<Row> own = scored.where(model.equalTo(lit(name)));
        SortedSet<LocalDate> tested = Tables.dates(Tables.within(own, test));
        return new ScoredModel(name, own, new ReferenceDays(tested, test.first()));
    }

    List<ComparedColumn> columns(Source source) {
        Set<String> others = new HashSet<>(List.of(rows.columns()));
        others.remove(source.label().name());
        return ComparedColumn.of(rows.schema(), Role.PREDICTION, others);
    }
}
