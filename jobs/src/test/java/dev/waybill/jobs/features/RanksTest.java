package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RanksTest {

    /** So many that chunks are split and run empty. */
    @Test
    void findsValuesByRankWhileTheyComeAndGo() {
        Random random = new Random(1);
        Ranks ranks = new Ranks();
        List<Long> plain = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 1_000; i++) {
                long value = random.nextInt(5_000) - 2_500L;
                ranks.add(value, 1);
                plain.add(value);
            }
            Collections.shuffle(plain, random);
            List<Long> gone = plain.subList(0, round < 10 ? 200 : 1_500);
            gone.forEach(value -> ranks.add(value, -1));
            gone.clear();
            requireSame(ranks, plain);
        }
    }

    private static void requireSame(Ranks ranks, List<Long> plain) {
        List<Long> sorted = plain.stream().sorted().toList();
        for (int rank = 0; rank < sorted.size(); rank += 7) {
            assertThat(ranks.at(rank)).isEqualTo(sorted.get(rank));
        }
    }

    @Test
    void countsAValueAsOftenAsItIsThere() {
        Ranks ranks = new Ranks();
        ranks.add(5, 3);
        ranks.add(-1, 2);
        assertThat(List.of(ranks.at(0), ranks.at(1), ranks.at(2), ranks.at(4))).containsExactly(-1L, -1L, 5L, 5L);
        ranks.add(-1, -2);
        assertThat(ranks.at(0)).isEqualTo(5);
        assertThatThrownBy(() -> ranks.at(3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("rank 3 of 3");
    }
}
