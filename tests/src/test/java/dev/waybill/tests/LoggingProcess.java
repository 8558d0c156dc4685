package dev.waybill.tests;

import dev.waybill.serving.log.LogCounts;
import dev.waybill.serving.log.LogSettings;
import dev.waybill.serving.log.PipelineLog;
import dev.waybill.serving.log.RowType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Keeps numbered rows as a server keeps predictions, and prints each number once its row is kept, until it is killed. */
final class LoggingProcess {

    private static final RowType TYPE =
            new RowType(new StructType().add("writer", DataTypes.StringType).add("number", DataTypes.LongType));

    /** So that its table can follow. */
    private static final int PAUSE_NANOS = 100_000;

    private LoggingProcess() {}

    /**
     * Keeps.
     *
     * @param words the folder of files, that of tables, the name of this writer, and how many rows
     */
    public static void main(String[] words) {
        LogSettings settings = new LogSettings(true, "", 50, 1, 100_000, 1 << 30);
        try (PipelineLog log = new PipelineLog(
                "p",
                Path.of(words[0]),
                Path.of(words[1]),
                settings,
                new LogCounts(new PrometheusRegistry()),
                InstantSource.system())) {
            log.begin();
            for (long i = 0; i < Long.parseLong(words[3]); i++) {
                if (log.predicted(TYPE, List.of(row(words[2], i)))) {
                    System.out.println(words[2] + " " + i);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static UnsafeRow row(String writer, long number) {
        UnsafeRowWriter row = new UnsafeRowWriter(2);
        row.resetRowWriter();
        row.write(0, UTF8String.fromString(writer));
        row.write(1, number);
        return row.getRow().copy();
    }
}
