package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.Tables;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of one table, of which each day is compared with the baseline.
 *
 * @param rows of the baseline and of the days, told apart by their event date
 * @param baseline days that are the reference, and so not compared themselves
 * @param baselineRows how many rows the baseline has
 * @param key tells one row from another
 */
record BaselineComparison(
        Dataset<Row> rows, DateRange baseline, long baselineRows, List<String> key, List<ComparedColumn> columns) {

    Dataset<Row> reference() {
        return rows.filter(in(baseline));
    }

    /** Whether a row's event date is among some. */
    static Column in(DateRange range) {
        return col(Tables.EVENT_DATE)
                .between(lit(java.sql.Date.valueOf(range.first())), lit(java.sql.Date.valueOf(range.last())));
    }
}
