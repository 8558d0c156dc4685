package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.ClassCounts.Cell;
import dev.waybill.common.model.ClassCounts.OneClass;
import dev.waybill.common.section.Loss;
import dev.waybill.common.table.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What scikit-learn 1.5.2 says of the same rows; tests/golden/classes.py made the file. */
class ClassQualityTest {

    private static final Offset<Double> CLOSE = within(1e-9);
    private static final PredictionLoss LOSS = new PredictionLoss(Loss.class_log_loss, 0);
    private static final StructType SCHEMA =
            new StructType().add("label", DataTypes.StringType).add("said", ClassSums.JUDGED);

    private static Stream<JsonNode> cases() throws IOException {
        try (InputStream text =
                Objects.requireNonNull(ClassQualityTest.class.getResourceAsStream("golden-classes.json"))) {
            return StreamSupport.stream(JsonFile.JSON.readTree(text).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void metricsAreThoseOfScikitLearn(JsonNode golden) {
        ClassQuality found = quality(rows(golden), 3);
        ClassQuality ofTwo = quality(rows(golden), 2);

        golden.get("metrics")
                .fields()
                .forEachRemaining(metric -> assertThat(found.metrics()
                                .getOrDefault(metric.getKey(), ofTwo.metrics().get(metric.getKey())))
                        .as(metric.getKey())
                        .isCloseTo(metric.getValue().asDouble(), CLOSE));
        List<OneClass> classes = found.counts().classes();
        golden.get("classes").forEach(expected -> {
            OneClass one = classes.stream()
                    .filter(each -> each.name().equals(expected.get(0).asText()))
                    .findFirst()
                    .orElse(new OneClass("", 0, 0, 0));
            assertThat(one.rows()).isEqualTo(expected.get(1).asLong());
            assertThat(one.precision().orElse(0.0)).isCloseTo(expected.get(2).asDouble(), CLOSE);
            assertThat(one.recall().orElse(0.0)).isCloseTo(expected.get(3).asDouble(), CLOSE);
        });
    }

    private static ClassQuality quality(Dataset<Row> rows, int top) {
        return Objects.requireNonNull(
                ClassQuality.of(rows, "label", List.of("said"), top, LOSS).get("said"));
    }

    private static Dataset<Row> rows(JsonNode golden) {
        List<String> names = JsonFile.JSON.convertValue(golden.get("names"), new TypeReference<>() {});
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < golden.get("labels").size(); i++) {
            double[] probabilities =
                    JsonFile.JSON.convertValue(golden.get("probabilities").get(i), double[].class);
            String label = golden.get("labels").get(i).asText();
            int best = ClassProbabilities.likeliest(probabilities);
            int number = names.indexOf(label);
            rows.add(RowFactory.create(
                    label,
                    RowFactory.create(
                            names.get(best),
                            probabilities[best],
                            probabilities[number],
                            ClassProbabilities.rank(probabilities, number))));
        }
        return SharedSpark.session().createDataFrame(rows, SCHEMA).repartition(3);
    }

    @Test
    void countsAClassThatTheModelDoesNotKnowAsWrong() {
        Dataset<Row> rows = SharedSpark.session()
                .createDataFrame(
                        List.of(
                                RowFactory.create("a", RowFactory.create("a", 0.9, 0.9, 1)),
                                RowFactory.create("new", RowFactory.create("a", 0.8, 0.0, null))),
                        SCHEMA);

        ClassQuality found = quality(rows, 3);

        assertThat(found.metrics())
                .containsAllEntriesOf(Map.of("accuracy", 0.5, "top_3_accuracy", 0.5, "unknown_class", 0.5));
        assertThat(found.metrics().get("log_loss")).isCloseTo(-(Math.log(0.9) + Math.log(1e-15)) / 2, CLOSE);
        assertThat(found.counts().cells()).containsExactly(new Cell("a", "a", 1), new Cell("new", "a", 1));
        assertThat(found.metrics().get("macro_f1")).isCloseTo(1 / 3.0, CLOSE);
    }

    @Test
    void putsRareClassesTogether() {
        ClassCounts counts = new ClassCounts(
                List.of(new Cell("a", "a", 5), new Cell("a", "b", 1), new Cell("b", "c", 2), new Cell("c", "b", 3)));

        assertThat(counts.with(List.of("a"), "other").cells())
                .containsExactly(new Cell("a", "a", 5), new Cell("a", "other", 1), new Cell("other", "other", 5));
    }
}
