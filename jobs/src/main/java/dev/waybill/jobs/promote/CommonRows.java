package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ClassSums;
import dev.waybill.common.model.Classes;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.SegmentColumns;
import dev.waybill.common.table.Tables;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The labelled test rows that neither of two models was trained on, with what both of them say about each. */
final class CommonRows {

    /** The challenger's prediction, and the beginning of the names of its quantiles, where gates ask for them. */
    static final String CHALLENGER = "_challenger";

    static final String CHAMPION = "_champion";

    private CommonRows() {}

    /**
     * The rows with features, predictions and the columns that segments go by. What the champion says is what it would
     * publish, or, where it was trained on other features and so cannot be asked any more, what it did publish: then only
     * rows that it has scored.
     *
     * @throws Refusal where the test dates end before those that a model was trained on
     */
    static Dataset<Row> of(Contender challenger, Contender champion, Promote.Params params, JobContext context) {
        Dataset<Row> unseen = unseen(challenger, champion, params, context);
        Dataset<Row> labelled = Tables.labelled(unseen, params.source().label().name());
        Dataset<Row> asked = challenger.hasFeaturesOf(champion)
                ? Scoring.predict(labelled, champion.trees(), CHAMPION)
                : withPublished(labelled, champion, params, context.tables());
        return withSegmentColumns(predicted(asked, challenger, params), params, context.tables());
    }

    /** The test rows that neither of two models was trained on, labelled or not. */
    static Dataset<Row> unseen(Contender challenger, Contender champion, Promote.Params params, JobContext context) {
        Source source = params.source();
        Dataset<Row> features = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), source, features, context.dateOf(source));
        requireLaterDates(split, challenger, champion);
        return unseen(Parts.rows(features, split, Part.test), challenger, champion);
    }

    private static Dataset<Row> predicted(Dataset<Row> rows, Contender challenger, Promote.Params params) {
        return params.gates().keySet().stream()
                        .anyMatch(metric -> Metric.named(metric).isOfIntervals())
                ? Scoring.score(rows, challenger.trees(), CHALLENGER, 1)
                : Scoring.predict(rows, challenger.trees(), CHALLENGER);
    }

    static Dataset<Row> withSegmentColumns(Dataset<Row> rows, Promote.Params params, Tables tables) {
        if (params.evaluate().segments().isEmpty()) {
            return rows;
        }
        Source source = params.source();
        Dataset<Row> clean =
                Tables.labelled(tables.read(source.table()), source.label().name());
        return SegmentColumns.defined(
                SegmentColumns.beside(clean, rows, source.key()), params.evaluate(), source.timeZone());
    }

    private static Dataset<Row> unseen(Dataset<Row> rows, Contender challenger, Contender champion) {
        return Parts.unseen(
                Parts.unseen(rows, challenger.model().provenance().split()),
                champion.model().provenance().split());
    }

    /** The rows that the champion has scored, with what it said then. */
    private static Dataset<Row> withPublished(
            Dataset<Row> rows, Contender champion, Promote.Params params, Tables tables) {
        if (!tables.exists(ScoredTable.NAME)) {
            Column none =
                    params.task() == Task.multiclass ? functions.lit(null).cast(ClassSums.JUDGED) : functions.lit(0.0);
            return rows.limit(0).withColumn(CHAMPION, none);
        }
        List<String> key = params.source().key();
        Dataset<Row> scored = tables.read(ScoredTable.NAME);
        String label = params.source().label().name();
        Column said = params.task() == Task.multiclass
                ? functions.struct(label, ScoredTable.PROBABILITY, ScoredTable.PROBABILITIES)
                : ScoredTable.predicted(scored, params.task(), label);
        Column[] columns = Stream.concat(key.stream().map(functions::col), Stream.of(said.as(CHAMPION)))
                .toArray(Column[]::new);
        Dataset<Row> published = scored.where(functions
                        .col(ScoredTable.MODEL_VERSION)
                        .equalTo(champion.version().version()))
                .select(columns);
        Dataset<Row> joined = rows.join(published, key.toArray(String[]::new));
        return params.task() == Task.multiclass ? joined.withColumn(CHAMPION, judged(label, names(champion))) : joined;
    }

    private static List<String> names(Contender champion) {
        return champion.trees().classes().map(Classes::names).orElse(List.of());
    }

    /**
     * Of classes, only the likeliest were published. Another one that the champion knows counts with all that these leave,
     * which is at most to its advantage, and ranks behind all classes, which is at most to its disadvantage.
     */
    static Column judged(String label, List<String> known) {
        Column said = functions.col(CHAMPION);
        Column truth = functions.col(label).cast("string");
        Column listed = said.getField(ScoredTable.PROBABILITIES);
        Column place = functions
                .array_position(listed.getField(ClassSums.CLASS), truth)
                .cast("int");
        Column left = functions.aggregate(
                listed, functions.lit(1.0), (rest, each) -> rest.minus(each.getField(ScoredTable.PROBABILITY)));
        Column isKnown = functions.array_contains(functions.lit(known.toArray(String[]::new)), truth);
        return functions.struct(
                said.getField(label).as(ClassSums.CLASS),
                said.getField(ScoredTable.PROBABILITY).as(ClassSums.PROBABILITY),
                functions
                        .when(place.gt(0), functions.element_at(listed, place).getField(ScoredTable.PROBABILITY))
                        .when(isKnown, functions.greatest(functions.lit(0.0), left))
                        .otherwise(0.0)
                        .as(ClassSums.OF_LABEL),
                functions.when(place.gt(0), place).when(isKnown, known.size()).as(ClassSums.RANK));
    }

    /** What no label that may yet come can change is said at once. */
    private static void requireLaterDates(Split split, Contender challenger, Contender champion) {
        Stream.of(challenger, champion)
                .flatMap(contender -> contender.lastSeen().stream())
                .max(Comparator.naturalOrder())
                .filter(seen -> split.dates(Part.test)
                        .filter(test -> !test.last().isAfter(seen))
                        .isPresent())
                .ifPresent(seen -> {
                    throw Refusal.mistake(
                            "promote.no-common-rows",
                            "Cannot compare with champion %s: it was trained on dates up to %s, the test dates %s end before."
                                    .formatted(champion, seen, split.words(Part.test)),
                            "Move split.test to later dates.");
                });
    }

    private static String lacking(Contender champion) {
        return switch (champion.model().provenance().task()) {
            case regression, binary, multiclass -> "has a label";
            case anomaly -> "is labelled odd, or each is";
            case recommend -> "has an item that is new to its user";
        };
    }

    /** That there are none, after a look. */
    static Refusal none(Contender champion, Promote.Params params, JobContext context) {
        Source source = params.source();
        Split split =
                Parts.of(params.split(), source, context.tables().read(FeatureTable.NAME), context.dateOf(source));
        return Refusal.mistake(
                "promote.no-common-rows",
                "Cannot compare with champion %s: no row of %s that neither model has seen %s."
                        .formatted(champion, split.words(Part.test), lacking(champion)),
                "Wait for %s, or move split.test.".formatted(source.hasLabel() ? "the labels" : "later rows"));
    }
}
