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
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The predictions of one model version, or, as long as that has scored no days that it was not made on, all of the days before.
 *
 * @param name with its version: {@code demo/3}
 * @param rows that are published of it
 * @param reference its test days, or days before
 */
record ScoredModel(String name, Dataset<Row> rows, ReferenceDays reference) {

    private static final String PUBLISHED = "published";
    private static final int DAYS = 28;

    /** That of the latest of some days. */
    static ScoredModel of(Dataset<Row> scored, List<LocalDate> days, DateRange test) {
        Column model = concat_ws("/", col(ScoredTable.MODEL_NAME), col(ScoredTable.MODEL_VERSION));
        Dataset<Row> latest = Tables.within(ScoredTable.ofChampion(scored), Set.of(days.get(days.size() - 1)));
        String name = Sessions.summary(latest.agg(max(model))).getString(0);
        Dataset<Row> own = scored.where(model.equalTo(lit(name)));
        SortedSet<LocalDate> tested = Tables.dates(Tables.within(own, test));
        return new ScoredModel(name, own, new ReferenceDays(tested, test.first()));
    }

    /** What was published on the last days before one, by whatever models. */
    static ScoredModel published(Dataset<Row> scored, SortedSet<LocalDate> days, LocalDate day) {
        SortedSet<LocalDate> before = days.subSet(day.minusDays(DAYS), day);
        return new ScoredModel(PUBLISHED, scored, new ReferenceDays(before, day));
    }

    /** {@code those of the test days 2024-03-01 to 2024-03-03}. */
    String baseline() {
        return (name.equals(PUBLISHED) ? "those published on " : "those of the test days ") + reference;
    }

    /** The version in charge of a day, if it is scored. */
    static Optional<Integer> version(Dataset<Row> scored, LocalDate day) {
        Row latest = Sessions.summary(Tables.within(ScoredTable.ofChampion(scored), Set.of(day))
                .agg(max(col(ScoredTable.MODEL_VERSION).cast("int"))));
        return latest.isNullAt(0) ? Optional.empty() : Optional.of(latest.getInt(0));
    }

    List<ComparedColumn> columns(Source source) {
        Set<String> others = new HashSet<>(List.of(rows.columns()));
        others.remove(source.label().name());
        others.remove(ScoredTable.PROBABILITY);
        others.remove(ScoredTable.ANOMALY_SCORE);
        others.remove(ScoredTable.PREFERENCE);
        return ComparedColumn.of(rows.schema(), Role.PREDICTION, others);
    }
}
