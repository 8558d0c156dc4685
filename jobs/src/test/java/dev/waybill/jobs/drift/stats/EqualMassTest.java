package dev.waybill.jobs.drift.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EqualMassTest {

    @Test
    void joinsEqualBinsIntoEqualGroups() {
        long[] fine = new long[200];
        Arrays.fill(fine, 5);

        assertThat(EqualMass.sum(fine, EqualMass.groups(fine, 10)))
                .containsOnly(100)
                .hasSize(10);
    }

    @Test
    void keepsAFrequentValueApart() {
        assertThat(EqualMass.groups(new long[] {5, 90, 5}, 10)).containsExactly(0, 1, 2);
    }

    @Test
    void leavesNoGroupOutWhenFewBinsHoldMuch() {
        assertThat(EqualMass.groups(new long[] {30, 70, 0}, 10)).containsExactly(0, 1, 2);
    }

    @Test
    void putsEverythingInOneGroupWhereThereIsNoReference() {
        assertThat(EqualMass.groups(new long[] {0, 0}, 10)).containsExactly(0, 0);
    }
}
