package dev.waybill.jobs.features;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The table of features as it stands.
 *
 * @param dates that it has rows of
 * @param basis what all of them are from; empty where they are not of one set of definitions, or there are none
 */
record Featured(SortedSet<LocalDate> dates, Optional<Basis> basis) {

    /**
     * What the features were made from: the note of each commit, so that to find it out does not take reading the table.
     *
     * @param version of the definitions
     * @param sourceId of the clean table
     * @param sourceVersion up to which its changes have been taken in
     */
    record Basis(String version, String sourceId, long sourceVersion) {

        static Basis of(String version, TableVersion clean) {
            return new Basis(version, clean.id(), clean.version());
        }

        String note() {
            return JsonFile.line(this);
        }

        /** The clean table as it was. */
        TableVersion clean(String table) {
            return new TableVersion(table, sourceId, sourceVersion);
        }
    }

    static Featured read(Tables tables) {
        if (!tables.exists(FeatureTable.NAME)) {
            return new Featured(new TreeSet<>(), Optional.empty());
        }
        Optional<Basis> noted = tables.note(FeatureTable.NAME).flatMap(note -> JsonFile.readLine(note, Basis.class));
        return new Featured(tables.dates(tables.version(FeatureTable.NAME)), noted.or(() -> told(tables)));
    }

    /** By the rows, as an older Waybill left them: what the oldest of them has seen. */
    private static Optional<Basis> told(Tables tables) {
        List<Row> found = Sessions.summaries(tables.read(FeatureTable.NAME)
                .groupBy(FeatureTable.VERSION, FeatureTable.SOURCE_ID)
                .agg(functions.min(FeatureTable.SOURCE_VERSION)));
        return found.size() == 1
                ? found.stream()
                        .map(row -> new Basis(row.getString(0), row.getString(1), row.getLong(2)))
                        .findFirst()
                : Optional.empty();
    }
}
