package dev.waybill.jobs.prepare;

import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.prepare.Findings.Sample;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.Quality;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** A few raw rows behind the worst failures and the most frequent reasons, to see what the trouble is. */
final class Samples {

    private static final int ROWS = 5;
    private static final int CHECKS = 3;
    private static final int REASONS = 3;

    private Samples() {}

    static List<Sample> of(Dataset<Row> judged, Batch batch, Quality quality) {
        Map<String, Column> asked = new LinkedHashMap<>();
        quality.failed().stream()
                .filter(check -> check.atFault().isPresent())
                .limit(CHECKS)
                .forEach(check ->
                        asked.put(title(check), functions.expr(check.atFault().orElseThrow())));
        batch.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(REASONS)
                .forEach(reason -> asked.put(
                        "quarantine: " + reason.getKey(),
                        functions.array_contains(functions.col(CleanRows.REASONS), reason.getKey())));
        return asked.isEmpty() ? List.of() : samples(judged, asked);
    }

    private static String title(Check check) {
        return check.column().isEmpty() ? check.kind().toString() : "%s of %s".formatted(check.kind(), check.column());
    }

    private static List<Sample> samples(Dataset<Row> judged, Map<String, Column> asked) {
        Map<String, List<String>> found = Sessions.summaries(rows(judged, asked)).stream()
                .sorted(Comparator.comparing(row -> row.getInt(1)))
                .collect(Collectors.groupingBy(
                        row -> row.getString(0), Collectors.mapping(row -> row.getString(2), Collectors.toList())));
        return asked.keySet().stream()
                .map(title -> new Sample(title, found.getOrDefault(title, List.of())))
                .toList();
    }

    /** The first rows at fault of each kind: its title, the place in the order of the source, the raw row. */
    private static Dataset<Row> rows(Dataset<Row> judged, Map<String, Column> asked) {
        Column[] titles = asked.entrySet().stream()
                .map(kind -> functions.when(kind.getValue(), functions.lit(kind.getKey())))
                .toArray(Column[]::new);
        Column[] order = Stream.of(RawRows.SOURCE_FILE, RawRows.SOURCE_ROW, CleanRows.RAW)
                .map(functions::col)
                .toArray(Column[]::new);
        Column place = functions.row_number().over(Window.partitionBy("title").orderBy(order));
        return judged.withColumn("title", functions.explode(functions.array_compact(functions.array(titles))))
                .select(Stream.concat(Stream.of(functions.col("title")), Stream.of(order))
                        .toArray(Column[]::new))
                .withColumn("place", place)
                .where(functions.col("place").leq(ROWS))
                .select("title", "place", CleanRows.RAW);
    }
}
