package dev.waybill.jobs.promote;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.AnomalyScoring;
import dev.waybill.common.model.ForestModel;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.RankLoss;
import dev.waybill.common.model.ScoreCounts;
import dev.waybill.common.model.ScoreTally;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Two isolation forests on the same labelled rows. The loss of a ranking is 1 - AUC, of which each odd row has its share:
 * how many normal rows look odder. So odd rows are what is compared, in pairs; the normal ones, which are many, are taken
 * as they are.
 */
final class RankedComparison {

    private RankedComparison() {}

    /** Of rows that neither has seen; empty where they are not labelled both odd and usual. */
    static Optional<ChallengerComparison> of(
            Contender challenger, Contender champion, PredictionLoss loss, Promote.Params params, JobContext context) {
        ForestModel newer = (ForestModel) challenger.model();
        ForestModel older = (ForestModel) champion.model();
        Dataset<Row> labelled = Tables.labelled(
                CommonRows.unseen(challenger, champion, params, context),
                params.source().label().name());
        Dataset<Row> scored = AnomalyScoring.predict(
                        AnomalyScoring.predict(labelled, older, CommonRows.CHAMPION), newer, CommonRows.CHALLENGER)
                .persist(StorageLevel.DISK_ONLY());
        try {
            return compared(scored, challenger, champion, loss, params, context);
        } finally {
            scored.unpersist();
        }
    }

    private static Optional<ChallengerComparison> compared(
            Dataset<Row> scored,
            Contender challenger,
            Contender champion,
            PredictionLoss loss,
            Promote.Params params,
            JobContext context) {
        Source source = params.source();
        ScoreCounts ofNewer = ScoreTally.of(scored, CommonRows.CHALLENGER, source);
        ScoreCounts ofOlder = ScoreTally.of(scored, CommonRows.CHAMPION, source);
        if (ofNewer.odd() == 0 || ofNewer.normal() == 0) {
            return Optional.empty();
        }
        Dataset<Row> odd = CommonRows.withSegmentColumns(
                scored.where(col(source.label().name()).cast("double").equalTo(1))
                        .withColumn(CommonRows.CHALLENGER, losses(ofNewer, CommonRows.CHALLENGER))
                        .withColumn(CommonRows.CHAMPION, losses(ofOlder, CommonRows.CHAMPION)),
                params,
                context.tables());
        Dataset<Row> needed = PairedLosses.needed(odd, params);
        List<PairedCell> cells = PairedLosses.cells(needed, loss, params);
        Unit unit = params.promote().unit(source.isDated(), Unit.days.of(cells).size());
        boolean same = challenger.predictsAs(champion);
        return Optional.of(new ChallengerComparison(
                same ? Optional.of(Rule.same_predictions) : Optional.empty(),
                loss,
                figures(ofNewer, challenger),
                Map.of(ChallengerComparison.who(champion), figures(ofOlder, champion)),
                same
                        ? Optional.empty()
                        : Optional.of(
                                PairedEvidence.of(unit, cells, PairedLosses.segments(needed, loss, params, unit)))));
    }

    private static Map<String, Double> figures(ScoreCounts counts, Contender contender) {
        return counts.figures(((ForestModel) contender.model()).threshold());
    }

    private static Column losses(ScoreCounts counts, String score) {
        RankLoss ranks = RankLoss.of(counts);
        UserDefinedFunction loss = udf((UDF1<Double, Double>) ranks::of, DataTypes.DoubleType);
        return loss.apply(col(score));
    }
}
