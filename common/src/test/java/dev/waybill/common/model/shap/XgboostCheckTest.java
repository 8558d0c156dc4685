package dev.waybill.common.model.shap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

class XgboostCheckTest {

    private static Booster booster(int rounds, Map<String, Object> params) throws XGBoostError {
        return Boosters.ofMinutes(2_000, 7, rounds, params);
    }

    @Test
    void letsThroughWhatPredictsAlike() throws XGBoostError {
        Booster booster = booster(200, Map.of("max_depth", 6));

        assertThatCode(() -> XgboostCheck.require("it", booster, TreeExplainer.of(booster)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesOneThatIsOffByATree() throws XGBoostError {
        Booster booster = booster(20, Map.of("max_depth", 6));
        TreeExplainer other = TreeExplainer.of(booster(19, Map.of("max_depth", 6)));

        assertThatThrownBy(() -> XgboostCheck.require("demo/3", booster, other))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching(
                        "Cannot use demo/3: of a made-up row it says [-.0-9E]+, where XGBoost says [-.0-9E]+\\. .*");
    }
}
