package dev.waybill.jobs.tune;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.waybill.common.fit.Examples;
import dev.waybill.common.fit.LearnedInputs;
import dev.waybill.common.fit.Preflight;
import dev.waybill.common.fit.TrainingRows;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.fit.TreeTrainer;
import dev.waybill.common.fit.Workers;
import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.Parts;
import java.util.List;
import java.util.Map;
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

    /**
     * What models are fitted on and judged by.
     *
     * @param spec with one worker where there are too few rows for more
     */
    private record Fold(TrainingSpec spec, List<Input> inputs, Dataset<Row> training, Dataset<Row> validation) {

        double score(Model model, Preflight.Findings findings) {
            Model dealt = withWorkers(model, spec.model().workers());
            return new TreeTrainer(spec.with(dealt), inputs, findings)
                    .best(training, validation)
                    .score();
        }
    }

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
            TrainingSpec spec,
            List<Split> folds,
            Preflight.Findings findings,
            double share,
            Function<Trial, Model> models) {
        this.findings = findings;
        this.models = models;
        this.folds =
                folds.stream().map(fold -> fold(rows, spec.with(fold), share)).toList();
    }

    private static Fold fold(Dataset<Row> rows, TrainingSpec asked, double share) {
        Dataset<Row> train = Parts.rows(rows, asked.split(), Part.train);
        LearnedInputs inputs = TrainingRows.inputs(train, asked);
        Column[] key = asked.key().stream().map(functions::col).toArray(Column[]::new);
        Column part = functions.pmod(functions.xxhash64(key), functions.lit(PARTS));
        Dataset<Row> some = train.where(part.lt(Math.round(share * PARTS)));
        Dataset<Row> tested = Parts.rows(rows, asked.split(), Part.test);
        TrainingSpec spec = Workers.areEnough(some, asked) && Workers.areEnough(tested, asked)
                ? asked
                : asked.with(withWorkers(asked.model(), 1));
        return new Fold(
                spec,
                inputs.scoring(),
                kept(Examples.training(some, spec, inputs), spec.split().words(Part.train)),
                kept(Examples.validation(tested, spec, inputs), spec.split().words(Part.test)));
    }

    private static Model withWorkers(Model model, int workers) {
        return new Space(model, Map.of()).with(Map.of("workers", IntNode.valueOf(workers)));
    }

    private static Dataset<Row> kept(Dataset<Row> examples, String which) {
        Dataset<Row> kept = examples.persist(StorageLevel.MEMORY_AND_DISK());
        if (kept.isEmpty()) {
            throw Refusal.mistake(
                    "tune.no-rows",
                    "Cannot tune: there are no labelled rows for %s, or too few to take a part of.".formatted(which),
                    "Lower tune.folds or tune.trials, or widen split.train.");
        }
        return kept;
    }

    /** The mean of the folds' scores, each at the round that is best for the fold. */
    @Override
    public double of(Trial trial) {
        Model model = models.apply(trial);
        return folds.stream()
                .mapToDouble(fold -> fold.score(model, findings))
                .average()
                .orElseThrow();
    }

    @Override
    public void close() {
        folds.forEach(fold -> {
            fold.training().unpersist();
            fold.validation().unpersist();
        });
    }
}
