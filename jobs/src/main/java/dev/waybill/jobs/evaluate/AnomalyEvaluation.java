package dev.waybill.jobs.evaluate;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.AnomalyScoring;
import dev.waybill.common.model.ForestModel;
import dev.waybill.common.model.ScoreCounts;
import dev.waybill.common.model.ScoreTally;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.stats.Interval;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * An isolation forest on the test rows: how many it flags, and where labels are known, how well it tells odd from normal
 * rows, beside the naive look for the farthest value. Two passes over the rows.
 */
final class AnomalyEvaluation {

    private static final String SCORE = "_score";
    private static final String FARTHEST = "largest_robust_z";

    private static final String NONE_APPLIES =
            "Intervals, calibration of probabilities and out-of-distribution flags are not for an isolation forest: its score"
                    + " is itself how unlike training a row is. What made a row odd is in the column explanation of table scored.";

    private AnomalyEvaluation() {}

    static RankingResult of(ForestModel model, Evaluate.Params params, JobContext context) {
        Source source = params.source();
        Dataset<Row> all = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), source, all, context.dateOf(source));
        Evaluate.requireUnseen(split, model);
        context.progress().doing("scoring split.test " + split.words(Part.test));
        Column[] needed = Stream.concat(
                        model.inputNames().stream(), Stream.of(source.label().name()))
                .distinct()
                .map(functions::col)
                .toArray(Column[]::new);
        Dataset<Row> test = Parts.rows(all, split, Part.test).select(needed);
        ScoreCounts counts = ScoreTally.of(AnomalyScoring.predict(test, model, SCORE), SCORE, source);
        RankingResult.require(
                counts.all() > 0,
                "no row of the features table is of split.test %s.".formatted(split.words(Part.test)));
        ScoreCounts farthest = ScoreTally.of(AnomalyScoring.distance(test, model, SCORE), SCORE, source);
        double share = model.params().contamination();
        Map<String, Double> own = counts.figures(model.threshold());
        Map<String, Map<String, Double>> others = Map.of(FARTHEST, farthest.figures(farthest.threshold(share)));
        return new RankingResult(
                Loss.ranking_error,
                split,
                "Says which rows are odd, by an isolation forest of %d trees that saw no label."
                        .formatted(model.forest().trees().size()),
                own,
                others,
                intervals(counts),
                notes(counts, source));
    }

    private static Map<String, Interval> intervals(ScoreCounts counts) {
        double error = counts.aucError();
        Map<String, Interval> intervals = new TreeMap<>();
        if (Double.isFinite(error)) {
            intervals.put("auc", Interval.normal(counts.auc(), error).within(0, 1));
        }
        return intervals;
    }

    private static List<String> notes(ScoreCounts counts, Source source) {
        List<String> notes = new ArrayList<>();
        if (!source.hasLabel()) {
            notes.add(
                    "Rows have no label, so that nobody knows which of them are odd: only how many are flagged is told.");
        } else if (counts.odd() == 0 || counts.normal() == 0) {
            notes.add("Of %,d labelled rows %,d are odd: with one kind alone, no ranking can be judged."
                    .formatted(counts.odd() + counts.normal(), counts.odd()));
        }
        notes.add(NONE_APPLIES);
        return notes;
    }
}
