package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.jobs.prepare.files.Csv;
import dev.waybill.jobs.prepare.files.CsvHeaders;
import dev.waybill.jobs.prepare.files.Nanoseconds;
import dev.waybill.jobs.prepare.files.Origin;
import dev.waybill.jobs.prepare.files.ReadingErrors;
import dev.waybill.jobs.prepare.files.Secrets;
import dev.waybill.jobs.prepare.files.TypesInFiles;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Small tables beside the rows that params.yaml names: the values that there are, what belongs to a zone. */
public final class ReferenceData {

    private ReferenceData() {}

    /**
     * Opens one.
     *
     * @param key where it stands in params.yaml, for errors
     * @param path a relative one starts at the workspace's home
     * @param zone in which its local times are read
     * @throws Refusal if it is not there, or is of another format: a mistake in params.yaml
     */
    public static Dataset<Row> read(
            JobContext context, String key, String format, String path, Map<String, String> options, ZoneId zone) {
        Origin origin = new Origin(key + ".path " + path, format, options);
        Map<String, String> all = options(format, options, zone);
        Dataset<Row> rows = load(context, origin, all, path);
        return ReadingErrors.explained(origin, () -> {
            if (format.equals("csv")) {
                CsvHeaders.requireOne(rows, origin, all);
            }
            return Nanoseconds.asTimes(rows, TypesInFiles.of(rows, origin), origin);
        });
    }

    private static Map<String, String> options(String format, Map<String, String> given, ZoneId zone) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(Secrets.ofProcess().resolve(given));
        if (format.equals("csv") || format.equals("json")) {
            options.putIfAbsent("timeZone", zone.getId());
        }
        return format.equals("csv") ? Csv.options(options) : options;
    }

    private static Dataset<Row> load(JobContext context, Origin origin, Map<String, String> options, String path) {
        try {
            return context.spark()
                    .read()
                    .format(origin.format())
                    .options(options)
                    .load(context.workspace().location(path));
        } catch (Exception e) { // Spark throws AnalysisException without declaring it.
            if (!ReadingErrors.isMistake(e)) {
                throw e;
            }
            String key = origin.place().substring(0, origin.place().indexOf(".path "));
            throw Refusal.mistake(
                    "params.missing-reference",
                    "Cannot read %s: there is no such file, or it is not %s."
                            .formatted(origin.place(), origin.format()),
                    "Correct it, or drop '%s'.".formatted(key.substring(key.lastIndexOf('.') + 1)),
                    e);
        }
    }

    /**
     * Looks for a column.
     *
     * @param key where it stands in params.yaml, for errors
     * @throws Refusal if the table has no such column: a mistake in params.yaml
     */
    public static void requireColumn(Dataset<Row> rows, String key, String column) {
        if (!Arrays.asList(rows.columns()).contains(column)) {
            throw Refusal.mistake(
                    "params.unknown-column",
                    "Invalid params: %s is '%s', which is not among its columns.".formatted(key, column),
                    Suggestion.sentence(column, Arrays.asList(rows.columns())));
        }
    }
}
