package dev.waybill.jobs.prepare;

import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.prepare.AuditResult.Sample;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.Quality;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Columns are called by letters first, so that these are none. */
    private static final String QUESTION = "_question";

    private static final String PLACE = "_place";

    private Samples() {}

    /** Which rows are asked for; several checks may have one title. */
    private record Question(String title, Column atFault) {}

    static List<Sample> of(Dataset<Row> judged, Batch batch, Quality quality) {
        Stream<Question> failures = quality.failed().stream()
                .filter(check -> check.atFault().isPresent())
                .limit(CHECKS)
                .map(check -> new Question(
                        title(check), functions.expr(check.atFault().orElseThrow())));
        Stream<Question> reasons = batch.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(REASONS)
                .map(reason -> new Question(
                        "quarantine: " + reason.getKey(),
                        functions.array_contains(functions.col(CleanRows.REASONS), reason.getKey())));
        List<Question> questions = Stream.concat(failures, reasons).toList();
        return questions.isEmpty() ? List.of() : answered(judged, questions);
    }

    private static String title(Check check) {
        return check.column().isEmpty() ? check.kind().toString() : "%s of %s".formatted(check.kind(), check.column());
    }

    private static List<Sample> answered(Dataset<Row> judged, List<Question> questions) {
        Map<Integer, List<String>> found = Sessions.summaries(rows(judged, questions)).stream()
                .sorted(Comparator.comparing(row -> row.getInt(1)))
                .collect(Collectors.groupingBy(
                        row -> row.getInt(0), Collectors.mapping(row -> row.getString(2), Collectors.toList())));
        return IntStream.range(0, questions.size())
                .mapToObj(i -> new Sample(questions.get(i).title(), found.getOrDefault(i, List.of())))
                .toList();
    }

    /** The first rows of each: the number of the question, the place in the order of the source, the raw row. */
    private static Dataset<Row> rows(Dataset<Row> judged, List<Question> questions) {
        Column[] numbers = IntStream.range(0, questions.size())
                .mapToObj(i -> functions.when(questions.get(i).atFault(), functions.lit(i)))
                .toArray(Column[]::new);
        Column[] order = Stream.of(RawRows.SOURCE_FILE, RawRows.SOURCE_ROW, TypedRows.RAW)
                .map(functions::col)
                .toArray(Column[]::new);
        Column place = functions.row_number().over(Window.partitionBy(QUESTION).orderBy(order));
        return judged.withColumn(QUESTION, functions.explode(functions.array_compact(functions.array(numbers))))
                .withColumn(PLACE, place)
                .where(functions.col(PLACE).leq(ROWS))
                .select(QUESTION, PLACE, TypedRows.RAW);
    }
}
