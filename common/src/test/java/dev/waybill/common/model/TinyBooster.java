package dev.waybill.common.model;

import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** A booster of a few trees over the hour, a place and whether it rains, trained without Spark. */
final class TinyBooster {

    static final List<Input> INPUTS = List.of(
            Input.numeric("hour"), Input.categorical("place", List.of("north", "south")), Input.numeric("rain"));

    private TinyBooster() {}

    static Booster train(long seed) throws XGBoostError {
        Random random = new Random(seed);
        int rows = 300;
        float[] numbers = new float[rows * INPUTS.size()];
        float[] labels = new float[rows];
        for (int i = 0; i < rows; i++) {
            numbers[3 * i] = random.nextInt(24);
            numbers[3 * i + 1] = random.nextInt(6) == 0 ? Float.NaN : random.nextInt(2);
            numbers[3 * i + 2] = random.nextInt(2);
            float place = Float.isNaN(numbers[3 * i + 1]) ? 5 : numbers[3 * i + 1];
            labels[i] = numbers[3 * i] + 10 * place + 3 * numbers[3 * i + 2];
        }
        DMatrix matrix = new DMatrix(numbers, rows, INPUTS.size(), Float.NaN);
        matrix.setLabel(labels);
        Map<String, Object> params =
                Map.of("objective", "reg:squarederror", "max_depth", 4, "eta", 0.5, "nthread", 1, "verbosity", 0);
        Booster booster = XGBoost.train(matrix, params, 8, Map.of(), null, null);
        booster.setFeatureNames(INPUTS.stream().map(Input::name).toArray(String[]::new));
        return booster;
    }

    static Provenance provenance() {
        return new Provenance(
                "run-1",
                Instant.parse("2020-03-20T04:05:06Z"),
                "0123abc",
                new TableVersion("features", "id", 3),
                "0123456789ab",
                Task.regression,
                List.of("trip_id"),
                new SplitByDate(
                        DateRange.parse("2020-03-01/2020-03-06"),
                        Optional.empty(),
                        Optional.empty(),
                        DateRange.parse("2020-03-07/2020-03-08")),
                Bound.of(Model.class, "{objective: reg:squarederror, num_round: 8, max_depth: 4, eta: 0.5}"),
                Map.of("xgboost", "3.2.0", "spark", "3.5.7"));
    }
}
