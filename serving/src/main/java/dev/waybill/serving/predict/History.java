package dev.waybill.serving.predict;

import dev.waybill.common.online.Found;
import dev.waybill.common.online.OnlineFeatures;
import dev.waybill.common.online.OnlineKey;
import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.row.HistoryGroup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the online store knows of a row.
 *
 * @param answers by group; null for a key of which nothing is known
 * @param newestLabel when the newest label of all became known, in microseconds; null where that is not known, the row is of
 *     another time, or the store does not tell one of its keys, so that the row is not taken for a fresh one
 * @param missed the groups of which it does not know what it should, by their keys
 */
record History(
        List<@Nullable Double @Nullable []> answers,
        @Nullable Long newestLabel,
        List<String> missed) {

    /**
     * What to look for.
     *
     * @param isOf whether the publication is for the row, so that it is asked at all
     */
    private record Lookup(boolean isOf, List<OnlineKey> keys) {}

    /**
     * Looks up, for all rows at once.
     *
     * @param counted is told what became of each key
     */
    static List<History> of(
            List<Asked> rows, List<HistoryGroup> groups, OnlineFeatures store, Consumer<Found.Kind> counted) {
        List<Lookup> lookups = rows.stream()
                .map(row -> new Lookup(isOf(row, store), keys(row, groups)))
                .toList();
        Iterator<Found> found = store.get(lookups.stream()
                        .filter(Lookup::isOf)
                        .flatMap(lookup -> lookup.keys().stream())
                        .toList())
                .iterator();
        return lookups.stream()
                .map(lookup -> of(lookup, groups, store, found, counted))
                .toList();
    }

    private static List<OnlineKey> keys(Asked row, List<HistoryGroup> groups) {
        return groups.stream()
                .filter(group -> row.keys().get(group.number()) != null)
                .map(group -> new OnlineKey(
                        group.number(), Objects.requireNonNull(row.keys().get(group.number()))))
                .toList();
    }

    /** @param all what is found of rows that the publication is for, of this one next */
    private static History of(
            Lookup lookup,
            List<HistoryGroup> groups,
            OnlineFeatures store,
            Iterator<Found> all,
            Consumer<Found.Kind> counted) {
        boolean isKnown = lookup.isOf();
        @Nullable Double[] @Nullable [] answers = new @Nullable Double[groups.size()] @Nullable [];
        List<String> missed = new ArrayList<>();
        for (OnlineKey key : lookup.keys()) {
            Found found = lookup.isOf() ? all.next() : Found.none(Found.Kind.stale);
            answers[key.group()] = found.answers();
            counted.accept(found.kind());
            isKnown &= found.kind() == Found.Kind.hit || found.kind() == Found.Kind.miss;
            if (found.kind() != Found.Kind.hit) {
                missed.add(String.join(",", groups.get(key.group()).key()));
            }
        }
        Long newestLabel = isKnown ? store.about().newestLabel().orElse(null) : null;
        return new History(Arrays.asList(answers), newestLabel, missed);
    }

    private static boolean isOf(Asked row, OnlineFeatures store) {
        long micros = row.at() == null ? 0 : row.at();
        return store.about().isOf(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
