package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * The features that a prediction is from, as they are stored.
 *
 * @param at the version of their table
 */
record FeatureRow(ScoredRow scored, TableVersion at, Row row) {

    AuditedKey key() {
        return scored.key();
    }

    boolean isOfItsDate() {
        return row.<Date>getAs(Tables.EVENT_DATE).toLocalDate().equals(scored.date());
    }

    /** The clean rows that they were computed from. */
    TableVersion clean(Source source) {
        return new TableVersion(
                source.table(), row.getAs(FeatureTable.SOURCE_ID), row.<Long>getAs(FeatureTable.SOURCE_VERSION));
    }

    Instant computedAt() {
        return row.<Timestamp>getAs(FeatureTable.COMPUTED_AT).toInstant();
    }

    /** Of what the features of then meant, params have only what they mean now. */
    FeatureRow requireDefinitions(PredictionAudit.Params params) {
        String then = row.getAs(FeatureTable.VERSION);
        if (!FeatureTable.isSame(then, params.source(), params.features())) {
            throw Refusal.mistake(
                    "audit.other-definitions",
                    "Cannot audit %s: its features are of feature set %s, but params now define %s."
                            .formatted(key(), then, FeatureTable.version(params.source(), params.features())),
                    "Check out the params.yaml of then.");
        }
        return this;
    }

    /** What the prediction says of where it came from, and what is found there. */
    Stream<Difference> origins(String modelSha256) {
        return Stream.of(
                        origin(ScoredTable.MODEL_SHA256, modelSha256),
                        origin(FeatureTable.VERSION, row.getAs(FeatureTable.VERSION)),
                        origin(ScoredTable.FEATURES_COMPUTED_AT, row.getAs(FeatureTable.COMPUTED_AT)))
                .flatMap(each -> each);
    }

    private Stream<Difference> origin(String column, Object found) {
        return Difference.between(scored.table(), column, scored.row().getAs(column), found);
    }

    /** Whether history was fresh goes by the limit of the run, and no model looks at it. */
    Stream<Difference> differences(Optional<Row> again) {
        return again.map(now -> Difference.between(at.table(), row, now, compared(now)).stream())
                .orElseGet(() -> Stream.of(new Difference(at.table(), "the row", "there", "none")));
    }

    private static List<String> compared(Row now) {
        return Arrays.stream(now.schema().fieldNames())
                .filter(column -> !column.equals(FeatureTable.IS_FRESH))
                .toList();
    }
}
