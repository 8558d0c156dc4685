package dev.waybill.serving.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.serving.predict.RecentPredictions.Prediction;
import dev.waybill.serving.predict.RecentPredictions.Summary;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RecentPredictionsTest {

    private static Prediction prediction(String id, double value, double millis, String tenant) {
        return new Prediction(id, 0, value, value > 100, millis, Optional.of(tenant));
    }

    @Test
    void tellsErrorsOfWhatIsKnownAndForgetsTheOldest() {
        RecentPredictions recent = new RecentPredictions(3);
        for (int i = 0; i < 5; i++) {
            recent.add(prediction("r" + i, 10.0 * i, i, "acme"));
        }

        assertThat(recent.came("r1", 0, 9, Optional.of("acme"))).isEmpty();
        assertThat(recent.came("r3", 1, 9, Optional.of("acme"))).isEmpty();
        assertThat(recent.came("r3", 0, 28, Optional.of("acme"))).contains(30.0);
        assertThat(recent.came("r4", 0, 44, Optional.of("acme"))).contains(40.0);
        assertThat(recent.last(10, Optional.of("acme")))
                .isEqualTo(new Summary(
                        3,
                        2,
                        OptionalDouble.of(3),
                        OptionalDouble.of(-1),
                        OptionalDouble.of(3),
                        OptionalDouble.of(4),
                        OptionalDouble.of(4),
                        OptionalDouble.of(0)));
    }

    @Test
    void aTenantKnowsOfNoOther() {
        RecentPredictions recent = new RecentPredictions(10);
        recent.add(prediction("r1", 500, 1, "acme"));

        assertThat(recent.came("r1", 0, 9, Optional.of("other"))).isEmpty();
        assertThat(recent.came("r1", 0, 9, Optional.empty())).isEmpty();
        assertThat(recent.last(10, Optional.of("other")).predictions()).isZero();
        assertThat(recent.last(10, Optional.of("acme")).oodRate()).hasValue(1);
        assertThat(recent.last(10, Optional.of("acme")).meanAbsoluteError()).isEmpty();
    }
}
