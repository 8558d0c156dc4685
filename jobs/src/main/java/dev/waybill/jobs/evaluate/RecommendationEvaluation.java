package dev.waybill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.Interactions;
import dev.waybill.common.model.JudgedLists;
import dev.waybill.common.model.Preferences;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.stats.Interval;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Lists of recommended items for the users of the test rows, who are judged by the items that they had there and never
 * before; beside them the most popular items, the same for everybody but without what each has had.
 */
final class RecommendationEvaluation {

    private static final String POPULAR = "most_popular";

    private static final String NONE_APPLIES =
            "Explanations, intervals of a prediction, calibration and out-of-distribution flags are not for factors: they have"
                    + " no names, and no unit. A user that training never saw gets the most popular items, flagged is_fallback.";

    private RecommendationEvaluation() {}

    static RankingResult of(FactorModel model, Evaluate.Params params, JobContext context) {
        Dataset<Row> all = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), params.source(), all, context.dateOf(params.source()));
        Evaluate.requireUnseen(split, model);
        context.progress().doing("judging lists for the users of split.test " + split.words(Part.test));
        Dataset<Row> users =
                Interactions.judged(Parts.beforeTest(all, split), Parts.rows(all, split, Part.test), model.params());
        Dataset<Row> lists = JudgedLists.of(
                users,
                List.of(Preferences.of(model), Preferences.popular(model)),
                model.params().top());
        Row figures = Sessions.summary(lists.agg(
                count(lit(1)),
                count_if(col(JudgedLists.KNOWN)),
                sum(col(JudgedLists.recall(0))),
                squares(col(JudgedLists.recall(0))),
                sum(col(JudgedLists.ndcg(0))),
                squares(col(JudgedLists.ndcg(0))),
                sum(col(JudgedLists.recall(1))),
                sum(col(JudgedLists.ndcg(1))),
                squares(gain())));
        RankingResult.require(
                figures.getLong(0) > 0,
                "no user had an item in split.test %s that it did not have before.".formatted(split.words(Part.test)));
        return result(figures, model, split);
    }

    private static Column gain() {
        return col(JudgedLists.recall(0)).minus(col(JudgedLists.recall(1)));
    }

    private static Column sum(Column terms) {
        return ExactSum.of(terms);
    }

    private static Column squares(Column terms) {
        return ExactSum.of(terms.multiply(terms));
    }

    private static RankingResult result(Row figures, FactorModel model, Split split) {
        double users = figures.getLong(0);
        int top = model.params().top();
        Map<String, Double> own = metrics(figures.getDouble(2) / users, figures.getDouble(4) / users, top);
        own.put("rows", users);
        own.put("known_users", (double) figures.getLong(1));
        own.put("new_users", users - figures.getLong(1));
        Map<String, Double> popular = metrics(figures.getDouble(6) / users, figures.getDouble(7) / users, top);
        String gain = "recall_gain_at_" + top;
        own.put(gain, (figures.getDouble(2) - figures.getDouble(6)) / users);
        return new RankingResult(
                Loss.ndcg_loss,
                split,
                "Recommends %d items to each user, by %d non-negative factors of users and items."
                        .formatted(top, model.params().rank()),
                own,
                Map.of(POPULAR, popular),
                intervals(figures, gain),
                List.of(
                        "Recall and NDCG are those of the first %d places, means over %,.0f users; of recall, what training never saw is missed."
                                .formatted(top, users),
                        NONE_APPLIES));
    }

    private static Map<String, Double> metrics(double recall, double ndcg, int top) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("places", (double) top);
        metrics.put("recall", recall);
        metrics.put("ndcg", ndcg);
        metrics.put(Loss.ndcg_loss.name(), 1 - ndcg);
        return metrics;
    }

    /** Of means over users. */
    private static Map<String, Interval> intervals(Row figures, String gain) {
        long users = figures.getLong(0);
        double recall = figures.getDouble(2);
        Map<String, Interval> intervals = new TreeMap<>();
        Interval.ofMean(recall, figures.getDouble(3), users)
                .ifPresent(interval -> intervals.put("recall", interval.within(0, 1)));
        Interval.ofMean(figures.getDouble(4), figures.getDouble(5), users)
                .ifPresent(interval -> intervals.put("ndcg", interval.within(0, 1)));
        Interval.ofMean(recall - figures.getDouble(6), figures.getDouble(8), users)
                .ifPresent(interval -> intervals.put(gain, interval));
        return intervals;
    }
}
