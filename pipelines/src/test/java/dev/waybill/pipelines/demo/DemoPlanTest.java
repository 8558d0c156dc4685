package dev.waybill.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DemoPlanTest {

    private static final LocalDate MONDAY = LocalDate.of(2024, 3, 4);

    @Test
    void putsTheShockOnDay24Of28() {
        assertThat(DemoPlan.of(1_000, 28, 42)).isEqualTo(new DemoPlan(1_000, 28, MONDAY, 24, 42));
        assertThat(DemoPlan.of(1_000, 1, 42).shockDay()).isEqualTo(1);
        assertThat(DemoPlan.of(1_000, 90, 42).shockDay()).isEqualTo(77);
    }

    @Test
    void refusesFewerRowsThanDays() {
        assertThatThrownBy(() -> DemoPlan.of(27, 28, 42))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot plan the demo: 27 rows are too few for 28 days."
                        + " Ask for at least a row a day; 100000 rows make a believable model.");
    }

    @Test
    void refusesDaysOutOfRange() {
        assertThatThrownBy(() -> DemoPlan.of(1_000, 0, 42))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot plan the demo: 0 days are not between 1 and 3660. Ask for 28, say.");
    }

    @Test
    void refusesDaysThatEndBeforeTheModelIsJudged() {
        LocalDate judged = LocalDate.of(2024, 3, 24);
        DemoPlan.of(1_000, 28, 42).requireShockAfter(judged);
        DemoPlan.of(1_000, 60, 42).requireShockAfter(judged);
        assertThatThrownBy(() -> DemoPlan.of(1_000, 14, 42).requireShockAfter(judged))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot plan the demo: of 14 days, the bridge closes on 2024-03-15, but the model is still"
                        + " judged on 2024-03-24. Ask for 28 or more.");
    }

    @Test
    void refusesAShockOutsideOfTheDays() {
        assertThatThrownBy(() -> new DemoPlan(1_000, 28, MONDAY, 29, 42))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot plan the demo: the shock on day 29 is outside of the 28 days."
                        + " Put it on a day from 1 to 28.");
    }
}
