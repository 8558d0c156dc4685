package dev.waybill.jobs.prepare;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Source.Lookup;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.prepare.files.Origin;
import dev.waybill.jobs.prepare.files.ReadingErrors;
import dev.waybill.jobs.prepare.quality.ReferenceData;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The tables of {@link Source#lookups}. They are sent to every executor, so that looking up moves no row.
 *
 * @param tables in the order of params
 */
record Lookups(List<Table> tables) {

    /**
     * One of them.
     *
     * @param rows what is looked up, and as a struct the row that it finds
     */
    record Table(String name, Lookup lookup, Dataset<Row> rows) {}

    private static final String KEY = "_key_of_";

    /**
     * Opens them all.
     *
     * @throws Refusal if one is not there, or has a key twice: rows would be doubled
     */
    static Lookups open(Source source, JobContext context) {
        return new Lookups(source.lookups().entrySet().stream()
                .map(entry -> open(entry.getKey(), entry.getValue(), source.timeZone(), context))
                .toList());
    }

    private static Table open(String name, Lookup lookup, ZoneId zone, JobContext context) {
        String where = "source.lookups." + name;
        Dataset<Row> rows = ReferenceData.read(context, where, lookup.format(), lookup.path(), lookup.options(), zone);
        ReferenceData.requireColumn(rows, where + ".key", lookup.key());
        Column found = rows.col("`" + lookup.key() + "`");
        Origin origin = new Origin(where + ".path " + lookup.path(), lookup.format(), lookup.options());
        ExactKeys.require(rows, found, where + ".key", origin);
        Column key = found.cast("string");
        Dataset<Row> table = rows.where(key.isNotNull())
                .select(key.as(KEY + name), functions.struct("*").as(name));
        requireOneRowAKey(ReadingErrors.explained(origin, () -> repeated(table, name)), name, lookup);
        return new Table(name, lookup, table);
    }

    /** At most one. */
    private static List<Row> repeated(Dataset<Row> table, String name) {
        return Sessions.summaries(table.groupBy(KEY + name)
                .count()
                .where("count > 1")
                .orderBy(KEY + name)
                .limit(1));
    }

    private static void requireOneRowAKey(List<Row> repeated, String name, Lookup lookup) {
        if (!repeated.isEmpty()) {
            throw Refusal.data(
                    "source.repeated-key",
                    "Cannot look up in source.lookups.%s.path %s: its %s '%s' stands in %d rows."
                            .formatted(
                                    name,
                                    lookup.path(),
                                    lookup.key(),
                                    repeated.get(0).getString(0),
                                    repeated.get(0).getLong(1)),
                    "Leave one row for each.");
        }
    }

    /**
     * The raw rows, each with what it finds in each table: a struct, or null.
     *
     * @param origin of the raw rows, for errors
     */
    Dataset<Row> join(Dataset<Row> raw, Origin origin) {
        Dataset<Row> joined = raw;
        for (Table table : tables) {
            requireNewName(raw, table.name());
            String key = KEY + table.name();
            String where = "source.lookups." + table.name() + ".on";
            Column on = SqlExpressions.on(raw, where, table.lookup().on());
            ExactKeys.require(raw, on, where, origin);
            joined = joined.join(
                            functions.broadcast(table.rows()),
                            on.cast("string").equalTo(table.rows().col(key)),
                            "left")
                    .drop(key);
        }
        return joined;
    }

    private static void requireNewName(Dataset<Row> raw, String name) {
        if (Arrays.stream(raw.columns()).anyMatch(name::equalsIgnoreCase)) {
            throw Refusal.mistake(
                    "params.repeated-name",
                    "Invalid params: source.lookups has '%s', which is a column of the source as well.".formatted(name),
                    "Call the lookup something else.");
        }
    }

    /** Prints of the files that they are in, as {@link SourceFiles} has them. */
    List<String> prints(JobContext context) {
        return tables.stream()
                .flatMap(table -> SourceFiles.prints(table.rows()).values().stream())
                .sorted()
                .toList();
    }
}
