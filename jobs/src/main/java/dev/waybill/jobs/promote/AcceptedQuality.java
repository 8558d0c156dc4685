package dev.waybill.jobs.promote;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;

import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.Map;
import org.apache.spark.sql.Row;

/** The points that prepare gave the batch that it accepted last. */
final class AcceptedQuality {

    static final String TABLE = "quality";

    private AcceptedQuality() {}

    /** As a metric; none where no batch has been accepted. */
    static Map<String, Double> of(Tables tables) {
        Row last = Sessions.summary(
                tables.read(TABLE).where(col("accepted")).agg(max_by(col("score"), col("checked_at"))));
        return last.isNullAt(0) ? Map.of() : Map.of(Metric.quality_score.name(), last.getDouble(0));
    }
}
