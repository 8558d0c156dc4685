package dev.waybill.jobs.promote;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.jobs.promote.Promote.Receipt;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table of decisions: what was production when, and why. */
final class Promotions {

    static final String NAME = "promotions";

    private static final StructType SCHEMA = new StructType()
            .add("decided_at", DataTypes.TimestampType)
            .add("model_name", DataTypes.StringType)
            .add("challenger_version", DataTypes.IntegerType)
            .add("champion_version", DataTypes.IntegerType)
            .add("decision", DataTypes.StringType)
            .add("reason", DataTypes.StringType)
            .add("receipt", DataTypes.StringType)
            .add("run_id", DataTypes.StringType);

    private Promotions() {}

    static void append(JobContext context, Receipt receipt) {
        Row row = RowFactory.create(
                Timestamp.from(receipt.decidedAt()),
                receipt.model(),
                receipt.challenger(),
                receipt.champion().orElse(null),
                receipt.decision().name(),
                receipt.reason(),
                json(receipt),
                receipt.runId());
        context.tables().append(NAME, context.spark().createDataFrame(List.of(row), SCHEMA));
    }

    private static String json(Receipt receipt) {
        try {
            return JsonFile.JSON.writeValueAsString(receipt);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the receipt as JSON", e);
        }
    }
}
