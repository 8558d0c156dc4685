package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GainsTest {

    /** Two hundred rows: the first tenth is a yes, the next one half so, the others are a no. */
    private static final Gains GAINS = new Gains(
            200,
            IntStream.range(0, 100)
                    .mapToObj(slice -> slice < 10 ? 2.0 : slice < 20 ? 1.0 : 0.0)
                    .toList());

    @Test
    void addsUpFromTheHighestProbabilityDown() {
        assertThat(GAINS.found(Gains.SLICES)).isEqualTo(30);
        assertThat(GAINS.gain(10)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(GAINS.rate(20)).isCloseTo(0.75, within(1e-12));
        assertThat(GAINS.lift(10)).isCloseTo(1 / 0.15, within(1e-12));
        assertThat(GAINS.falseAlarms(20)).isCloseTo(10.0 / 170, within(1e-12));
        assertThat(GAINS.falseAlarms(100)).isEqualTo(1);
    }

    @Test
    void tellsTenthsOfTheRows() {
        List<Gains.Decile> deciles = GAINS.deciles();

        assertThat(deciles).hasSize(10);
        assertThat(deciles.get(1).number()).isEqualTo(2);
        assertThat(deciles.get(1).rows()).isEqualTo(20);
        assertThat(deciles.get(1).yes()).isEqualTo(10);
        assertThat(deciles.get(1).rate()).isCloseTo(0.5, within(1e-12));
        assertThat(deciles.get(1).lift()).isCloseTo(0.5 / 0.15, within(1e-12));
        assertThat(deciles.get(1).gain()).isEqualTo(1);
    }
}
