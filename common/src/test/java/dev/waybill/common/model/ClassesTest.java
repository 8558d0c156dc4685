package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.params.Bound;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Probability;
import dev.waybill.common.section.Probability.Method;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of several classes, from its held-back rows to scored ones. */
class ClassesTest {

    private static final List<String> NAMES = List.of("at 'the' door", "back \"home\"", "lost", "never: held back");
    private static final List<Input> INPUTS =
            List.of(Input.numeric("hour"), Input.categorical("place", List.of("north", "south")));

    private static final Source.Column AT_REQUEST = new Source.Column("id", KnownAt.request);
    private static final Source SOURCE = new Source(
            "rows",
            "csv",
            "rows.csv",
            Map.of(),
            ZoneId.of("UTC"),
            Map.of("id", AT_REQUEST, "requested_at", AT_REQUEST),
            List.of("id"),
            "requested_at",
            new Source.Label("ends", "1", "requested_at", Optional.empty()));

    private static Booster booster;

    @TempDir
    private Path folder;

    /** How a delivery ends, as the number of its class: early ones at the door, late ones in the south are lost. */
    static Dataset<Row> rows(int count, int seed) {
        return SharedSpark.session()
                .range(count)
                .selectExpr(
                        "id",
                        "cast(24 * rand(%d) as long) as hour".formatted(seed),
                        "if(rand(%d) < 0.5, 'north', 'south') as place".formatted(seed + 1),
                        "rand(%d) as luck".formatted(seed + 2))
                .selectExpr(
                        "id",
                        "hour",
                        "place",
                        "cast(case when luck < 0.8 - hour / 40 then 0 when place = 'south' then 2 else 1 end as int) as ends");
    }

    @BeforeAll
    static void train() throws XGBoostError {
        List<Row> rows = rows(2000, 30).collectAsList();
        float[] labels = new float[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            labels[i] = i < 20 ? 3 : rows.get(i).<Integer>getAs("ends");
        }
        DMatrix matrix = new DMatrix(numbers(rows), rows.size(), 2, Float.NaN);
        matrix.setLabel(labels);
        booster = XGBoost.train(
                matrix,
                Map.of("objective", "multi:softprob", "num_class", 4, "max_depth", 3, "nthread", 1),
                20,
                Map.of(),
                null,
                null);
        booster.setFeatureNames(INPUTS.stream().map(Input::name).toArray(String[]::new));
    }

    private static float[] numbers(List<Row> rows) {
        Encoding encoding = new Encoding(INPUTS, rows.get(0).schema());
        float[] numbers = new float[2 * rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            encoding.encode(rows.get(i), numbers, 2 * i);
        }
        return numbers;
    }

    private static TrainedModel plain() {
        Provenance other = TinyBooster.provenance();
        Provenance provenance = new Provenance(
                other.runId(),
                other.trainedAt(),
                other.gitCommit(),
                other.features(),
                other.featureSetVersion(),
                Task.multiclass,
                other.key(),
                other.split(),
                Bound.of(Model.class, "{}"),
                other.versions());
        return TrainedModel.of(booster, INPUTS, "ends", provenance, Optional.empty());
    }

    static TrainedModel model(String params) {
        return plain().with(ClassFit.fit(
                NAMES,
                Optional.of(new HeldBack("test", booster, rows(3000, 10))),
                rows(3000, 20),
                INPUTS,
                SOURCE,
                Bound.of(Probability.class, params)));
    }

