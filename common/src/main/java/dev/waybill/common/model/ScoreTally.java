package dev.waybill.common.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows counted by their score. What comes back to the driver are as many cells as there are scores, a million at most. */
public final class ScoreTally {

    private ScoreTally() {}

    /**
     * The counts.
     *
     * @param score a column of scores that are told to a millionth
     * @throws Refusal if a label is neither 0 nor 1
     */
    public static ScoreCounts of(Dataset<Row> rows, String score, Source source) {
        Column label = col(source.label().name()).cast("double");
        List<ScoreCounts.Cell> cells = Sessions.summaries(rows.groupBy(score)
                        .agg(
                                count_if(label.equalTo(1)),
                                count_if(label.equalTo(0)),
                                count(lit(1)),
                                count_if(
                                        label.isNotNull().and(label.notEqual(0)).and(label.notEqual(1)))))
                .stream()
                .map(row -> cell(row, source))
                .sorted(Comparator.comparingDouble(ScoreCounts.Cell::score).reversed())
                .toList();
        return new ScoreCounts(cells);
    }

    private static ScoreCounts.Cell cell(Row row, Source source) {
        if (row.getLong(4) > 0) {
            throw Refusal.mistake(
                    "anomaly.bad-label",
                    "Cannot judge by label %s: some rows have one that is neither 0 nor 1."
                            .formatted(source.label().name()),
                    "Correct source.label.expr: 1 for an odd row, 0 for a normal one, null where nobody knows.");
        }
        return new ScoreCounts.Cell(row.getDouble(0), row.getLong(1), row.getLong(2), row.getLong(3));
    }
}
