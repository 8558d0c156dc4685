package dev.waybill.jobs.prepare.files;

import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Timestamps in nanoseconds since 1970, as pandas writes them. Spark reads them as whole numbers
 * ({@code spark.sql.legacy.parquet.nanosAsLong}); here they become times again, in microseconds, rounded down.
 */
public final class Nanoseconds {

    private static final long PER_MICROSECOND = 1000;

    private Nanoseconds() {}

    /**
     * The same rows with times for them: instants, or local times where the file says that they are of no zone.
     *
     * @param types of {@link TypesInFiles#of}
     * @throws Refusal if some stand inside nested values
     */
    public static Dataset<Row> asTimes(Dataset<Row> rows, Map<String, String> types, Origin origin) {
        requireOnTop(rows, types, origin);
        Dataset<Row> read = rows;
        for (String column : rows.columns()) {
            String type = types.getOrDefault(column.toLowerCase(Locale.ROOT), "");
            if (isNanoseconds(type)) {
                Column instant = instant(rows.col("`" + column.replace("`", "``") + "`"));
                boolean local = type.equals(TypesInFiles.LOCAL_NANOSECONDS);
                // The session's zone is UTC, and so is the one in which the wall clock of a local time was counted.
                read = read.withColumn(column, local ? instant.cast("timestamp_ntz") : instant);
            }
        }
        return read;
    }

    private static Column instant(Column nanoseconds) {
        Column rest = functions.pmod(nanoseconds, functions.lit(PER_MICROSECOND));
        return functions.call_function(
                "timestamp_micros",
                functions.call_function("div", nanoseconds.minus(rest), functions.lit(PER_MICROSECOND)));
    }

    private static boolean isNanoseconds(String type) {
        return type.equals(TypesInFiles.NANOSECONDS) || type.equals(TypesInFiles.LOCAL_NANOSECONDS);
    }

    private static void requireOnTop(Dataset<Row> rows, Map<String, String> types, Origin origin) {
        types.keySet().stream()
                .filter(column -> isNanoseconds(types.getOrDefault(column, "")))
                .filter(column -> column.contains(".")) // one that only files after the first have is read by none
                .filter(column -> Arrays.stream(rows.columns()).noneMatch(column::equalsIgnoreCase))
                .sorted()
                .findFirst()
                .ifPresent(column -> {
                    throw Refusal.data(
                            "source.nested-nanoseconds",
                            "Cannot read %s: column %s has timestamps in nanoseconds inside another value."
                                    .formatted(origin.place(), column),
                            "Write them in microseconds; in pandas: to_parquet(.., coerce_timestamps='us').");
                });
    }
}