    /** As they are once labels are texts. */
    private static Dataset<Row> named(Dataset<Row> rows) {
        String names = NAMES.stream()
                .map(name -> "'" + name.replace("'", "\\'") + "'")
                .reduce((left, right) -> left + ", " + right)
                .orElseThrow();
        return rows.selectExpr("id", "hour", "place", "element_at(array(%s), ends + 1) as ends".formatted(names));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void explainsThePredictedClassAndKnowsTheProbabilitiesOfAll(Method method) throws XGBoostError {
        TrainedModel model = model("{calibration: %s, top-classes: 4}".formatted(method));
        Dataset<Row> rows = named(rows(500, 1)).orderBy("id");
        List<Row> scored = Scoring.score(rows.drop("ends"), model, "ends", 2)
                .selectExpr("*", "base_value + aggregate(explanation, 0D, (sum, e) -> sum + e.contribution) as margin")
                .orderBy("id")
                .collectAsList();
        List<Row> judged = Scoring.predict(rows, model, "said").orderBy("id").collectAsList();
        float[][] margins = booster.predict(new DMatrix(numbers(rows.collectAsList()), 500, 2, Float.NaN), true, 0);

        ClassProbabilities probabilities =
                new ClassProbabilities(model.classes().orElseThrow());
        for (int i = 0; i < 500; i++) {
            Row row = scored.get(i);
            double[] expected = probabilities.of(
                    IntStream.range(0, 4).mapToDouble(at(margins[i])).toArray());
            int best = ClassProbabilities.likeliest(expected);
            assertThat(row.<String>getAs("ends")).isEqualTo(NAMES.get(best));
            assertThat(row.<Double>getAs("margin")).isCloseTo(margins[i][best], within(1e-4));
            assertThat(row.<Double>getAs("probability"))
                    .isCloseTo(expected[best], within(1e-5))
                    .isEqualTo(row.<Double>getAs("confidence"));
            List<Row> all = row.getList(row.fieldIndex("probabilities"));
            assertThat(all).hasSize(4);
            assertThat(all.get(0).<String>getAs("class")).isEqualTo(row.getAs("ends"));
            assertThat(all.stream()
                            .mapToDouble(each -> each.<Double>getAs("probability"))
                            .sum())
                    .isCloseTo(1, within(1e-12));
            assertJudged(judged.get(i).getStruct(4), row, judged.get(i).getAs("ends"), all);
        }
    }

    private static IntToDoubleFunction at(float[] values) {
        return i -> values[i];
    }

    private static void assertJudged(Row judged, Row published, String label, List<Row> all) {
        assertThat(judged.<String>getAs("class")).isEqualTo(published.getAs("ends"));
        assertThat(judged.<Double>getAs("probability")).isEqualTo(published.<Double>getAs("probability"));
        double ofLabel = all.stream()
                .filter(each -> each.getAs("class").equals(label))
                .mapToDouble(each -> each.<Double>getAs("probability"))
                .sum();
        assertThat(judged.<Double>getAs("of_label")).isEqualTo(ofLabel);
        assertThat(judged.<Integer>getAs("rank") == 1 || !label.equals(published.getAs("ends")))
                .isTrue();
    }

    /** Of one class there is no held-back row: it stays as it is, and says so. */
    @Test
    void calibratesEachClassThatHasRowsEnough() {
        Classes classes = model("{}").classes().orElseThrow();

        assertThat(classes.method()).isEqualTo(Method.sigmoid);
        assertThat(classes.uncalibrated()).containsExactly("never: held back");
        assertThat(classes.top()).isEqualTo(3);
        double[] margins = {2, 1, 0, 0.5};
        double[] calibrated = new ClassProbabilities(classes).of(margins);
        double[] expected = new double[4];
        double[] logOdds = ClassProbabilities.logOdds(margins);
        for (int i = 0; i < 4; i++) {
            double odds = Math.exp(margins[i]);
            double others = Arrays.stream(margins).map(Math::exp).sum() - odds;
            assertThat(logOdds[i]).isCloseTo(Math.log(odds / others), within(1e-12));
            int number = i;
            expected[i] = Optional.ofNullable(
                            classes.calibration().orElseThrow().calibrators().get(NAMES.get(i)))
                    .map(found -> found.probability(logOdds[number]))
                    .orElse(odds / (odds + others));
        }
        double sum = Arrays.stream(expected).sum();
        for (int i = 0; i < 4; i++) {
            assertThat(calibrated[i]).isCloseTo(expected[i] / sum, within(1e-12));
        }
    }

    /** The odds of a class that is all but certain do not vanish in the sum of all. */
    @Test
    void staysANumberFarOut() {
        assertThat(ClassProbabilities.logOdds(new double[] {60, 0, 0})[0]).isCloseTo(60 - Math.log(2), within(1e-9));
        assertThat(ClassProbabilities.logOdds(new double[] {1e6, 0})).containsExactly(700, -700);
        assertThat(new ClassProbabilities(model("{calibration: beta}").classes().orElseThrow())
                        .of(new double[] {1e6, 0, -1e6, 5}))
                .doesNotContain(Double.NaN);
    }

    @Test
    void knowsNothingOfAClassThatTrainingNeverSaw() {
        Row said = Scoring.predict(
                        rows(1, 1).selectExpr("id", "hour", "'moon' as place", "'new' as ends"), model("{}"), "said")
                .first()
                .getStruct(4);

        assertThat(said.<Double>getAs("of_label")).isZero();
        assertThat(said.<Integer>getAs("rank")).isNull();
        Row scored = Scoring.score(rows(1, 1).selectExpr("id", "hour", "'moon' as place"), model("{}"), "ends", 2)
                .first();
        assertThat(scored.<String>getList(scored.fieldIndex("ood_reasons"))).contains("category:place");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void isWrittenAndReadTheSame(Method method) throws Exception {
        TrainedModel model = model("{calibration: %s}".formatted(method));

        TrainedModel read = ModelFolder.write(folder.resolve("model"), model, new InputExample(List.of()));

        assertThat(read.classes()).isEqualTo(model.classes());
        assertThat(read.id())
                .isEqualTo(model.id())
                .isNotEqualTo(model("{calibration: %s, top-classes: 2}".formatted(method))
                        .id())
                .isNotEqualTo(plain().id());
        assertThat(Files.readString(folder.resolve("model/MLmodel")))
                .contains("\"name\": \"probability_back \\\"home\\\"\"", "\"name\": \"probability_at ''the'' door\"");
    }

    private static Classes heldBack(Dataset<Row> rows) {
        return ClassFit.fit(
                NAMES,
                Optional.of(new HeldBack("test", booster, rows)),
                rows(100, 20),
                INPUTS,
                SOURCE,
                Bound.of(Probability.class, "{calibration: sigmoid}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 39})
    void sayNothingOfWhatIsUsualWhereFewRowsWereHeldBack(int count) {
        Classes classes = heldBack(rows(count, 10));

        assertThat(classes.calibration().orElseThrow().rows()).isEqualTo(count);
        assertThat(classes.profile()).isEmpty();
        assertThat(Scoring.score(rows(1, 1).drop("ends"), plain().with(classes), "ends", 2)
                        .first()
                        .<Boolean>getAs("is_ood"))
                .isNull();
    }

    @Test
    void staysAsItIsWhereHeldBackRowsAreOfOneClass() {
        Classes classes = heldBack(rows(200, 10).where("ends = 0"));

        assertThat(classes.method()).isEqualTo(Method.none);
        assertThat(classes.uncalibrated()).isEqualTo(NAMES);
        assertThat(classes.profile()).isPresent();
    }

    @Test
    void haveProbabilitiesWhereARowLacksEverything() {
        Row scored = Scoring.score(
                        rows(1, 1).selectExpr("id", "cast(null as long) as hour", "cast(null as string) as place"),
                        model("{top-classes: 4}"),
                        "ends",
                        2)
                .selectExpr("ends", "aggregate(probabilities, 0D, (sum, e) -> sum + e.probability)")
                .first();

        assertThat(scored.getString(0)).isIn(NAMES);
        assertThat(scored.getDouble(1)).isCloseTo(1, within(1e-12));
    }

    /** An older one was trained on numbers, and knows no names. */
    @Test
    void areNumbersWhereNothingElseIsKnown() {
        assertThat(plain().classes().map(Classes::names)).contains(List.of("0", "1", "2", "3"));
    }
}
