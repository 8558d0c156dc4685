package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassLabelsTest {

    private static final TrainingSpec SPEC =
            TinyRows.spec(Task.multiclass, "{num_round: 2, max_depth: 2, weights: {classes: balanced}}");

    private static Dataset<Row> rows(int count, String label) {
        return TinyRows.frame(count, 0).withColumn("eta_minutes", functions.expr(label));
    }

    private static ClassLabels found(Dataset<Row> rows) {
        return ClassLabels.of(rows, SPEC).orElseThrow();
    }

    @Test
    void ordersTextsByTheirCharactersAndNumbersByTheirSize() {
        assertThat(found(rows(60, "if(hour < 8, 'b \"x\"', if(hour < 16, ' a', \"a 'y'\"))"))
                        .names())
                .containsExactly(" a", "a 'y'", "b \"x\"");
        assertThat(found(rows(60, "if(hour < 8, 10, if(hour < 16, -3, 2))")).names())
                .containsExactly("-3", "2", "10");
        assertThat(ClassLabels.of(rows(5, "'a'"), TinyRows.spec("{}"))).isEmpty();
    }

    @Test
    void numbersRowsAndWeighsClassesAlike() {
        ClassLabels labels = new ClassLabels(List.of("a", "b"), List.of(30L, 10L));
        Dataset<Row> given =
                SharedSpark.session().sql("select explode(array('b', 'a', 'never seen', null)) as eta_minutes");

        List<Row> rows = labels.numbered(given, SPEC).collectAsList();

        assertThat(rows).extracting(row -> row.get(0)).containsExactly(1.0, 0.0, null, null);
        assertThat(rows.get(0).getDouble(1)).isEqualTo(2);
        assertThat(rows.get(1).getDouble(1)).isCloseTo(2 / 3.0, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'one'               | is 'one' in all rows of split.train, so that there is nothing to learn. Look at"
                        + " source.label.expr, or widen split.train.",
                "hour / 2            | is of type double, but a class is a text or a whole number. Cast it to string in"
                        + " source.label.expr, or change the task.",
                "trip_id             | has more than 1,000 different values in split.train, too many for classes. Put the rare"
                        + " ones together in source.label.expr, or change the task."
            })
    void refusesWhatAreNoClasses(String label, String message) {
        assertThatThrownBy(() -> found(rows(1001, label.strip())))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot train: label eta_minutes " + message);
    }

    @Test
    void learnsTwoHundred() throws XGBoostError {
        Dataset<Row> rows = rows(800, "'class ' || pmod(xxhash64(trip_id), 200)");
        ClassLabels labels = found(rows);
        Dataset<Row> numbered = labels.numbered(rows, SPEC);
        LearnedInputs inputs = TrainingRows.inputs(numbered, SPEC);
        Preflight.Findings findings = Preflight.check(numbered, SPEC, inputs.scoring());

        Booster booster =
                new TreeTrainer(SPEC, inputs.scoring(), findings).fit(Examples.training(numbered, SPEC, inputs), 2);

        float[] predicted = booster.inplace_predict(new float[] {3, 1, 0}, 1, 3, Float.NaN)[0];
        assertThat(predicted).hasSize(labels.names().size());
        assertThat(labels.names().size()).isBetween(190, 200);
        assertThat(IntStream.range(0, predicted.length)
                        .mapToDouble(i -> predicted[i])
                        .sum())
                .isCloseTo(1, within(1e-4));
        assertThat(numbered.select("eta_minutes").as(Encoders.DOUBLE()).collectAsList())
                .doesNotContainNull();
    }
}
