package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ClassSums;
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
        Source source = params.source();
        Dataset<Row> features = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), source, features, context.dateOf(source));
        requireLaterDates(split, challenger, champion);
        Dataset<Row> unseen = unseen(Parts.rows(features, split, Part.test), challenger, champion);
        Dataset<Row> labelled = Tables.labelled(unseen, source.label().name());
        Dataset<Row> asked = challenger.hasFeaturesOf(champion)
                ? Scoring.predict(labelled, champion.model(), CHAMPION)
                : withPublished(labelled, champion, params, context.tables());
        return withSegmentColumns(predicted(asked, challenger, params), params, context.tables());
    }

    private static Dataset<Row> predicted(Dataset<Row> rows, Contender challenger, Promote.Params params) {
        return params.gates().keySet().stream()
                        .anyMatch(metric -> Metric.named(metric).isOfIntervals())
                ? Scoring.score(rows, challenger.model(), CHALLENGER, 1)
                : Scoring.predict(rows, challenger.model(), CHALLENGER);
    }

    private static Dataset<Row> withSegmentColumns(Dataset<Row> rows, Promote.Params params, Tables tables) {
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
        return params.task() == Task.multiclass ? joined.withColumn(CHAMPION, judged(label)) : joined;
    }

    /**
     * Of classes, only the likeliest were published. Another one counts with all that these leave, which is at most to the
     * champion's advantage, and ranks behind them.
     */
    private static Column judged(String label) {
        String place = "array_position(%1$s.probabilities.class, cast(`%2$s` as string))";
        String left = "greatest(0D, 1D - aggregate(%1$s.probabilities, 0D, (sum, e) -> sum + e.probability))";
        return functions.expr(("named_struct('%3$s', %1$s.`%2$s`, '%4$s', %1$s.probability,"
                        + " '%5$s', if(" + place + " > 0, element_at(%1$s.probabilities, cast(" + place
                        + " as int)).probability, " + left
                        + "), '%6$s', cast(if(" + place + " > 0, " + place + ", size(%1$s.probabilities) + 1) as int))")
                .formatted(
                        CHAMPION, label, ClassSums.CLASS, ClassSums.PROBABILITY, ClassSums.OF_LABEL, ClassSums.RANK));
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

    /** That there are none, after a look. */
    static Refusal none(Contender champion, Promote.Params params, JobContext context) {
        Source source = params.source();
        Split split =
                Parts.of(params.split(), source, context.tables().read(FeatureTable.NAME), context.dateOf(source));
        return Refusal.mistake(
                "promote.no-common-rows",
                "Cannot compare with champion %s: no row of %s that neither model has seen has a label."
                        .formatted(champion, split.words(Part.test)),
                "Wait for the labels, or move split.test.");
    }
}
