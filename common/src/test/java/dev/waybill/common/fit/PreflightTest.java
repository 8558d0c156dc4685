package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {

    private static Dataset<Row> rows = SharedSpark.session().emptyDataFrame();

    @BeforeAll
    static void makeRows() {
        rows = TinyRows.frame(40, 0.1).cache();
    }

    @Test
    void findsNothingInGoodRows() {
        assertThat(check(rows, "{}").unvarying()).isEmpty();
        assertThat(check(rows, "{}").classes()).isZero();
    }

    @Test
    void listsFeaturesThatNeverVary() {
        Dataset<Row> poor = rows.withColumn("hour", functions.lit(null).cast("double"))
                .withColumn("origin", functions.lit("z1"))
                .withColumn("is_late", functions.when(functions.col("is_late"), true));
        assertThat(check(poor, "{}").unvarying())
                .as("is_late is true or missing, and that it is missing may tell something")
                .containsExactly("hour", "origin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "regression|{}|12.5|is 12.5 in all rows, so that there is nothing to learn. Look at source.label.expr"
                        + " and at the dates of split.train.",
                "regression|{}|if(hour > 20, double('inf'), 1)|is infinite or not a number in some rows. Correct"
                        + " source.label.expr, or quarantine them.",
                "regression|{}|if(hour > 20, double('nan'), 1)|is infinite or not a number in some rows. Correct"
                        + " source.label.expr, or quarantine them.",
                "regression|{}|hour * 1e15|goes from 0.0 to 2.2E16, and beyond 1e+15 its errors could not be added up. Give it"
                        + " in a larger unit, or quarantine such rows.",
                "regression|{}|origin|is of type string. Make it a number in source.label.expr: yes or no is 1 or 0.",
                "regression|{objective: reg:gamma}|hour|goes down to 0.0, which reg:gamma cannot be of. Choose another"
                        + " model.objective, or quarantine such rows.",
                "binary|{}|hour|goes from 0.0 to 22.0, but a binary one is 0 or 1. Make it a condition cast to int in"
                        + " source.label.expr, or change the task.",
                "multiclass|{}|2 * int(hour / 8)|has 3 different values from 0.0 to 4.0, but classes are 0, 1, 2 and so"
                        + " on without a gap. Number the classes so in source.label.expr, or widen split.train."
            })
    void refusesLabelsThatCannotBeLearned(Task task, String model, String label, String problem) {
        Dataset<Row> other = rows.where("hour is not null").withColumn("eta_minutes", functions.expr(label));
        refused(
                () -> Preflight.check(other, TinyRows.spec(task, model), TinyRows.INPUTS),
                "train.bad-label",
                "Cannot train: label eta_minutes " + problem);
    }

    @Test
    void countsTheClasses() {
        Dataset<Row> classes =
                rows.where("hour is not null").withColumn("eta_minutes", functions.expr("int(hour / 8)"));
        assertThat(Preflight.check(classes, TinyRows.spec(Task.multiclass, "{}"), TinyRows.INPUTS)
                        .classes())
                .isEqualTo(3);
    }

    @Test
    void refusesInfiniteFeatures() {
        Dataset<Row> infinite = rows.withColumn("hour", functions.expr("if(hour > 20, double('inf'), hour)"));
        refused(
                () -> check(infinite, "{}"),
                "train.infinite-feature",
                "Cannot train: feature hour goes from 0.0 to Infinity, and XGBoost counts no further than 3.4e+38. Look"
                        + " for a division by zero or a logarithm of it in features.columns; null means missing.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hour - 30 | model.weights.expr is null, negative or infinite for 40 of 40 rows. Make it a number from"
                        + " 0 on, such as coalesce(.., 0).",
                "0 | the weight of every row is 0. Correct model.weights."
            })
    void refusesWeightsThatAreNone(String expr, String problem) {
        refused(
                () -> check(rows, "{weights: {expr: '%s'}}".formatted(expr)),
                "train.bad-weights",
                "Cannot train: " + problem);
    }

    @Test
    void refusesATextThatIsToRise() {
        refused(
                () -> check(rows, "{monotone: {origin: increasing}}"),
                "train.monotone-text",
                "Cannot train: model.monotone has origin, but it is a text, which neither rises nor falls. Take it out"
                        + " there, or make it a number in features.columns.");
    }

    @Test
    void refusesMoreWorkersThanSlots() {
        refused(
                () -> check(rows, "{workers: 3}"),
                "train.no-slots",
                "Cannot train with 3 workers: Spark has 2 task slots. Lower model.workers, or give Spark"
                        + " more slots, such as --master local[3].");
    }

    @Test
    void refusesTooFewRowsForEachWorker() {
        TrainingSpec two = TinyRows.spec("{workers: 2}");
        Dataset<Row> fourteen = TinyRows.frame(14, 0);
        long most = fourteen.where("pmod(hash(trip_id), 2) = 0").count();
        refused(
                () -> Workers.require(fourteen, two, "split.valid"),
                "train.too-many-workers",
                "Cannot train with 2 workers: one of them would get %d rows of split.valid, and each needs at least 100."
                                .formatted(Math.min(most, 14 - most))
                        + " Lower model.workers; one is quick with so few.");
        refused(
                () -> Workers.require(TinyRows.frame(1, 0), two, "split.train"),
                "train.too-many-workers",
                "Cannot train with 2 workers: one of them would get 0 rows of split.train, and each needs at least 100."
                        + " Lower model.workers; one is quick with so few.");
        Workers.require(fourteen, TinyRows.spec("{workers: 1}"), "split.train");
        Workers.require(TinyRows.frame(300, 0), two, "split.train");
    }

    private static Preflight.Findings check(Dataset<Row> frame, String model) {
        return Preflight.check(frame, TinyRows.spec(model), TinyRows.INPUTS);
    }

    private static void refused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}
