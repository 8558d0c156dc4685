package dev.waybill.jobs.train;

import dev.waybill.common.fit.Examples;
import dev.waybill.common.fit.LearnedInputs;
import dev.waybill.common.fit.LearningCurve;
import dev.waybill.common.fit.Preflight;
import dev.waybill.common.fit.TrainingRows;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.fit.TreeTrainer;
import dev.waybill.common.fit.TreeTrainer.Best;
import dev.waybill.common.fit.Workers;
import dev.waybill.common.job.Progress;
import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Trees fitted by a spec. Where there are validation dates, a first fit on the training dates alone finds the number
 * of rounds that predicts these best; the trees are then fitted with that many on both, so that they have seen the
 * latest days.
 *
 * @param unvarying features that have one value in all rows, or none
 * @param seen the rows that the trees were fitted on which have not seen those held back
 * @param heldBack rows with trees that were not fitted on them; empty where the split has only training dates
 */
record Fit(
        Booster booster,
        LearnedInputs learned,
        int rounds,
        long trainRows,
        long validRows,
        List<String> unvarying,
        Dataset<Row> seen,
        Optional<HeldBack> heldBack) {

    /**
     * Checks first, then fits; the same rows give the same booster, byte for byte.
     *
     * @param curves told how the fit went that finds the number of rounds, if there is one
     */
    static Fit of(Dataset<Row> features, TrainingSpec spec, Progress progress, Consumer<LearningCurve> curves) {
        Dataset<Row> rows = Tables.labelled(features, spec.label());
        Split split = spec.split();
        Dataset<Row> train = Parts.rows(rows, split, Part.train);
        Optional<Dataset<Row>> valid = part(rows, split, Part.valid);
        Row counts = Sessions.summary(rows.agg(counted(split, Part.train), counted(split, Part.valid)));
        long trainRows = some(counts.getLong(0), Part.train, split);
        long validRows = valid.isPresent() ? some(counts.getLong(1), Part.valid, split) : 0;
        LearnedInputs inputs = TrainingRows.inputs(train, spec);
        Dataset<Row> both = valid.map(train::unionByName).orElse(train);
        Preflight.Findings findings = Preflight.check(both, spec, inputs.scoring());
        Workers.require(train, spec, "split.train");
        valid.ifPresent(part -> Workers.require(part, spec, "split.valid"));

        TreeTrainer trees = new TreeTrainer(spec, inputs.scoring(), findings);
        Optional<Best> best = valid.map(part -> {
            progress.doing("finding the number of rounds");
            return trees.best(Examples.training(train, spec, inputs), Examples.validation(part, spec, inputs));
        });
        best.map(Best::curve).ifPresent(curves);
        int rounds = best.map(Best::rounds).orElse(spec.model().numRound());
        progress.doing(String.format(Locale.ROOT, "fitting %,d rounds on %,d rows", rounds, trainRows + validRows));
        Fit fit = new Fit(
                trees.fit(Examples.training(both, spec, inputs), rounds),
                inputs,
                rounds,
                trainRows,
                validRows,
                findings.unvarying(),
                train,
                valid.map(part -> new HeldBack(
                        "split.valid " + split.words(Part.valid) + ", predicted by a fit on split.train alone",
                        best.orElseThrow().booster(),
                        part)));
        return part(rows, split, Part.calibrate)
                .map(part -> fit.heldBack(split.words(Part.calibrate), part, both))
                .map(held -> spec.model().refit() ? held.refit(trees, spec, progress) : held)
                .orElse(fit);
    }

    private static Optional<Dataset<Row>> part(Dataset<Row> rows, Split split, Part part) {
        return split.parts().contains(part) ? Optional.of(Parts.rows(rows, split, part)) : Optional.empty();
    }

    /** As rows see them that the trees were not fitted on. */
    List<Input> inputs() {
        return learned.scoring();
    }

    private Fit heldBack(String which, Dataset<Row> rows, Dataset<Row> fitted) {
        HeldBack held = new HeldBack("split.calibrate " + which, booster, rows);
        return new Fit(booster, learned, rounds, trainRows, validRows, unvarying, fitted, Optional.of(held));
    }

    private Fit refit(TreeTrainer trees, TrainingSpec spec, Progress progress) {
        progress.doing("fitting once more, on the rows that were held back as well");
        Dataset<Row> all = seen.unionByName(heldBack.orElseThrow().rows());
        Booster last = trees.fit(Examples.training(all, spec, learned), rounds);
        return new Fit(last, learned, rounds, trainRows, validRows, unvarying, seen, heldBack);
    }

    private static Column counted(Split split, Part part) {
        return split.parts().contains(part)
                ? functions.count_if(functions.expr(split.condition(part)))
                : functions.lit(0L);
    }

    private static long some(long count, Part part, Split split) {
        if (count == 0) {
            throw Refusal.mistake(
                    "train.no-rows",
                    "Cannot train: no row of the features table has both a label and its %s in split.%s %s."
                            .formatted(split.goesBy(), part, split.words(part)),
                    "Correct the split, or look at the label in the table.");
        }
        return count;
    }
}
