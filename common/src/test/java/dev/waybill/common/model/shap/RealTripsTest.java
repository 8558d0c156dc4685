package dev.waybill.common.model.shap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealTripsTest {

    private static final int TRAINING_TRIPS = 20_000;
    private static final int EXPLAINED_TRIPS = 200;

    @ParameterizedTest(name = "depth {0}")
    @ValueSource(ints = {3, 6, 8, 10})
    void contributionsAreThoseOfXgboostToAThousandthOfAMinute(int depth) throws XGBoostError {
        Optional<GreenTaxi> found = GreenTaxi.read(TRAINING_TRIPS);
        assumeTrue(found.isPresent(), "skipped: ../shared/data/green-taxi is not there");
        GreenTaxi trips = found.orElseThrow();
        DMatrix matrix = Boosters.matrix(trips.rows(), GreenTaxi.FEATURES);
        matrix.setLabel(trips.minutes());
        Booster booster =
                Boosters.train(matrix, 60, Map.of("objective", "reg:absoluteerror", "eta", 0.1, "max_depth", depth));
        float[] last = Arrays.copyOfRange(
                trips.rows(), trips.rows().length - EXPLAINED_TRIPS * GreenTaxi.FEATURES, trips.rows().length);
        assertThat(Boosters.largestDifference(booster, TreeExplainer.of(booster), last))
                .isLessThan(1e-3);
    }
}
