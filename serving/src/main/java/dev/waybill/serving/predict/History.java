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
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the online store knows of a row.
 *
 * @param answers by group; null for a key of which nothing is known
 * @param newestLabel when the newest label of all became known, in microseconds; null where that is not known, or the row is of
 *     another time
 * @param missed the groups of which it does not know what it should, by their keys
 */
record History(
        List<@Nullable Double @Nullable []> answers,
        @Nullable Long newestLabel,
        List<String> missed) {

    /**
     * Looks up.
     *
     * @param counted is told what became of each key
     */
    static History of(Asked row, List<HistoryGroup> groups, OnlineFeatures store, Consumer<Found.Kind> counted) {
        List<OnlineKey> keys = new ArrayList<>();
        for (HistoryGroup group : groups) {
            String key = row.keys().get(group.number());
            if (key != null) {
                keys.add(new OnlineKey(group.number(), key));
            }
        }
        Instant at = Instant.EPOCH.plus(row.at() == null ? 0 : row.at(), ChronoUnit.MICROS);
        List<Found> found = store.get(keys, at);
        @Nullable Double[] @Nullable [] answers = new @Nullable Double[groups.size()] @Nullable [];
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int group = keys.get(i).group();
            answers[group] = found.get(i).answers();
            counted.accept(found.get(i).kind());
            if (found.get(i).kind() != Found.Kind.hit) {
                missed.add(String.join(",", groups.get(group).key()));
            }
        }
        Long newestLabel = store.about().isOf(at) ? store.about().newestLabel().orElse(null) : null;
        return new History(Arrays.asList(answers), newestLabel, missed);
    }
}
