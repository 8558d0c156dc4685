package dev.waybill.jobs.score;

import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run has to do.
 *
 * @param scores the dates that the champion scores, each with what is other than before
 * @param again those of them of which something was published before, each with why that may change
 * @param current the dates of which table scored_current has other rows than the champion's, or will have
 */
record Due(SortedMap<LocalDate, String> scores, SortedMap<LocalDate, String> again, SortedSet<LocalDate> current) {

    /**
     * Finds what.
     *
     * @param scores the dates that the champion scores
     * @param scored what the champion said before of all dates that are asked for
     * @param current what is published of them
     * @param mixed the dates on which an experiment's variants are published as they are to be
     */
    static Due of(
            SortedMap<LocalDate, String> scores,
            Map<LocalDate, WrittenDate> scored,
            Map<LocalDate, WrittenDate> current,
            Set<LocalDate> mixed) {
        SortedMap<LocalDate, String> again = new TreeMap<>(scores);
        again.values().removeIf(StaleScores.NEW::equals);
        SortedSet<LocalDate> other = new TreeSet<>(scored.keySet());
        other.addAll(current.keySet());
        other.removeIf(date -> mixed.contains(date) || Objects.equals(scored.get(date), current.get(date)));
        other.addAll(scores.keySet());
        return new Due(scores, again, other);
    }

    /** The dates that get scores which the champion gave them in an earlier run. */
    SortedSet<LocalDate> repointed() {
        SortedSet<LocalDate> repointed = new TreeSet<>(current);
        repointed.removeAll(scores.keySet());
        return repointed;
    }
}
