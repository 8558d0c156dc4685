package dev.waybill.common.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberTextTest {

    @Test
    void showsNoMoreDigitsThanMatter() {
        assertThat(NumberText.quantity(3.94042)).isEqualTo("3.94");
        assertThat(NumberText.quantity(42.123)).isEqualTo("42.1");
        assertThat(NumberText.quantity(1234.4)).isEqualTo("1,234");
        assertThat(NumberText.quantity(-0.004)).isEqualTo("0.00");
        assertThat(NumberText.quantity(-12.34)).isEqualTo("\u221212.3");
        assertThat(NumberText.count(33913)).isEqualTo("33,913");
        assertThat(NumberText.percent(0.76513)).isEqualTo("76.5%");
        assertThat(NumberText.percent(-0.01)).isEqualTo("\u22121.0%");
    }

    @Test
    void showsTheSignOfAChange() {
        assertThat(NumberText.change(0.5)).isEqualTo("+0.50");
        assertThat(NumberText.change(-0.5)).isEqualTo("\u22120.50");
        assertThat(NumberText.change(0.001)).isEqualTo("0.00");
    }
}
