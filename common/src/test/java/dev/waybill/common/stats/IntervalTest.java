package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

    /** Of 0, 1 and 1: their mean is 2/3, its standard error 1/3. */
    @Test
    void isOfAMean() {
        Interval interval = Interval.ofMean(2, 2, 3).orElseThrow();
        assertThat(interval.lower()).isCloseTo(2.0 / 3 - 1.959964 / 3, within(1e-6));
        assertThat(interval.upper()).isCloseTo(2.0 / 3 + 1.959964 / 3, within(1e-6));
        assertThat(interval.within(0.5, 1)).isEqualTo(new Interval(0.5, 1));
    }

    @Test
    void oneValueDoesNotTellHowFarOthersLie() {
        assertThat(Interval.ofMean(1, 1, 1)).isEmpty();
    }
}
