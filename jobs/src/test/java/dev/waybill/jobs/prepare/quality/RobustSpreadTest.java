package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RobustSpreadTest {

    /** Deviations from 3 are 2, 1, 0, 1 and 97: their median is 1. */
    @Test
    void doesNotMindAValueFarAway() {
        assertThat(RobustSpread.ofQuantiles(List.of(1.0, 2.0, 3.0, 4.0, 100.0))).isEqualTo(new RobustSpread(3, 1));
        assertThat(RobustSpread.ofQuantiles(List.of(1.0, 2.0, 4.0, 9.0))).isEqualTo(new RobustSpread(3, 1.5));
    }

    /** A normal distribution has its quartiles, and so its MAD, at 0.6745 standard deviations from the mean. */
    @Test
    void countsInStandardDeviationsOfANormalDistribution() {
        assertThat(new RobustSpread(10, 0.6745 * 2).distance(3.5)).isCloseTo(7, within(1e-12));
    }
}
