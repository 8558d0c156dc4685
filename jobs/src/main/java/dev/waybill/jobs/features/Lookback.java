package dev.waybill.jobs.features;

import dev.waybill.common.section.Sequence;
import dev.waybill.common.section.Sequence.Counted;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is to be told of earlier rows, in a form that can be sent to where they are.
 *
 * @param columns how many are looked back at; they come first among those that are compared, if they are
 * @param last of how many rows their values are wanted
 * @param compared columns of which values are compared
 * @param counts by such a column, the values that are counted, as its own values are written
 * @param hasHours whether hours are wanted, from the first row and from those that are so many back
 */
record Lookback(
        int columns,
        int last,
        List<Counted> stats,
        List<String> compared,
        Map<String, List<String>> counts,
        boolean hasHours,
        List<Integer> back)
        implements Serializable {

    /** @param counts those of the sequence, as the columns' own values are written */
    static Lookback of(Sequence sequence, Map<String, List<String>> counts) {
        return new Lookback(
                sequence.of().size(),
                sequence.last(),
                sequence.stats(),
                sequence.compared(),
                counts,
                sequence.since().isPresent(),
                sequence.since().map(Sequence.Since::back).orElse(List.of()));
    }

    /** Of how many of the last rows something is wanted. */
    int kept() {
        return IntStream.concat(IntStream.of(last), back.stream().mapToInt(rows -> rows))
                .max()
                .orElseThrow();
    }
}
