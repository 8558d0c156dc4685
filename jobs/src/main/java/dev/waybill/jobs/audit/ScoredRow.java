package dev.waybill.jobs.audit;

import dev.waybill.common.model.Scoring;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * A prediction as it is stored.
 *
 * @param table that it stands in
 */
record ScoredRow(AuditedKey key, String table, Row row) {

    private static final String OTHERS = "other";

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

    /** The version of the features that it is from. */
    long features() {
        return row.<Long>getAs(ScoredTable.FEATURES_VERSION);
    }

    /** How many features its explanation names. */
    int top() {
        List<Row> explanation = row.getList(row.fieldIndex(ScoredTable.EXPLANATION));
        int last = explanation.size() - 1;
        return explanation.get(last).<String>getAs("feature").equals(OTHERS) ? last : last + 1;
    }

    /** Where it comes out otherwise. */
    Stream<Difference> differences(Optional<Row> again, Task task, Source source) {
        return again.stream().flatMap(now -> Difference.between(table, row, now, columns(now, task, source)).stream());
    }

    private static List<String> columns(Row now, Task task, Source source) {
        String prediction = ScoredTable.prediction(task, source.label().name());
        return Stream.of(
                        FeatureTable.rowColumns(source).stream(),
                        Scoring.columns(task, prediction).stream(),
                        Stream.of(ScoredTable.within(prediction))
                                .filter(List.of(now.schema().fieldNames())::contains))
                .flatMap(names -> names)
                .toList();
    }
}
