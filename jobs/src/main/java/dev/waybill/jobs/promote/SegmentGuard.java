package dev.waybill.jobs.promote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The segments in which the challenger is worse beyond chance, of all that have rows enough: one of them is enough for a
 * no. Of many segments some look worse by chance: Holm's procedure (Scandinavian Journal of Statistics 6, 1979) keeps the
 * probability of any false one at 5%.
 *
 * @param compared how many segments had rows enough
 * @param worse the most certain first
 */
public record SegmentGuard(long compared, List<SegmentDifference> worse) {

    static final SegmentGuard NONE = new SegmentGuard(0, List.of());

    static final double LEVEL = 0.05;

    /** So many are named in a refusal. */
    private static final int NAMED = 3;

    /**
     * Looks for them.
     *
     * @param compared how many segments were compared in all
     * @param segments those of them that are the most likely to be worse; all whose {@link SegmentDifference#worse} is below
     *     {@link #LEVEL} / compared are among them
     */
    static SegmentGuard of(long compared, List<SegmentDifference> segments) {
        List<SegmentDifference> likeliest = segments.stream()
                .sorted(Comparator.comparingDouble(SegmentDifference::worse)
                        .thenComparing(SegmentDifference::segment)
                        .thenComparing(SegmentDifference::value))
                .toList();
        int found = 0;
        while (found < likeliest.size() && likeliest.get(found).worse() <= LEVEL / (compared - found)) {
            found++;
        }
        return new SegmentGuard(compared, List.copyOf(likeliest.subList(0, found)));
    }

    /** Why they keep a challenger out, the most certain first. */
    List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        worse.stream().limit(NAMED).forEach(segment -> refusals.add(segment.refusal(compared)));
        if (worse.size() > NAMED) {
            refusals.add("worse in %d more segments".formatted(worse.size() - NAMED));
        }
        return refusals;
    }
}
