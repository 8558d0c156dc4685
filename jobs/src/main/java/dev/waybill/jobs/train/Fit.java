package dev.waybill.jobs.train;

import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.fit.Examples;
import dev.waybill.common.fit.Preflight;
import dev.waybill.common.fit.Recipe;
import dev.waybill.common.fit.TrainingRows;
import dev.waybill.common.fit.Trees;
import dev.waybill.common.job.Progress;
import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Trees fitted by a recipe. Where there are validation dates, a first fit on the training dates alone finds the number
 * of rounds that predicts these best; the trees are then fitted with that many on both, so that they have seen the
 * latest days.
 *
 * @param unvarying features that have one value in all rows, or none
 */
record Fit(Booster booster, List<Input> inputs, int rounds, long trainRows, long validRows, List<String> unvarying) {

    /** Checks first, then fits; the same rows give the same booster, byte for byte. */
    static Fit of(Dataset<Row> features, Recipe recipe, Progress progress) {
        Dataset<Row> rows = TrainingRows.labelled(features, recipe.label());
        Dataset<Row> train = Tables.within(rows, recipe.split().train());
        Optional<Dataset<Row>> valid = recipe.split().valid().map(dates -> Tables.within(rows, dates));
        long trainRows = count(train, "train", recipe.split().train());
        long validRows = valid.map(
                        part -> count(part, "valid", recipe.split().valid().orElseThrow()))
                .orElse(0L);
        List<Input> inputs = TrainingRows.inputs(train, recipe.features());
        Dataset<Row> all = valid.map(train::unionByName).orElse(train);
        Preflight.Findings findings = Preflight.check(all, recipe, inputs);

        Trees trees = new Trees(recipe, inputs, findings);
        int rounds = valid.map(part -> {
                    progress.doing("finding the number of rounds");
                    return trees.best(Examples.toLearn(train, recipe, inputs), Examples.toJudge(part, recipe, inputs))
                            .rounds();
                })
                .orElse(recipe.model().numRound());
        progress.doing(String.format(Locale.ROOT, "fitting %,d rounds on %,d rows", rounds, trainRows + validRows));
        Booster booster = trees.fit(Examples.toLearn(all, recipe, inputs), rounds);
        return new Fit(booster, inputs, rounds, trainRows, validRows, findings.unvarying());
    }

    /** How many there are: at least one. */
    private static long count(Dataset<Row> rows, String part, DateRange dates) {
        long count = rows.count();
        if (count == 0) {
            throw Refusal.mistake(
                    "train.no-rows",
                    "Cannot train: no row of the features table has both a label and an event date in split.%s %s."
                            .formatted(part, dates),
                    "Correct the split, or look at the label in the table.");
        }
        return count;
    }
}
