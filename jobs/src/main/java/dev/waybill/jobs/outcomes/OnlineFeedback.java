package dev.waybill.jobs.outcomes;

import dev.waybill.common.section.Task;
import dev.waybill.common.table.OnlineTables;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What was said of answers after they were given: of each the last that was said. It counts for answers of the same tenant alone,
 * since the name of a request may be chosen by whoever asks.
 */
final class OnlineFeedback {

    static final String ACTUAL = "_feedback";
    static final String AT = "_feedback_at";

    /** No label is said earlier than its answer; clocks of servers may differ by as much as this. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private OnlineFeedback() {}

    /** What such a table lacks to be used, by commas; empty if nothing. */
    static String missing(StructType table) {
        Retyped columns = new Retyped(table);
        return Stream.of(OnlineTables.REQUEST_ID, OnlineTables.REQUEST_ROW, OnlineTables.ACTUAL, OnlineTables.AT)
                .filter(name -> !columns.has(name))
                .collect(Collectors.joining(", "));
    }

    /** Each time that something was said that can be true of a row: a number, of yes or no 1 or 0, and never a class. */
    static Dataset<Row> typed(Dataset<Row> table, Task task) {
        Retyped columns = new Retyped(table.schema());
        return table.select(
                        columns.as(OnlineTables.REQUEST_ID, DataTypes.StringType)
                                .as(OnlineAnswers.REQUEST_ID),
                        columns.as(OnlineTables.REQUEST_ROW, DataTypes.IntegerType)
                                .as(OnlineAnswers.REQUEST_ROW),
                        columns.as(OnlineTables.TENANT, DataTypes.StringType).as(OnlineAnswers.TENANT),
                        columns.ofKind(OnlineTables.ACTUAL, DataTypes.DoubleType)
                                .as(ACTUAL),
                        columns.as(OnlineTables.AT, DataTypes.TimestampType).as(AT))
                .where(functions.col(AT).isNotNull().and(isUsable(task)));
    }

    private static Column isUsable(Task task) {
        Column actual = functions.col(ACTUAL);
        return switch (task) {
            case regression, recommend -> functions.abs(actual).lt(Double.POSITIVE_INFINITY);
            case binary, anomaly -> actual.isin(0.0, 1.0);
            case multiclass -> functions.lit(false);
        };
    }

    /** Answers, beside each what was last said of it: where two things were said at once, the larger number. */
    static Dataset<Row> beside(Dataset<Row> answers, Dataset<Row> typed) {
        Dataset<Row> last = typed.groupBy(OnlineAnswers.REQUEST_ID, OnlineAnswers.REQUEST_ROW, OnlineAnswers.TENANT)
                .agg(functions.max(functions.struct(AT, ACTUAL)).as("_last"))
                .select(
                        functions.col(OnlineAnswers.REQUEST_ID),
                        functions.col(OnlineAnswers.REQUEST_ROW),
                        functions.col(OnlineAnswers.TENANT),
                        functions.col("_last." + AT).as(AT),
                        functions.col("_last." + ACTUAL).as(ACTUAL));
        Column isSame = Stream.of(OnlineAnswers.REQUEST_ID, OnlineAnswers.REQUEST_ROW, OnlineAnswers.TENANT)
                .map(name -> answers.col(name).eqNullSafe(last.col(name)))
                .reduce(earliest(answers.col(OnlineAnswers.ASKED_AT)).leq(last.col(AT)), Column::and);
        return answers.join(last, isSame, "left")
                .drop(last.col(OnlineAnswers.REQUEST_ID))
                .drop(last.col(OnlineAnswers.REQUEST_ROW))
                .drop(last.col(OnlineAnswers.TENANT));
    }

    /** From when on something can be said of an answer. */
    static Column earliest(Column askedAt) {
        return askedAt.minus(functions.expr("interval %d hours".formatted(CLOCKS.toHours())));
    }

    /** Answers of which nothing was said. */
    static Dataset<Row> besideNone(Dataset<Row> answers) {
        return answers.withColumn(AT, functions.lit(null).cast(DataTypes.TimestampType))
                .withColumn(ACTUAL, functions.lit(null).cast(DataTypes.DoubleType));
    }
}
