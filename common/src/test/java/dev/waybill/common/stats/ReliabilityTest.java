package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReliabilityTest {

    /** Ten rows at 0.2, of which one is a yes, and thirty at 0.7, of which 24 are. */
    private static final Reliability TWO =
            new Reliability(List.of(new Reliability.Bin(10, 0.2, 0.1), new Reliability.Bin(30, 0.7, 0.8)));

    @Test
    void weighsBinsByTheirRows() {
        assertThat(TWO.rate()).isCloseTo(25.0 / 40, within(1e-12));
        assertThat(TWO.calibrationError()).isCloseTo(0.1, within(1e-12));
    }

    /** Where all probabilities of a bin are the same, nothing is left within it. */
    @Test
    void theBrierScoreIsReliabilityLessResolutionPlusUncertainty() {
        double brier = (1 * 0.64 + 9 * 0.04 + 24 * 0.09 + 6 * 0.49) / 40;

        assertThat(TWO.reliability()).isCloseTo(0.01, within(1e-12));
        assertThat(TWO.uncertainty()).isCloseTo(0.625 * 0.375, within(1e-12));
        assertThat(TWO.withinBins(brier)).isCloseTo(0, within(1e-12));
        assertThat(TWO.withinBins(brier + 0.01)).isCloseTo(0.01, within(1e-12));
    }

    /** Wilson's interval of 8 in 10, as published in many places: 0.4902 to 0.9433. */
    @Test
    void theIntervalOfAShareIsWilsons() {
        Interval interval = Reliability.interval(new Reliability.Bin(10, 0.5, 0.8));

        assertThat(interval.lower()).isCloseTo(0.4902, within(5e-5));
        assertThat(interval.upper()).isCloseTo(0.9433, within(5e-5));
        assertThat(Reliability.interval(new Reliability.Bin(10, 0.5, 0)).lower())
                .isEqualTo(0);
    }
}
