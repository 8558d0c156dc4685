package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.stats.TestResult;
import org.junit.jupiter.api.Test;

class DriftNumberTextTest {

    @Test
    void fitsCountsBelowABar() {
        assertThat(DriftNumberText.shortCount(999)).isEqualTo("999");
        assertThat(DriftNumberText.shortCount(14_600)).isEqualTo("14.6k");
        assertThat(DriftNumberText.shortCount(145_600)).isEqualTo("146k");
        assertThat(DriftNumberText.shortCount(1_456_000)).isEqualTo("1.5M");
    }

    @Test
    void givesSmallSharesADecimal() {
        assertThat(DriftNumberText.percent(0)).isEqualTo("0%");
        assertThat(DriftNumberText.percent(0.0123)).isEqualTo("1.2%");
        assertThat(DriftNumberText.percent(0.0999)).isEqualTo("10%");
    }

    @Test
    void givesChangesASign() {
        assertThat(DriftNumberText.change(12.345)).isEqualTo("+12.3");
        assertThat(DriftNumberText.change(-0.5)).isEqualTo("\u22120.5");
        assertThat(DriftNumberText.change(0)).isEqualTo("0");
        assertThat(DriftNumberText.points(-0.04)).isEqualTo("0 points");
    }

    @Test
    void doesNotCallAProbabilityZero() {
        assertThat(DriftNumberText.test(new TestResult(0.25, 1e-12))).isEqualTo("0.250 (p < 0.001)");
        assertThat(DriftNumberText.test(new TestResult(0.02, 0.4321))).isEqualTo("0.020 (p = 0.432)");
    }
}
