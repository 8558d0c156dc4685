package dev.waybill.serving.log;

import dev.waybill.common.table.OnlineTables;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What came true of a prediction.
 *
 * @param requestRow which of the rows of its request, from 0
 * @param at when that was said
 */
public record Feedback(String requestId, int requestRow, double actual, Instant at, Optional<String> tenant) {

    /** The columns of its table; request_id and request_row are those of table predictions_online. */
    static final RowType TYPE = new RowType(new StructType()
            .add(OnlineTables.REQUEST_ID, DataTypes.StringType)
            .add(OnlineTables.REQUEST_ROW, DataTypes.IntegerType)
            .add(OnlineTables.ACTUAL, DataTypes.DoubleType)
            .add(OnlineTables.AT, DataTypes.TimestampType)
            .add(OnlineTables.TENANT, DataTypes.StringType)
            .add("pipeline", DataTypes.StringType));

    UnsafeRow row(String pipeline) {
        UnsafeRowWriter row = new UnsafeRowWriter(TYPE.type().size());
        row.resetRowWriter();
        row.write(0, UTF8String.fromString(requestId));
        row.write(1, requestRow);
        row.write(2, actual);
        row.write(3, ChronoUnit.MICROS.between(Instant.EPOCH, at));
        tenant.ifPresentOrElse(name -> row.write(4, UTF8String.fromString(name)), () -> row.setNullAt(4));
        row.write(5, UTF8String.fromString(pipeline));
        return row.getRow().copy();
    }
}
