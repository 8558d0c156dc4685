package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BinEdgesTest {

    @Test
    void closesABinAtEachQuantile() {
        BinEdges edges = new BinEdges(1, 2, 2, 5);

        assertThat(edges.bin(0.9)).isEqualTo(0);
        assertThat(edges.bin(1)).isEqualTo(1);
        assertThat(edges.bin(1.1)).isEqualTo(2);
        assertThat(edges.bin(2)).isEqualTo(2);
        assertThat(edges.bin(5)).isEqualTo(3);
        assertThat(edges.bin(5.1)).isEqualTo(4);
    }

    @Test
    void takesBothZeroesForOne() {
        BinEdges edges = new BinEdges(-0.0, 1);

        assertThat(edges.bin(0.0)).isEqualTo(edges.bin(-0.0)).isEqualTo(1);
    }

    @Test
    void hasOneBinWhereTheBaselineHasNoValue() {
        assertThat(new BinEdges().bin(7)).isZero();
        assertThat(new BinEdges().range(0, 0)).isEqualTo("any value");
    }

    @Test
    void namesWholeNumbersByThemselves() {
        BinEdges edges = new BinEdges(0, 1, 4, 23);

        assertThat(edges.range(0, 0)).isEqualTo("below 0");
        assertThat(edges.range(1, 1)).isEqualTo("0");
        assertThat(edges.range(2, 3)).isEqualTo("1 to 4");
        assertThat(edges.range(4, 4)).isEqualTo("5 to 23");
        assertThat(edges.range(5, 5)).isEqualTo("above 23");
    }

    @Test
    void namesOtherNumbersByTheEndsOfTheirBins() {
        BinEdges edges = new BinEdges(0.25, 1.123456, 12345.6);

        assertThat(edges.range(0, 1)).isEqualTo("up to 0.25");
        assertThat(edges.range(2, 2)).isEqualTo("0.25 to 1.123");
        assertThat(edges.range(3, 4)).isEqualTo("above 1.123");
        assertThat(edges.range(3, 3)).isEqualTo("1.123 to 12346");
    }
}
