package dev.waybill.jobs.promote;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.Interactions;
import dev.waybill.common.model.JudgedLists;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.Preferences;
import dev.waybill.common.section.Recommend;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The lists of two models of factors for the same users, judged by the same later items. Users are what is compared, in
 * pairs; chance is taken to draw them, in blocks by a hash of their names.
 */
final class ListComparison {

    private static final int BLOCKS = 64;

    private ListComparison() {}

    /** Of test rows that neither has seen; empty where no user had anything new in them. */
    static Optional<ChallengerComparison> of(
            Contender challenger, Contender champion, PredictionLoss loss, Promote.Params params, JobContext context) {
        Recommend lists = ((FactorModel) challenger.model()).params();
        Dataset<Row> features = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), params.source(), features, context.dateOf(params.source()));
        Dataset<Row> users = Interactions.judged(
                features.where(had(split, challenger, champion)),
                CommonRows.unseen(challenger, champion, params, context),
                lists);
        Dataset<Row> judged =
                JudgedLists.of(users, List.of(preferences(challenger), preferences(champion)), lists.top());
        Column block = pmod(xxhash64(col(Interactions.USER)), lit((long) BLOCKS));
        List<Row> blocks = Sessions.summaries(judged.groupBy(block.as("block"))
                .agg(
                        count(lit(1)),
                        lost(JudgedLists.ndcg(0)),
                        lost(JudgedLists.ndcg(1)),
                        ExactSum.of(col(JudgedLists.recall(0))),
                        ExactSum.of(col(JudgedLists.recall(1)))));
        return blocks.isEmpty() ? Optional.empty() : Optional.of(comparison(blocks, challenger, champion, loss));
    }

    /** All before the test, and by date what either model has seen, which may reach into it. */
    private static Column had(Split split, Contender challenger, Contender champion) {
        Column before = expr(split.beforeTest());
        return Stream.of(challenger, champion)
                .flatMap(contender -> contender.lastSeen().stream())
                .max(Comparator.naturalOrder())
                .map(seen -> before.or(col(Tables.EVENT_DATE).leq(lit(Date.valueOf(seen)))))
                .orElse(before);
    }

    private static Preferences preferences(Contender contender) {
        return Preferences.of((FactorModel) contender.model());
    }

    private static Column lost(String ndcg) {
        return ExactSum.of(lit(1.0).minus(col(ndcg)));
    }

    private static ChallengerComparison comparison(
            List<Row> blocks, Contender challenger, Contender champion, PredictionLoss loss) {
        List<PairedCell> cells = blocks.stream()
                .map(row -> new PairedCell(
                        0, row.getLong(0), new PairedSums(row.getLong(1), row.getDouble(2), row.getDouble(3))))
                .sorted(Comparator.comparingLong(PairedCell::block))
                .toList();
        boolean same = challenger.predictsAs(champion);
        return new ChallengerComparison(
                same ? Optional.of(Rule.same_predictions) : Optional.empty(),
                loss,
                metrics(blocks, 2),
                Map.of(ChallengerComparison.who(champion), metrics(blocks, 3)),
                same ? Optional.empty() : Optional.of(PairedEvidence.of(Unit.users, cells, SegmentGuard.NONE)));
    }

    /** @param lost where the sum of lost gains stands; that of recalls is two further on */
    private static Map<String, Double> metrics(List<Row> blocks, int lost) {
        double users = blocks.stream().mapToDouble(row -> row.getLong(1)).sum();
        double loss = sum(blocks, lost) / users;
        return Map.of("rows", users, "ndcg_loss", loss, "ndcg", 1 - loss, "recall", sum(blocks, lost + 2) / users);
    }

    private static double sum(List<Row> blocks, int column) {
        return blocks.stream()
                .sorted(Comparator.comparingLong(row -> row.getLong(0)))
                .mapToDouble(row -> row.getDouble(column))
                .sum();
    }
}
