package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.Offsets;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.IntervalCalibration;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScoringTest {

    private static final Source.Column AT_REQUEST = new Source.Column("id", KnownAt.request);
    private static final Source SOURCE = new Source(
            "trips",
            "csv",
            "trips.csv",
            Map.of(),
            ZoneId.of("UTC"),
            Map.of("id", AT_REQUEST, "requested_at", AT_REQUEST, "finished_at", AT_REQUEST),
            List.of("id"),
            "requested_at",
            new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min")));

    private static TrainedModel model;

    /** In the north, labels scatter by a minute, in the south by ten. */
    private static Dataset<Row> rows(int count, int seed) {
        return SharedSpark.session()
                .range(count)
                .selectExpr(
                        "id",
                        "cast(24 * rand(%d) as long) as hour".formatted(seed),
                        "if(rand(%d) < 0.5, 'north', 'south') as place".formatted(seed + 1),
                        "rand(%d) < 0.3 as rain".formatted(seed + 2),
                        "randn(%d) as luck".formatted(seed + 3))
                .selectExpr(
                        "*",
                        "hour + if(place = 'south', 10, 0) + if(rain, 3, 0) + if(place = 'south', 10, 1) * luck"
                                + " as eta_minutes");
    }

    @BeforeAll
    static void train() throws XGBoostError {
        Booster booster = TinyBooster.train(1);
        Optional<Calibration> calibration = CalibrationFit.fit(
                new HeldBack("test", booster, rows(4000, 10)),
                rows(4000, 20),
                TinyBooster.INPUTS,
                SOURCE,
                new IntervalCalibration(List.of("place"), 200, 7));
        model = TrainedModel.of(booster, TinyBooster.INPUTS, "eta_minutes", TinyBooster.provenance(), calibration);
    }

    private static Dataset<Row> score(Dataset<Row> rows, int top) {
        return Scoring.score(rows, model, "eta", top);
    }

    @Test
    void keepsTheRowsAndAddsColumns() {
        Dataset<Row> rows = rows(50, 1);
        Dataset<Row> scored = score(rows, 2);
        assertThat(scored.drop(Scoring.columns(Task.regression, "eta").toArray(String[]::new))
                        .collectAsList())
                .isEqualTo(rows.collectAsList());
        assertThat(scored.select(
                                "eta",
                                Scoring.columns(Task.regression, "eta")
                                        .subList(1, 11)
                                        .toArray(String[]::new))
                        .schema()
                        .toDDL())
                .isEqualTo("eta DOUBLE NOT NULL,eta_p05 DOUBLE,eta_p25 DOUBLE,eta_p50 DOUBLE,eta_p75 DOUBLE,"
                        + "eta_p95 DOUBLE,confidence DOUBLE,is_ood BOOLEAN,ood_reasons ARRAY<STRING>,"
                        + "explanation ARRAY<STRUCT<feature: STRING, value: STRING, contribution: DOUBLE>>,"
                        + "base_value DOUBLE NOT NULL");
    }

    @Test
    void predictsAloneWhatItPublishesToTheLastBitInWhateverBatches() {
        List<Row> published =
                score(rows(5000, 2), 2).select("id", "eta").orderBy("id").collectAsList();
        List<Row> alone = Scoring.predict(rows(5000, 2).repartition(3), model, "eta")
                .select("id", "eta")
                .orderBy("id")
                .collectAsList();
        assertThat(alone).hasSize(5000).isEqualTo(published);
    }

    @Test
    void explainsEachPredictionWhole() {
        for (int top = 1; top <= 4; top++) {
            Row worst = score(rows(3000, 3), top)
                    .selectExpr(
                            "max(abs(base_value + aggregate(explanation, 0D, (sum, e) -> sum + e.contribution) - eta))",
                            "min(size(explanation))",
                            "max(size(explanation))",
                            "count_if(abs(explanation[0].contribution) < abs(explanation[1].contribution)"
                                    + " and explanation[1].feature <> 'other')")
                    .first();
            assertThat(worst.getDouble(0)).isLessThan(1e-9);
            assertThat(worst.getInt(1)).isEqualTo(Math.min(3, top + 1)).isEqualTo(worst.getInt(2));
            assertThat(worst.getLong(3)).isZero();
        }
    }

    @Test
    void namesFeaturesWithTheirValues() {
        Dataset<Row> rows = rows(1, 4).selectExpr("id", "null as rain", "'north' as place", "7L as hour");
        List<Row> entries = score(rows.withColumn("rain", rows.col("rain").cast("boolean")), 3)
                .selectExpr("inline(explanation)")
                .collectAsList();
        assertThat(entries)
                .extracting(row -> row.getString(0), row -> row.getString(1))
                .containsExactlyInAnyOrder(tuple("hour", "7"), tuple("place", "north"), tuple("rain", null));
    }

    @Test
    void coversAsOftenAsItSaysInEachGroup() {
        for (Row group : score(rows(20_000, 5), 1)
                .groupBy("place")
                .agg(
                        functions.expr("avg(int(eta_minutes between eta_p05 and eta_p95))"),
                        functions.expr("avg(int(eta_minutes between eta_p25 and eta_p75))"),
                        functions.expr("avg(eta_p95 - eta_p05)"))
                .collectAsList()) {
            assertThat(group.getDouble(1)).isCloseTo(0.9, within(0.025));
            assertThat(group.getDouble(2)).isCloseTo(0.5, within(0.04));
            double scatter = group.getString(0).equals("south") ? 10 : 1;
            assertThat(group.getDouble(3)).isBetween(2.9 * scatter, 4.5 * scatter);
        }
    }

    @Test
    void isSurerWhereLabelsScatterLess() {
        List<Row> byPlace = score(rows(2000, 6), 1)
                .groupBy("place")
                .agg(functions.avg("confidence"), functions.min("confidence"), functions.max("confidence"))
                .orderBy("place")
                .collectAsList();
        assertThat(byPlace.get(0).getDouble(1))
                .as("in the north")
                .isGreaterThan(byPlace.get(1).getDouble(1) + 0.3);
        assertThat(byPlace).allMatch(row -> row.getDouble(2) >= 0 && row.getDouble(3) <= 1);
    }

    @Test
    void flagsAboutOneInAHundred() {
        assertThat(score(rows(20_000, 7), 1).where("is_ood").count()).isBetween(0L, 400L);
    }

    @Test
    void saysWhyARowIsUnlikeThoseOfTraining() {
        Dataset<Row> strange = rows(1, 8).selectExpr("id", "900L as hour", "'west' as place", "false as rain");
        Row row = score(strange, 1).select("is_ood", "ood_reasons").first();
        assertThat(row.getBoolean(0)).isTrue();
        assertThat(row.<String>getList(1)).containsExactly("range:hour", "z:hour", "mahalanobis", "category:place");
        Row usual = score(rows(1, 8).selectExpr("id", "9L as hour", "'north' as place", "false as rain"), 1)
                .select("is_ood", "ood_reasons")
                .first();
        assertThat(usual.getBoolean(0)).isFalse();
        assertThat(usual.getList(1)).isEmpty();
    }

    @Test
    void givesTheSameHoweverTheRowsArePartitioned() {
        Dataset<Row> rows = rows(9000, 9);
        List<Row> one = score(rows.coalesce(1), 2).orderBy("id").collectAsList();
        assertThat(score(rows.repartition(7), 2).orderBy("id").collectAsList()).isEqualTo(one);
        assertThat(score(rows.where("id % 1000 = 3"), 2).orderBy("id").collectAsList())
                .isEqualTo(one.stream()
                        .filter(row -> row.<Long>getAs("id") % 1000 == 3)
                        .toList());
    }

    @Test
    void calibratesTheSameInWhateverOrderTheRowsCome() {
        Calibration again = CalibrationFit.fit(
                        new HeldBack("test", model.booster(), rows(4000, 10).orderBy("luck")),
                        rows(4000, 20).repartition(5),
                        TinyBooster.INPUTS,
                        SOURCE,
                        new IntervalCalibration(List.of("place"), 200, 7))
                .orElseThrow();
        Calibration first = model.calibration().orElseThrow();
        assertThat(again.intervals()).isEqualTo(first.intervals());
        assertThat(again.profile()).isEqualTo(first.profile());
        assertThat(TrainedModel.bytes(again.scale())).isEqualTo(TrainedModel.bytes(first.scale()));
    }

    @Test
    void leavesOutWhatAModelWithoutCalibrationCannotSay() {
        Row row = Scoring.score(rows(1, 1), model.with(Optional.empty()), "eta", 3)
                .first();
        for (String column : Scoring.columns(Task.regression, "eta").subList(1, 9)) {
            assertThat(row.<Object>getAs(column)).as(column).isNull();
        }
        assertThat(row.<Object>getAs("explanation")).isNotNull();
    }

    @Test
    void calibratesNothingOnFewerThanFortyRows() {
        assertThat(CalibrationFit.fit(
                        new HeldBack("test", model.booster(), rows(39, 1)),
                        rows(39, 2),
                        TinyBooster.INPUTS,
                        SOURCE,
                        new IntervalCalibration(List.of(), 200, 7)))
                .isEmpty();
    }

    @Test
    void refusesGroupsThatTheFeaturesLack() {
        assertThatThrownBy(() -> CalibrationFit.fit(
                        new HeldBack("test", model.booster(), rows(50, 1)),
                        rows(50, 2),
                        TinyBooster.INPUTS,
                        SOURCE,
                        new IntervalCalibration(List.of("plaice"), 200, 7)))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot calibrate intervals by plaice (intervals.groups): the features have no such column."
                        + " Did you mean 'place'?");
    }

    @Test
    void refusesGroupsThatNoLaterRowsCanHave() {
        Dataset<Row> rows = rows(50, 1).withColumn("day", functions.expr("date'2020-03-01'"));
        assertThatThrownBy(() -> calibrate(rows, new IntervalCalibration(List.of("day"), 200, 7)))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot calibrate intervals by day (intervals.groups): its type is DATE, whose values no later"
                                + " rows share. Take a text, a number, or true and false, such as the hour of a time.");
    }

    private static Optional<Calibration> calibrate(Dataset<Row> rows, IntervalCalibration params) {
        return CalibrationFit.fit(
                new HeldBack("test", model.booster(), rows), rows, TinyBooster.INPUTS, SOURCE, params);
    }

    /** Of fewer than 400 rows no scale is learnt: all are equally sure, and all of them count for the intervals. */
    @Test
    void givesAllRowsOneWidthWhereFewWereHeldBack() {
        Calibration few = calibrate(rows(398, 30), new IntervalCalibration(List.of(), 200, 7))
                .orElseThrow();
        assertThat(few.widths().flat()).isTrue();
        assertThat(few.widths().rows()).isEqualTo(398);
        assertThat(few.intervals().all().rows()).isEqualTo(398);
        Row one = Scoring.score(rows(2000, 31), model.with(Optional.of(few)), "eta", 1)
                .selectExpr(
                        "min(confidence)",
                        "max(confidence)",
                        "max(eta_p95 - eta_p05) - min(eta_p95 - eta_p05)",
                        "avg(int(eta_minutes between eta_p05 and eta_p95))")
                .first();
        assertThat(one.getDouble(0)).isEqualTo(0.5).isEqualTo(one.getDouble(1));
        assertThat(one.getDouble(2)).isLessThan(1e-9);
        assertThat(one.getDouble(3)).isCloseTo(0.9, within(0.03));

        Calibration enough = calibrate(rows(400, 30), new IntervalCalibration(List.of(), 200, 7))
                .orElseThrow();
        assertThat(enough.widths().flat()).isFalse();
        assertThat(enough.widths().rows()).isEqualTo(200);
        assertThat(enough.intervals().all().rows()).isEqualTo(200);
    }

    @Test
    void tellsHowLikelyLabelsAreUpToLimits() {
        IntervalCalibration params = new IntervalCalibration(List.of("place"), 200, 7, List.of(10.0, 25.0));
        TrainedModel limited = model.with(calibrate(rows(2000, 40), params));
        assertThat(Scoring.columns(limited, "eta").subList(4, 8))
                .containsExactly("eta_p75", "eta_p95", "eta_within", "confidence");
        Dataset<Row> scored = Scoring.score(rows(3000, 41), limited, "eta", 1);
        assertThat(scored.select("eta_within").schema().toDDL())
                .isEqualTo("eta_within ARRAY<STRUCT<limit: DOUBLE, probability: DOUBLE>> NOT NULL");
        Row row = scored.selectExpr(
                        "avg(eta_within[0].probability)",
                        "avg(int(eta_minutes <= 10))",
                        "avg(pow(eta_within[0].probability - int(eta_minutes <= 10), 2))",
                        "avg(eta_within[1].probability)",
                        "avg(int(eta_minutes <= 25))",
                        "count_if(eta_within.limit = array(10D, 25D))",
                        "count_if(eta_within[0].probability > eta_within[1].probability)",
                        "avg(confidence)")
                .first();
        assertThat(row.getDouble(0)).isCloseTo(row.getDouble(1), within(0.03));
        assertThat(row.getDouble(2)).isLessThan(0.6 * row.getDouble(1) * (1 - row.getDouble(1)));
        assertThat(row.getDouble(3)).isCloseTo(row.getDouble(4), within(0.03));
        assertThat(row.getLong(5)).isEqualTo(3000);
        assertThat(row.getLong(6)).isZero();
        assertThat(row.getDouble(7)).isCloseTo(0.5, within(0.05));
    }

    /** As many labels are held, by intervals that are 0 where they would be less. */
    @Test
    void endsQuantilesWhereTheLabelEnds() {
        Dataset<Row> rows = rows(4000, 32).withColumn("eta_minutes", functions.expr("abs(eta_minutes)"));
        Calibration calibration = CalibrationFit.fit(
                        new HeldBack("test", model.booster(), rows),
                        rows,
                        TinyBooster.INPUTS,
                        source(Optional.of(0.0)),
                        new IntervalCalibration(List.of("place"), 200, 7))
                .orElseThrow();
        Row all = Scoring.score(rows, model.with(Optional.of(calibration)), "eta", 1)
                .selectExpr(
                        "min(least(eta_p05, eta_p25, eta_p50))",
                        "count_if(eta_p05 = 0) > 100",
                        "avg(int(eta_minutes between eta_p05 and eta_p95))")
                .first();
        assertThat(all.getDouble(0)).isZero();
        assertThat(all.getBoolean(1)).isTrue();
        assertThat(all.getDouble(2)).isCloseTo(0.9, within(0.02));
    }

    private static Source source(Optional<Double> least) {
        return new Source(
                "trips",
                "csv",
                "trips.csv",
                Map.of(),
                ZoneId.of("UTC"),
                SOURCE.columns(),
                List.of("id"),
                "requested_at",
                new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min"), least, Optional.empty()));
    }

    @Test
    void refusesLabelsBelowTheLeastThatTheyCanBe() {
        Dataset<Row> rows = rows(50, 1).selectExpr("id", "hour", "place", "rain", "id - 2D as eta_minutes");
        assertThatThrownBy(() -> CalibrationFit.recalibrate(
                        model,
                        new HeldBack("test", model.booster(), rows),
                        source(Optional.of(0.0)),
                        new IntervalCalibration(List.of(), 200, 7)))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot calibrate intervals: 2 rows have eta_minutes outside of least 0.0 (source.label); it goes"
                                + " from -2.0 to 47.0. Set such rows aside (checks.quarantine), or correct source.label.");
    }

    @Test
    void findsRowsStrangeThatLackWhatTrainingHardlyEverLacked() {
        Dataset<Row> rows = rows(1, 8);
        Dataset<Row> nothing =
                rows.selectExpr("id", "cast(null as bigint) as hour", "cast(null as string) as place", "false as rain");
        Row row = score(nothing, 1).select("is_ood", "ood_reasons").first();
        assertThat(row.getBoolean(0)).isTrue();
        assertThat(row.<String>getList(1)).containsExactly("missing:hour", "missing:place");
    }

    /** One row in a hundred lacks the place in training: that is no news. */
    @Test
    void findsNothingStrangeInWhatTrainingLackedAtTimes() {
        Dataset<Row> rows = rows(4000, 33).withColumn("place", functions.expr("if(id % 100 = 7, null, place)"));
        Calibration calibration = calibrate(rows, new IntervalCalibration(List.of("place"), 20, 7))
                .orElseThrow();
        assertThat(calibration.profile().present())
                .extracting(OodProfile.Present::feature)
                .containsExactly("hour", "rain");
        assertThat(calibration.intervals().byGroup()).containsOnlyKeys("north", "south", "null");
        Dataset<Row> scored = Scoring.score(rows, model.with(Optional.of(calibration)), "eta", 1);
        assertThat(scored.where("exists(ood_reasons, reason -> reason like 'missing:%')")
                        .count())
                .isZero();
        assertThat(scored.where("is_ood").count()).isLessThan(80);
    }

    /** Two recalibrations, valid from the third and the fifth of March: each date has the last before it. */
    @Test
    void takesTheIntervalsOfTheRowsDate() {
        Dataset<Row> rows =
                rows(6, 34).withColumn("event_date", functions.expr("date_add(date'2020-03-01', cast(id as int))"));
        List<Row> scored = Scoring.score(rows, model, List.of(zero("b", 5), zero("a", 3)), "eta", 1)
                .selectExpr("calibration", "eta_p95 = eta", "confidence")
                .collectAsList();
        assertThat(scored).extracting(row -> row.getString(0)).containsExactly(null, null, "a", "a", "b", "b");
        assertThat(scored).extracting(row -> row.getBoolean(1)).containsExactly(false, false, true, true, true, true);
        assertThat(Scoring.score(rows, model, "eta", 1)
                        .select("eta_p05", "eta_p95", "confidence")
                        .limit(2)
                        .collectAsList())
                .isEqualTo(Scoring.score(rows, model, List.of(zero("a", 3)), "eta", 1)
                        .select("eta_p05", "eta_p95", "confidence")
                        .limit(2)
                        .collectAsList());
    }

    /** As if no prediction had ever been off. */
    private static Recalibration zero(String name, int day) {
        Offsets none = new Offsets(100, List.of(0.0, 0.0, 0.0, 0.0, 0.0));
        return new Recalibration(
                name, LocalDate.of(2020, 3, day), new Intervals("test", List.of(), none, none, new TreeMap<>()));
    }

    @Test
    void refusesRowsThatLackAnInput() {
        assertThatThrownBy(() -> score(rows(1, 1).drop("hour"), 1))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use the model: it was trained on feature hour as a number, but among the features"
                        + " now there is none. Train again, or bring the feature back.");
    }
}
