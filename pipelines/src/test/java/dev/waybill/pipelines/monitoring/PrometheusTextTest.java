package dev.waybill.pipelines.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

    /** Others read the format, and dashboards go by the names, so it is held to the letter. */
    @Test
    void writesAllThatANightTells() throws IOException {
        try (InputStream expected = Objects.requireNonNull(getClass().getResourceAsStream("night.prom"))) {
            assertThat(text(Nights.full(Nights.MONDAY, 1200, 34, Nights.ERRORS)))
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void leavesOutWhatANightDoesNotTell() {
        assertThat(text(Nights.bare(Nights.MONDAY, new PredictedLabel("demand_trips", Optional.empty()))))
                .isEqualTo("""
                        # HELP demand_night_date_timestamp_seconds The start of the date that the last night was for, in UTC.
                        # TYPE demand_night_date_timestamp_seconds gauge
                        demand_night_date_timestamp_seconds{pipeline="depot"} 1.7095104E9
                        # HELP demand_night_ended_timestamp_seconds When the last night ended.
                        # TYPE demand_night_ended_timestamp_seconds gauge
                        demand_night_ended_timestamp_seconds{pipeline="depot"} 0.0
                        # HELP demand_ood_detections_total Predictions flagged as out of distribution, over all nights.
                        # TYPE demand_ood_detections_total counter
                        demand_ood_detections_total{pipeline="depot"} 0.0
                        # HELP demand_predictions_total Predictions published, over all nights.
                        # TYPE demand_predictions_total counter
                        demand_predictions_total{pipeline="depot"} 0.0
                        """);
    }

    @Test
    void namesTheUnitAsTheLabelDoesOrElseAsParamsDo() {
        assertThat(errorMetric("eta_minutes", "min")).isEqualTo("eta_prediction_error_minutes");
        assertThat(errorMetric("price", "EUR")).isEqualTo("price_prediction_error_EUR");
        assertThat(errorMetric("price", "EUR per km")).isEqualTo("price_prediction_error");
        assertThat(errorMetric("_arrival in s", "min")).isEqualTo("arrival_prediction_error_s");
        assertThat(errorMetric("время", "min")).isEqualTo("label_prediction_error_min");
        assertThat(errorMetric("2nd_leg_hours", "h")).isEqualTo("label_prediction_error_hours");
    }

    private static String errorMetric(String label, String unit) {
        PredictedLabel predicted = new PredictedLabel(label, Optional.of(unit));
        return predicted.firstWord() + "_prediction_error" + predicted.unitSuffix();
    }

    private static String text(NightFigures night) {
        return PrometheusText.of(PublishedNights.with(night, Optional.empty()));
    }
}
