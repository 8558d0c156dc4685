package dev.waybill.jobs.prepare;

import dev.waybill.jobs.prepare.Findings.Sample;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.Quality;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** A few raw rows behind the worst failures and the most frequent reasons, to see what the trouble is. */
final class Samples {

    private static final int ROWS = 5;
    private static final int CHECKS = 3;
    private static final int REASONS = 3;

    private Samples() {}

    static List<Sample> of(Dataset<Row> judged, Batch batch, Quality quality) {
        Stream<Sample> failures = quality.failed().stream()
                .filter(check -> check.atFault().isPresent())
                .limit(CHECKS)
                .map(check -> new Sample(
                        title(check),
                        rows(judged, functions.expr(check.atFault().orElseThrow()))));
        Stream<Sample> reasons = batch.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(REASONS)
                .map(reason -> new Sample(
                        "quarantine: " + reason.getKey(),
                        rows(judged, functions.array_contains(functions.col(CleanRows.REASONS), reason.getKey()))));
        return Stream.concat(failures, reasons).toList();
    }

    private static String title(Check check) {
        return check.column().isEmpty() ? check.kind().toString() : "%s of %s".formatted(check.kind(), check.column());
    }

    private static List<String> rows(Dataset<Row> judged, Column atFault) {
        return judged.where(atFault)
                .select(CleanRows.RAW)
                .limit(ROWS)
                .as(Encoders.STRING())
                .collectAsList();
    }
}
