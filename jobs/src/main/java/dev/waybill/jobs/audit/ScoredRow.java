package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A prediction as it is stored.
 *
 * @param table that it stands in
 */
record ScoredRow(String table, Row row) {

    private static final String OTHERS = "other";

    /** What production says of a row, or what one version said. */
    static ScoredRow find(AuditedKey key, Optional<Integer> version, Tables tables) {
        String table = version.isPresent() ? ScoredTable.NAME : ScoredTable.CURRENT;
        Dataset<Row> rows = version.isPresent()
                ? tables.read(table)
                        .where(functions.col(ScoredTable.MODEL_VERSION).equalTo(version.get()))
                : tables.read(table);
        return rows
                .where(key.isThis(rows.schema()))
                .orderBy(functions.col(ScoredTable.SCORED_AT).desc())
                .limit(1)
                .collectAsList()
                .stream()
                .findFirst()
                .map(row -> new ScoredRow(table, row))
                .orElseThrow(() -> unknown(key, table, version, tables));
    }

    private static Refusal unknown(AuditedKey key, String table, Optional<Integer> version, Tables tables) {
        List<String> versions = versions(key, tables);
        return Refusal.mistake(
                "audit.unknown-key",
                "Cannot audit %s: table %s has no such row%s."
                        .formatted(
                                key,
                                table,
                                version.map(number -> " of version " + number).orElse("")),
                versions.isEmpty()
                        ? "Nor has table %s of any version: look for it in table %s by ./waybill sql."
                                .formatted(ScoredTable.NAME, FeatureTable.NAME)
                        : "Table %s has it of version %s: name one by --model."
                                .formatted(ScoredTable.NAME, String.join(", ", versions)));
    }

    private static List<String> versions(AuditedKey key, Tables tables) {
        Dataset<Row> all = tables.read(ScoredTable.NAME);
        return all.where(key.isThis(all.schema())).select(ScoredTable.MODEL_VERSION).distinct().collectAsList().stream()
                .map(row -> row.getInt(0))
                .sorted()
                .map(String::valueOf)
                .toList();
    }

    int version() {
        return row.getAs(ScoredTable.MODEL_VERSION);
    }

    LocalDate date() {
        return row.<Date>getAs(Tables.EVENT_DATE).toLocalDate();
    }

    /** Empty for a model without intervals. */
    Optional<String> calibration() {
        return Optional.ofNullable(row.getAs(ScoredTable.CALIBRATION));
    }

    /** The features that it is from. */
    TableVersion features(Tables tables) {
        return new TableVersion(
                FeatureTable.NAME,
                tables.version(FeatureTable.NAME).id(),
                row.<Long>getAs(ScoredTable.FEATURES_VERSION));
    }

    /** How many features its explanation names. */
    int top() {
        List<Row> explanation = row.getList(row.fieldIndex(ScoredTable.EXPLANATION));
        int last = explanation.size() - 1;
        return explanation.get(last).<String>getAs("feature").equals(OTHERS) ? last : last + 1;
    }
}
