package dev.waybill.jobs.experiment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Event dates from one to another, both included; an end that is left out is open. */
public record DateBounds(Optional<LocalDate> from, Optional<LocalDate> to) {

    /** All dates. */
    public static final DateBounds ALL = new DateBounds(Optional.empty(), Optional.empty());

    Dataset<Row> within(Dataset<Row> rows) {
        Dataset<Row> later = from.map(first -> rows.where(col(Tables.EVENT_DATE).geq(lit(Date.valueOf(first)))))
                .orElse(rows);
        return to.map(last -> later.where(col(Tables.EVENT_DATE).leq(lit(Date.valueOf(last)))))
                .orElse(later);
    }
}
