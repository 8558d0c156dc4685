package dev.waybill.common.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void showsNoMoreDigitsThanMatter() {
        assertThat(Figures.quantity(3.94042)).isEqualTo("3.94");
        assertThat(Figures.quantity(42.123)).isEqualTo("42.1");
        assertThat(Figures.quantity(1234.4)).isEqualTo("1,234");
        assertThat(Figures.quantity(-0.004)).isEqualTo("0.00");
        assertThat(Figures.quantity(-12.34)).isEqualTo("\u221212.3");
        assertThat(Figures.count(33913)).isEqualTo("33,913");
        assertThat(Figures.percent(0.76513)).isEqualTo("76.5%");
        assertThat(Figures.percent(-0.01)).isEqualTo("\u22121.0%");
    }

    @Test
    void showsTheSignOfAChange() {
        assertThat(Figures.change(0.5)).isEqualTo("+0.50");
        assertThat(Figures.change(-0.5)).isEqualTo("\u22120.50");
        assertThat(Figures.change(0.001)).isEqualTo("0.00");
    }
}
