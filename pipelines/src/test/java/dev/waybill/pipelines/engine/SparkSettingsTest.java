package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {

    private static final Map<String, String> PARAMS =
            Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "8");

    @Test
    void takesTheParamsWhereNothingElseIsGiven() {
        assertThat(SparkSettings.of(PARAMS, new Properties(), Optional.empty())).isEqualTo(PARAMS);
    }

    @Test
    void leavesToSparkSubmitWhatItWasGiven() {
        Properties submitted = new Properties();
        submitted.setProperty("spark.master", "yarn");
        submitted.setProperty("spark.sql.shuffle.partitions", "400");

        assertThat(SparkSettings.of(PARAMS, submitted, Optional.empty())).isEmpty();
    }

    @Test
    void takesTheMasterOptionOverAll() {
        Properties submitted = new Properties();
        submitted.setProperty("spark.master", "yarn");

        assertThat(SparkSettings.of(PARAMS, submitted, Optional.of("local[1]")))
                .containsEntry("spark.master", "local[1]");
    }

    @Test
    void runsOnThisMachineIfNobodyNamesAMaster() {
        assertThat(SparkSettings.of(Map.of(), new Properties(), Optional.empty()))
                .containsEntry("spark.master", "local[*]");
    }
}
