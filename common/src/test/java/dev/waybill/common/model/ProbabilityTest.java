package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** A model of yes or no, from its held-back rows to scored ones. */
class ProbabilityTest {

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
            new Source.Label("late", "1", "requested_at", Optional.empty()));

    private static Booster booster;

    @TempDir
    private Path folder;

    /** Whether a delivery is late: the likelier the later the hour, and more so in the south. */
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
                        "cast(luck < 1 / (1 + exp(2 - hour / 8 - if(place = 'south', 1, 0))) as int) as late");
    }

    @BeforeAll
    static void train() throws XGBoostError {
        List<Row> rows = rows(2000, 30).collectAsList();
        Encoding encoding = new Encoding(INPUTS, rows.get(0).schema());
        float[] numbers = new float[2 * rows.size()];
        float[] labels = new float[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            encoding.encode(rows.get(i), numbers, 2 * i);
            labels[i] = rows.get(i).<Integer>getAs("late");
        }
        DMatrix matrix = new DMatrix(numbers, rows.size(), 2, Float.NaN);
        matrix.setLabel(labels);
        booster = XGBoost.train(
                matrix, Map.of("objective", "binary:logistic", "max_depth", 3, "nthread", 1), 20, Map.of(), null, null);
        booster.setFeatureNames(INPUTS.stream().map(Input::name).toArray(String[]::new));
    }

    private static Provenance provenance() {
        Provenance other = TinyBooster.provenance();
        return new Provenance(
                other.runId(),
                other.trainedAt(),
                other.gitCommit(),
                other.features(),
                other.featureSetVersion(),
                Task.binary,
                other.key(),
                other.split(),
                Bound.of(Model.class, "{}"),
                other.versions());
    }

    static TrainedModel model(String params) {
        Probabilities probabilities = ProbabilityFit.fit(
                Optional.of(new HeldBack("test", booster, rows(3000, 10))),
                rows(3000, 20),
                INPUTS,
                SOURCE,
                Bound.of(Probability.class, params));
        return plain().with(probabilities);
    }

    private static TrainedModel plain() {
        return TrainedModel.of(booster, INPUTS, "late", provenance(), Optional.empty());
    }

    private static Dataset<Row> score(TrainedModel model) {
        return Scoring.score(rows(2000, 1), model, "probability", 2).cache();
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void explainsAProbabilityInLogOddsAndInWhatItChangesBy(Method method) {
        TrainedModel model = model("{calibration: %s}".formatted(method));
        Dataset<Row> scored = score(model);

        List<Row> rows = scored.selectExpr(
                        "probability",
                        "base_value",
                        "base_value + aggregate(explanation, 0D, (sum, e) -> sum + e.contribution)",
                        "aggregate(explanation, 0D, (sum, e) -> sum + e.probability_change)",
                        "confidence",
                        "decision")
                .collectAsList();
        assertThat(rows).hasSize(2000).allSatisfy(row -> {
            double base = calibrated(model, row.getDouble(1));
            assertThat(row.getDouble(0)).isCloseTo(calibrated(model, row.getDouble(2)), within(1e-9));
            assertThat(row.getDouble(3)).isCloseTo(row.getDouble(0) - base, within(1e-9));
            assertThat(row.getDouble(4)).isEqualTo(Math.max(row.getDouble(0), 1 - row.getDouble(0)));
            assertThat(row.getBoolean(5)).isEqualTo(row.getDouble(0) >= 0.5);
        });
        assertThat(Scoring.predict(rows(2000, 1), model, "alone")
                        .except(scored.withColumnRenamed("probability", "alone")
                                .select("id", "hour", "place", "late", "alone"))
                        .collectAsList())
                .as("what is predicted alone and published differently")
                .isEmpty();
    }

    private static double calibrated(TrainedModel model, double logOdds) {
        return model.probabilities()
                .flatMap(Probabilities::calibrator)
                .map(found -> found.probability(logOdds))
                .orElse(1 / (1 + Math.exp(-logOdds)));
    }

    /** Rows that training knows not: as of a quantity. */
    @Test
    void flagsWhatTrainingNeverSaw() {
        Dataset<Row> rows = rows(1, 1).selectExpr("id", "hour", "'moon' as place", "late");

        Row row = Scoring.score(rows, model("{}"), "probability", 2).first();

        assertThat(row.<Boolean>getAs("is_ood")).isTrue();
        assertThat(row.<String>getList(row.fieldIndex("ood_reasons"))).contains("category:place");
    }

    @Test
    void decidesByCostByCapacityOrByAThreshold() {
        assertThat(model("{decision: {threshold: 0.3}}").decision())
                .isEqualTo(new DecisionThreshold(0.3, "set in params"));
        assertThat(model("{decision: {cost: {false-yes: 1, missed-yes: 4}}}").decision())
                .isEqualTo(new DecisionThreshold(0.2, "a false yes costs 1, a missed one 4"));
        TrainedModel top = model("{decision: {top: 20%}}");
        assertThat(top.decision().basis()).isEqualTo("the top 20% of test");
        long yes = Scoring.score(rows(3000, 10), top, "probability", 1)
                .where("decision")
                .count();
        assertThat(yes).isBetween(600L, 800L); // rows of one probability share an answer
        assertThatThrownBy(() -> ProbabilityFit.fit(
                        Optional.empty(),
                        rows(10, 1),
                        INPUTS,
                        SOURCE,
                        Bound.of(Probability.class, "{decision: {top: 20%}}")))
                .hasMessageContaining("no rows were held back");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void isWrittenAndReadTheSame(Method method) {
        TrainedModel model = model("{calibration: %s, decision: {threshold: 0.25}}".formatted(method));

        TrainedModel read = ModelFolder.write(folder.resolve("model"), model, new InputExample(List.of()));

        assertThat(read.probabilities()).isEqualTo(model.probabilities());
        assertThat(read.id())
                .isEqualTo(model.id())
                .isNotEqualTo(model("{calibration: %s}".formatted(method)).id());
    }

    /** The same threshold by another rule decides the same. */
    @Test
    void goesByWhatItDecidesAndNotByWhy() {
        TrainedModel byDefault = model("{calibration: none}");
        TrainedModel byParams = model("{calibration: none, decision: {threshold: 0.5}}");

        assertThat(byParams.decision()).isNotEqualTo(byDefault.decision());
        assertThat(byParams.id()).isEqualTo(byDefault.id());
    }

    @Test
    void staysAsItIsWhereHeldBackRowsAreOfOneClass() {
        Probabilities found = ProbabilityFit.fit(
                Optional.of(new HeldBack("test", booster, rows(100, 10).where("late = 0"))),
                rows(100, 20),
                INPUTS,
                SOURCE,
                Bound.of(Probability.class, "{calibration: isotonic}"));

        assertThat(found.method()).isEqualTo(Method.none);
        assertThat(found.calibration().orElseThrow().positives()).isZero();
    }

    @Test
    void ofAnotherTaskThereIsNone() {
        assertThat(plain().probabilities()).contains(Probabilities.PLAIN);
        assertThat(TrainedModel.of(booster, INPUTS, "late", TinyBooster.provenance(), Optional.empty())
                        .probabilities())
                .isEmpty();
    }
}
