package dev.waybill.jobs.score;

import dev.waybill.common.model.Recalibration;
import dev.waybill.common.table.FeatureTable;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Which dates the champion has not scored as it would now, and why. Costs a few columns of both tables.
 *
 * @param entries of an explanation
 * @param later recalibrations of the champion
 */
record StaleScores(Champion champion, SortedMap<LocalDate, Recalibration> later, int entries) {

    /** Of a date of which nothing was published before. */
    static final String NEW = "not scored before";

    /**
     * Compares.
     *
     * @param features of the dates that may be scored
     * @param scored what the champion said of them before
     * @param published what production says of them
     * @return by date, what is other than it was
     */
    SortedMap<LocalDate, String> of(
            Dataset<Row> features, Map<LocalDate, WrittenDate> scored, Map<LocalDate, WrittenDate> published) {
        Map<LocalDate, ScoredDate> wanted =
                DateFigures.of(features, this::wanted, features.col(FeatureTable.COMPUTED_AT));
        SortedMap<LocalDate, String> stale = new TreeMap<>();
        wanted.forEach((date, asWanted) -> Optional.ofNullable(scored.get(date))
                .map(there -> there.scored().why(asWanted))
                .orElseGet(() -> Optional.of(first(published.get(date), asWanted)))
                .ifPresent(why -> stale.put(date, why)));
        scored.keySet().stream()
                .filter(date -> !wanted.containsKey(date))
                .forEach(date -> stale.put(date, "its rows are gone"));
        return stale;
    }

    /** Of what the champion scores for the first time, production may have said something before. */
    private static String first(@Nullable WrittenDate published, ScoredDate wanted) {
        return Optional.ofNullable(published)
                .flatMap(there -> there.scored().why(wanted))
                .orElse(NEW);
    }

    private ScoredDate wanted(Row row) {
        LocalDate date = row.getDate(0).toLocalDate();
        return ScoredDate.wanted(
                row,
                champion.model().sha256(),
                entries,
                champion.calibration().map(own -> Calibrations.nameOn(date, own, later)));
    }
}
