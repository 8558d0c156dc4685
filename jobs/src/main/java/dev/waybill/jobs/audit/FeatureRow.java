package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The features that a prediction is from, as they are stored.
 *
 * @param at the version of their table
 */
record FeatureRow(TableVersion at, Row row) {

    static FeatureRow find(AuditedKey key, ScoredRow scored, Tables tables) {
        TableVersion at = scored.features(tables);
        requireWhole(at, key, "which it was scored from", tables);
        Dataset<Row> rows = Tables.within(tables.read(at), Set.of(scored.date()));
        return rows.where(key.isThis(rows.schema())).limit(1).collectAsList().stream()
                .findFirst()
                .map(row -> new FeatureRow(at, row))
                .orElseThrow(() -> Refusal.mistake(
                        "audit.no-features",
                        "Cannot audit %s: %s, which it was scored from, has no such row.".formatted(key, at),
                        "Table %s was made anew since: restore it from a backup, or score the date again."
                                .formatted(at.table())));
    }

    private static void requireWhole(TableVersion at, AuditedKey key, String what, Tables tables) {
        if (!tables.isWhole(at)) {
            throw Refusal.mistake(
                    "audit.version-gone",
                    "Cannot audit %s: %s, %s, is no longer there whole.".formatted(key, at, what),
                    "It was vacuumed, cleaned up or made anew: restore table %s from a backup.".formatted(at.table()));
        }
    }

    /** Of what the features of then meant, params have only what they mean now. */
    void requireDefinitions(AuditedKey key, PredictionAudit.Params params) {
        String then = row.getAs(FeatureTable.VERSION);
        if (!FeatureTable.isSame(then, params.source(), params.features())) {
            throw Refusal.mistake(
                    "audit.other-definitions",
                    "Cannot audit %s: its features are of feature set %s, but params now define %s."
                            .formatted(key, then, FeatureTable.version(params.source(), params.features())),
                    "Check out the params.yaml of then.");
        }
    }

    /** The clean rows that they were computed from. */
    TableVersion clean(Source source) {
        return new TableVersion(
                source.table(), row.getAs(FeatureTable.SOURCE_ID), row.<Long>getAs(FeatureTable.SOURCE_VERSION));
    }

    Dataset<Row> cleanRows(AuditedKey key, Source source, Tables tables) {
        TableVersion clean = clean(source);
        requireWhole(clean, key, "which its features were computed from", tables);
        return tables.read(clean);
    }

    /** Whether history was fresh goes by the limit of the run, and no model looks at it. */
    List<Difference> differences(Dataset<Row> again) {
        List<String> columns = Arrays.stream(again.columns())
                .filter(column -> !column.equals(FeatureTable.IS_FRESH))
                .toList();
        return again.collectAsList().stream()
                .findFirst()
                .map(now -> Difference.between(at.table(), row, now, columns))
                .orElseGet(() -> List.of(new Difference(at.table(), "the row", "there", "none")));
    }
}
