package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Sequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlierRowsTest {

    private static final int HOUR = 3_600_000;

    @Test
    void tellAsManyValuesApartAsTheyKeep() {
        EarlierRows earlier = earlier("{key: [k], order: [at], of: [a], stats: [distinct, repeats, count],"
                + " counts: {a: ['v1', 'v5000']}}");
        for (int i = 0; i < 3 * EarlierRows.MOST; i++) {
            earlier.add(event(i, "v" + i));
        }
        earlier.add(event(4000, "v1"));
        earlier.add(event(5000, "v5000"));

        assertThat(earlier.features(event(9000, "v1"))).containsExactly(1000L, 2L, 2L, 1L, 3002L);
        assertThat(earlier.features(event(9000, "v5000"))).containsExactly(1000L, 0L, 2L, 1L, 3002L);
    }

    @Test
    void putALateRowInItsPlaceWhereItIsAmongTheLast() {
        EarlierRows earlier = earlier("{key: [k], order: [at], of: [a], last: 3, since: {of: at, back: [1]}}");
        for (int i : new int[] {1, 2, 3, 5}) {
            earlier.add(event(i, "v" + i));
        }
        earlier.add(event(0, "first of all"));
        earlier.add(event(6, "v6"));
        earlier.add(event(4, "v4"));

        assertThat(earlier.features(event(7, "own"))).containsExactly("v6", "v5", "v4", 0.007, 0.001);
    }

    private static EarlierRows earlier(String yaml) {
        Sequence sequence = Bound.of(Sequence.class, yaml);
        return new EarlierRows(Lookback.of(sequence, sequence.counts()));
    }

    /** @param at in thousandths of an hour */
    private static SequenceEvent event(int at, String value) {
        return new SequenceEvent(at, (long) at * HOUR, List.of(value), List.of(value));
    }
}
