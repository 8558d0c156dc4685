package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.audit.RegisteredModels.Registered;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.features.MadeFeatures;
import dev.waybill.jobs.score.Predictions;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes predictions again, together: features in one pass for each version of the clean rows, of all dates, and what a model
 * says of them in one pass for each of its calibrations. So time grows with the nights that predictions are from, and hardly
 * with how many they are.
 */
final class Remaking {

    /** What is predicted in one pass: by a version, with the intervals of one calibration, naming so many features. */
    private record Pass(int version, String calibration, int top) {
        static Pass of(FeatureRow row) {
            ScoredRow scored = row.scored();
            return new Pass(scored.version(), scored.calibration().orElse(""), scored.top());
        }
    }

    private final PredictionAudit.Params params;
    private final JobContext context;
    private final Tables tables;
    private final RegisteredModels models;
    private final Unmade unmade;

    /** @param unmade gets those that cannot be made again */
    Remaking(PredictionAudit.Params params, JobContext context, Unmade unmade) {
        this.params = params;
        this.context = context;
        this.tables = context.tables();
        this.models = new RegisteredModels(context);
        this.unmade = unmade;
    }

    /**
     * Those that are wanted, in the order in which they were named or drawn.
     *
     * @param version whose predictions; empty for those that production says
     */
    List<PredictionAudit> of(Wanted wanted, Optional<Integer> version) {
        context.progress().doing("looking for the predictions");
        return of(new ScoredRows(params.source().key(), version, tables).find(wanted, unmade));
    }

    private List<PredictionAudit> of(List<ScoredRow> predictions) {
        List<ScoredRow> ofModels = unmade.without(predictions, ScoredRow::key, this::withModel);
        List<FeatureRow> stored = together(ScoredRow::features, ofModels, this::stored);
        Map<Map<String, String>, PredictionAudit> audits =
                together(row -> row.clean(params.source()), stored, this::again).stream()
                        .collect(Collectors.toMap(PredictionAudit::key, audit -> audit));
        return predictions.stream()
                .flatMap(row -> Optional.ofNullable(audits.get(row.key().values())).stream())
                .toList();
    }

    /** Takes a step for all rows that have something in common. */
    private static <T, K, R> List<R> together(Function<T, K> what, List<T> rows, BiFunction<K, List<T>, List<R>> step) {
        Map<K, List<T>> groups =
                rows.stream().collect(Collectors.groupingBy(what, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .flatMap(group -> step.apply(group.getKey(), group.getValue()).stream())
                .toList();
    }

    private ScoredRow withModel(ScoredRow row) {
        models.of(row.version());
        return row;
    }

    /** The features that predictions are from. */
    private List<FeatureRow> stored(long version, List<ScoredRow> rows) {
        TableVersion at = new TableVersion(
                FeatureTable.NAME, tables.version(FeatureTable.NAME).id(), version);
        List<AuditedKey> keys = rows.stream().map(ScoredRow::key).toList();
        if (!isWhole(at, "which it was scored from", keys)) {
            return List.of();
        }
        Map<AuditedKey, List<Row>> found =
                new AuditedKeys(keys).find(Tables.within(tables.read(at), dates(rows.stream())));
        return unmade.without(rows, ScoredRow::key, row -> stored(row, at, found.getOrDefault(row.key(), List.of())));
    }

    private FeatureRow stored(ScoredRow scored, TableVersion at, List<Row> found) {
        return found.stream()
                .map(row -> new FeatureRow(scored, at, row))
                .filter(FeatureRow::isOfItsDate)
                .findFirst()
                .orElseThrow(() -> Refusal.mistake(
                        "audit.no-features",
                        "Cannot audit %s: %s, which it was scored from, has no such row.".formatted(scored.key(), at),
                        "Table %s was made anew since: restore it from a backup, or score the date again."
                                .formatted(at.table())))
                .requireDefinitions(params);
    }

    private boolean isWhole(TableVersion at, String what, List<AuditedKey> keys) {
        boolean whole = tables.isWhole(at);
        if (!whole) {
            keys.forEach(key -> unmade.add(
                    key,
                    Refusal.mistake(
                            "audit.version-gone",
                            "Cannot audit %s: %s, %s, is no longer there whole.".formatted(key, at, what),
                            "It was vacuumed, cleaned up or made anew: restore table %s from a backup."
                                    .formatted(at.table()))));
        }
        return whole;
    }

    private static SortedSet<LocalDate> dates(Stream<ScoredRow> rows) {
        return rows.map(ScoredRow::date).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Features from the clean rows as they were, and from these the predictions. */
    private List<PredictionAudit> again(TableVersion clean, List<FeatureRow> rows) {
        AuditedKeys keys = keys(rows);
        if (!isWhole(clean, "which its features were computed from", keys.keys())) {
            return List.of();
        }
        context.progress().doing("computing features from %s and predicting again".formatted(clean));
        Dataset<Row> features = features(clean, rows);
        Map<AuditedKey, List<Row>> computed = keys.find(features);
        return together(Pass::of, rows, (pass, group) -> {
            Map<AuditedKey, List<Row>> predicted =
                    keys(group).find(predictions(pass, keys(group).of(features)));
            return group.stream()
                    .map(row -> audit(row, clean, first(row, computed), first(row, predicted)))
                    .toList();
        });
    }

    private static AuditedKeys keys(List<FeatureRow> rows) {
        return new AuditedKeys(rows.stream().map(FeatureRow::key).toList());
    }

    private static Optional<Row> first(FeatureRow row, Map<AuditedKey, List<Row>> found) {
        return found.getOrDefault(row.key(), List.of()).stream().findFirst();
    }

    /** Kept, since they are compared by themselves and then predicted from. */
    private Dataset<Row> features(TableVersion clean, List<FeatureRow> rows) {
        return Sessions.over(tables.count(clean.table()), context.spark(), () -> {
            try (MadeFeatures made = FeatureEngineer.ofRows(
                    clean,
                    dates(rows.stream().map(FeatureRow::scored)),
                    asked -> keys(rows).of(asked).localCheckpoint(), // they are looked at several times
                    rows.stream().map(FeatureRow::computedAt).max(Comparator.naturalOrder()),
                    new FeatureEngineer.Params(params.source(), params.features()),
                    tables)) {
                return made.rows().localCheckpoint();
            }
        });
    }

    private Dataset<Row> predictions(Pass pass, Dataset<Row> features) {
        Registered by = models.of(pass.version());
        return Predictions.again(
                features, by.version(), by.model(), pass.calibration(), params.source(), pass.top(), tables);
    }

    private PredictionAudit audit(
            FeatureRow row, TableVersion clean, Optional<Row> features, Optional<Row> prediction) {
        return PredictionAudit.of(row, clean, models.of(row.scored().version()), features, prediction, params.source());
    }
}
