package dev.waybill.jobs.score;

import dev.waybill.common.model.SavedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.common.table.VersionedTable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Which dates a run scores and publishes: those that are not as they would be now. */
record DueDates(Champion champion, StaleScores stale, Dataset<Row> features, Tables tables) {

    /** The date that was asked for, if it is one of them. */
    Due only(LocalDate date) {
        requireUnseen(date);
        Dataset<Row> rows = Tables.within(features, Set.of(date));
        if (rows.isEmpty()) {
            throw Refusal.mistake(
                    "score.no-rows",
                    "Cannot score %s: the features have no row of that date.".formatted(date),
                    "Run job feature-engineer for it first.");
        }
        return due(rows, scores -> Tables.within(scores, Set.of(date)));
    }

    /** Of days that a model was trained or calibrated on it knows more than of any others. */
    private void requireUnseen(LocalDate date) {
        champion.model()
                .provenance()
                .split()
                .lastSeen()
                .filter(seen -> !date.isAfter(seen))
                .ifPresent(seen -> {
                    throw Refusal.mistake(
                            "score.seen-date",
                            "Cannot score %s: champion %s has seen the days up to %s in training, and its errors and intervals there would look better than they are."
                                    .formatted(date, champion.version(), seen),
                            "Score a later date.");
                });
    }

    /** All of them after those that training uses: a split that moves on with the dates says nothing of the champion's. */
    Due all(Optional<SplitRule> rule, Source source) {
        Stream<Split> written = rule.filter(Split.class::isInstance).map(Split.class::cast).stream();
        Optional<LocalDate> seen = Stream.concat(
                        written, Stream.of(champion.model().provenance().split()))
                .flatMap(each -> each.lastSeen().stream())
                .max(Comparator.naturalOrder());
        Dataset<Row> later = after(seen, features);
        if (later.isEmpty()) {
            throw noRows(seen, source);
        }
        return due(later, scores -> after(seen, scores));
    }

    /** Of a model that is not in charge, on the date, or on all of them that it has not seen: none may be left, too. */
    SortedSet<LocalDate> unpublished(Optional<LocalDate> date) {
        Optional<LocalDate> seen = champion.model().provenance().split().lastSeen();
        UnaryOperator<Dataset<Row>> asked = rows ->
                after(seen, date.map(one -> Tables.within(rows, Set.of(one))).orElse(rows));
        return new TreeSet<>(
                stale.of(asked.apply(features), scored(asked), Map.of()).keySet());
    }

    /** @param asked takes of a table's rows those of the dates that are asked for */
    private Due due(Dataset<Row> wanted, UnaryOperator<Dataset<Row>> asked) {
        Map<LocalDate, WrittenDate> scored = scored(asked);
        Map<LocalDate, WrittenDate> current = tables.exists(ScoredTable.CURRENT)
                ? WrittenDate.of(asked.apply(tables.read(ScoredTable.CURRENT)))
                : Map.of();
        SortedSet<LocalDate> mixed = scored.isEmpty()
                ? new TreeSet<>()
                : MixedDates.upToDate(
                        scored,
                        current,
                        tables.versioned(ScoredTable.NAME)
                                .rows(champion.version().version()),
                        asked,
                        tables);
        return Due.of(stale.of(wanted, scored, current), scored, current, mixed);
    }

    private Map<LocalDate, WrittenDate> scored(UnaryOperator<Dataset<Row>> asked) {
        VersionedTable scores = tables.versioned(ScoredTable.NAME);
        return scores.exists()
                ? WrittenDate.of(asked.apply(scores.rows(champion.version().version())))
                : Map.of();
    }

    private static Refusal noRows(Optional<LocalDate> seen, Source source) {
        return Refusal.mistake(
                "score.no-rows",
                seen.map(last -> "Cannot score: no row of %s has its event date after %s, the last that training uses."
                                .formatted(source.table(), last))
                        .orElse("Cannot score: training uses all rows of %s.".formatted(source.table())),
                seen.isPresent() ? "Bring in later rows, or end the split earlier." : "Bring in rows without a label.");
    }

    /** Where rows have no date: those that training cannot have seen, and those whose label nobody knows yet. */
    static Dataset<Row> withoutThoseSeen(Dataset<Row> features, SavedModel model, Source source) {
        return features.where(functions
                .col(source.label().name())
                .isNull()
                .or(functions.expr(model.provenance().split().unseen())));
    }

    private static Dataset<Row> after(Optional<LocalDate> seen, Dataset<Row> rows) {
        return seen.map(last -> rows.where(rows.col(Tables.EVENT_DATE).gt(Date.valueOf(last))))
                .orElse(rows);
    }
}
