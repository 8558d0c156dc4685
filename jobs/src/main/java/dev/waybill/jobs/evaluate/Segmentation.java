package dev.waybill.jobs.evaluate;

import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.SegmentColumns;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A way to part rows into segments.
 *
 * @param name what the segments have in common: {@code hour}, {@code origin x destination}
 * @param value of a row as text, never null
 */
record Segmentation(String name, Column value) {

    /** All rows in one. */
    static final String ALL = "all";
    /** By date, as a day begins in the source's time zone. */
    static final String DATE = Tables.EVENT_DATE;
    /** By the hour on the clock, 00 to 23, in the source's time zone. */
    static final String HOUR_OF_DAY = "hour_of_day";
    /** By each hour that passed, in UTC: {@code 2020-03-08 17}. */
    static final String HOUR = "event_hour";

    /** All rows; by time, where rows have a date; by what params name; by whether rows are out of distribution. */
    static List<Segmentation> of(Dataset<Row> rows, Source source, Evaluation evaluation) {
        Column time = functions.col(source.eventTime());
        Column local = functions.from_utc_timestamp(time, source.timeZone().getId());
        List<Segmentation> segmentations = new ArrayList<>(List.of(everything()));
        if (source.isDated()) {
            segmentations.add(
                    new Segmentation(DATE, functions.col(Tables.EVENT_DATE).cast("string")));
            segmentations.add(new Segmentation(HOUR_OF_DAY, functions.date_format(local, "HH")));
            segmentations.add(new Segmentation(HOUR, functions.date_format(time, "yyyy-MM-dd HH")));
        }
        evaluation.segments().forEach(columns -> segmentations.add(of(rows, columns)));
        segmentations.add(of(rows, List.of(ScoredTable.IS_OOD)));
        return segmentations;
    }

    /** All rows in one. */
    static Segmentation everything() {
        return new Segmentation(ALL, functions.lit(ALL));
    }

    /** What the segmentations that params name are called. */
    static List<String> names(Evaluation evaluation) {
        return evaluation.segments().stream().map(SegmentColumns::name).toList();
    }

    private static Segmentation of(Dataset<Row> rows, List<String> columns) {
        return new Segmentation(SegmentColumns.name(columns), SegmentColumns.value(rows, columns));
    }
}
