package dev.waybill.jobs.train;

import dev.waybill.common.fit.ClassLabels;
import dev.waybill.common.fit.Examples;
import dev.waybill.common.fit.LearnedInputs;
import dev.waybill.common.fit.Preflight;
import dev.waybill.common.fit.TrainingRows;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.fit.TreeTrainer;
import dev.waybill.common.fit.Workers;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Training rows that trees can be fitted on: all that must hold for it was checked.
 *
 * @param labelled all rows with a label; a class as its number
 * @param classes of a multiclass label
 * @param unknown rows of later parts that are left out, since their class is not among those of the training rows
 * @param unknownValid those of them that are validation rows
 * @param learned what the training rows say of inputs
 */
record Candidate(
        TrainingSpec spec,
        Dataset<Row> labelled,
        Optional<ClassLabels> classes,
        long unknown,
        long unknownValid,
        long trainRows,
        long validRows,
        LearnedInputs learned,
        Preflight.Findings findings) {

    static Candidate checked(Dataset<Row> features, TrainingSpec spec) {
        Split split = spec.split();
        Dataset<Row> given = Tables.labelled(features, spec.label());
        Optional<ClassLabels> classes = classes(given, spec);
        Dataset<Row> numbered =
                classes.map(found -> found.numbered(given, spec)).orElse(given);
        Dataset<Row> rows = Tables.labelled(numbered, spec.label());
        Dataset<Row> train = Parts.rows(rows, split, Part.train);
        Optional<Dataset<Row>> valid = part(rows, split, Part.valid);
        Row counts = Sessions.summary(numbered.agg(
                counted(split, Part.train, true, spec.label()),
                counted(split, Part.valid, true, spec.label()),
                counted(split, Part.valid, false, spec.label()),
                counted(split, Part.calibrate, false, spec.label())));
        long trainRows = some(counts.getLong(0), Part.train, split);
        long validRows = valid.isPresent() ? some(counts.getLong(1), Part.valid, split) : 0;
        LearnedInputs inputs = TrainingRows.inputs(train, spec);
        Preflight.Findings findings =
                Preflight.check(valid.map(train::unionByName).orElse(train), spec, inputs.scoring());
        Workers.require(train, spec, "split.train");
        valid.ifPresent(part -> Workers.require(part, spec, "split.valid"));
        return new Candidate(
                spec,
                rows,
                classes,
                counts.getLong(2) + counts.getLong(3),
                counts.getLong(2),
                trainRows,
                validRows,
                inputs,
                findings);
    }

    private static Optional<ClassLabels> classes(Dataset<Row> given, TrainingSpec spec) {
        return ClassLabels.of(Parts.rows(given, spec.split(), Part.train), spec);
    }

    /** Fitted on the training rows alone, where there are validation rows to find the number of rounds by. */
    FirstFit firstFit() {
        return new FirstFit(
                this,
                part(Part.valid)
                        .map(valid -> trees().best(
                                        Examples.training(train(), spec, learned),
                                        Examples.validation(valid, spec, learned))));
    }

    /** Fitted on any rows, for so many rounds. */
    Booster fit(Dataset<Row> rows, int rounds) {
        return trees().fit(Examples.training(rows, spec, learned), rounds);
    }

    private TreeTrainer trees() {
        return new TreeTrainer(spec, learned.scoring(), findings);
    }

    /** The training rows. */
    Dataset<Row> train() {
        return Parts.rows(labelled, spec.split(), Part.train);
    }

    /** The rows of a part, if the split has it. */
    Optional<Dataset<Row>> part(Part part) {
        return part(labelled, spec.split(), part);
    }

    private static Optional<Dataset<Row>> part(Dataset<Row> rows, Split split, Part part) {
        return split.parts().contains(part) ? Optional.of(Parts.rows(rows, split, part)) : Optional.empty();
    }

    /** How many rows of a part have a label that can be learned, or one that cannot. */
    private static Column counted(Split split, Part part, boolean known, String label) {
        Column isKnown = functions.col(label).isNotNull();
        return split.parts().contains(part)
                ? functions.count_if(
                        functions.expr(split.condition(part)).and(known ? isKnown : functions.not(isKnown)))
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
