package dev.waybill.jobs.tune;

import dev.waybill.common.conf.Model;
import dev.waybill.common.conf.Split;
import dev.waybill.common.fit.Examples;
import dev.waybill.common.fit.LearnedInputs;
import dev.waybill.common.fit.Preflight;
import dev.waybill.common.fit.Recipe;
import dev.waybill.common.fit.TrainingRows;
import dev.waybill.common.fit.Trees;
import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** How good models are on folds, fitted on a share of the rows: made ready once for all of them. */
final class FoldScores implements Search.Scores {

    /** The rows of a share are those whose key's hash falls into so many of this many parts. */
    private static final int PARTS = 9 * 9 * 9;

    private record Fold(List<Input> inputs, Dataset<Row> toLearn, Dataset<Row> toJudge) {}

    private final Recipe recipe;
    private final Preflight.Findings findings;
    private final Function<Trial, Model> models;
    private final List<Fold> folds;

    /**
     * Makes ready.
     *
     * @param rows labelled ones
     * @param share of the rows to fit on, 0 to 1; judged are all
     * @param models that trials stand for
     */
    FoldScores(
            Dataset<Row> rows,
            Recipe recipe,
            List<Split> folds,
            Preflight.Findings findings,
            double share,
            Function<Trial, Model> models) {
        this.recipe = recipe;
        this.findings = findings;
        this.models = models;
        this.folds =
                folds.stream().map(fold -> fold(rows, recipe.with(fold), share)).toList();
    }

    private static Fold fold(Dataset<Row> rows, Recipe recipe, double share) {
        Dataset<Row> train = Tables.within(rows, recipe.split().train());
        LearnedInputs inputs = TrainingRows.inputs(train, recipe);
        Column[] key = recipe.key().stream().map(functions::col).toArray(Column[]::new);
        Column part = functions.pmod(functions.xxhash64(key), functions.lit(PARTS));
        Dataset<Row> some = train.where(part.lt(Math.round(share * PARTS)));
        Dataset<Row> tested = Tables.within(rows, recipe.split().test());
        return new Fold(
                inputs.toScore(),
                kept(Examples.toLearn(some, recipe, inputs), recipe.split().train()),
                kept(Examples.toJudge(tested, recipe, inputs), recipe.split().test()));
    }

    private static Dataset<Row> kept(Dataset<Row> examples, Split.DateRange dates) {
        Dataset<Row> kept = examples.persist(StorageLevel.MEMORY_AND_DISK());
        if (kept.isEmpty()) {
            throw Refusal.mistake(
                    "tune.no-rows",
                    "Cannot tune: there are no labelled rows for %s, or too few to take a part of.".formatted(dates),
                    "Lower tune.folds or tune.trials, or widen split.train.");
        }
        return kept;
    }

    /** The mean of the folds' scores, each at the round that is best for the fold. */
    @Override
    public double of(Trial trial) {
        Model model = models.apply(trial);
        return folds.stream()
                .mapToDouble(fold -> new Trees(recipe.with(model), fold.inputs(), findings)
                        .best(fold.toLearn(), fold.toJudge())
                        .score())
                .average()
                .orElseThrow();
    }

    @Override
    public void close() {
        folds.forEach(fold -> {
            fold.toLearn().unpersist();
            fold.toJudge().unpersist();
        });
    }
}
