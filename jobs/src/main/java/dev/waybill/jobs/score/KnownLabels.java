package dev.waybill.jobs.score;

import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The rows whose label had become known by a moment: available, and not of a row that came later. */
final class KnownLabels {

    private KnownLabels() {}

    /**
     * Those of some dates.
     *
     * @param moment labels available at it or later are not known
     */
    static Dataset<Row> at(Instant moment, Dataset<Row> features, DateRange dates, Source source, Tables tables) {
        Dataset<Row> labelled =
                Tables.labelled(Tables.within(features, dates), source.label().name());
        Column limit = functions.lit(Timestamp.from(moment));
        Column arrived = functions.col(LateRows.ARRIVED_AT);
        Dataset<Row> clean = Tables.within(tables.read(source.table()), dates);
        Dataset<Row> known = LateRows.beside(clean, source, tables, Optional.empty())
                .where(functions.col(source.label().availableAt()).lt(limit))
                .where(arrived.isNull().or(arrived.lt(limit)))
                .select(source.key().stream().map(functions::col).toArray(Column[]::new));
        return labelled.join(known, source.key().toArray(String[]::new), "left_semi");
    }
}
