package dev.waybill.jobs.experiment;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Task;
import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What rows of an experiment have lost, summed up by unit, and the units by variant: a few numbers, however many rows there
 * are. A row has what either model said of it, its label and its unit.
 */
record VariantLosses(Task task, PredictionLoss loss) {

    static final String CHAMPION = "_champion";
    static final String CHALLENGER = "_challenger";
    static final String LABEL = "_label";
    static final String UNIT = "_unit";

    private static final String ROWS = "_rows";
    private static final String TOTAL = "_total";
    private static final String PAIRS = "_pairs";
    private static final String PAIRED = "_paired";

    /** At most two for each variant: rows without a unit are summed up by themselves. */
    List<VariantSums> of(Dataset<Row> labelled) {
        Set<String> metrics = metrics(col(CHAMPION)).keySet();
        return Sessions.summaries(sums(units(labelled))).stream()
                .map(row -> VariantSums.read(row, metrics))
                .toList();
    }

    /** A row each, of one variant: how many rows, the sum of their losses, and of both models' differences. */
    private Dataset<Row> units(Dataset<Row> labelled) {
        Column own = when(col(ScoredTable.VARIANT).equalTo(Variant.challenger.name()), col(CHALLENGER))
                .otherwise(col(CHAMPION));
        Column difference = term(col(CHALLENGER)).minus(term(col(CHAMPION)));
        List<Column> sums = new ArrayList<>(List.of(
                ExactSum.of(term(own)).as(TOTAL),
                count(difference).as(PAIRS),
                functions.coalesce(ExactSum.of(difference), lit(0.0)).as(PAIRED),
                max(Tables.EVENT_DATE).as(VariantSums.LAST)));
        metrics(own).forEach((name, term) -> sums.add(ExactSum.of(term).as(name)));
        return labelled.groupBy(col(ScoredTable.VARIANT), col(UNIT))
                .agg(count(lit(1)).as(ROWS), sums.toArray(Column[]::new));
    }

    private Column term(Column predicted) {
        return task == Task.multiclass
                ? predicted.notEqual(col(LABEL)).cast("double")
                : loss.term(col(LABEL), predicted);
    }

    private Map<String, Column> metrics(Column own) {
        Column error = own.minus(col(LABEL));
        Map<String, Column> terms = new LinkedHashMap<>();
        switch (task) {
            case regression -> {
                terms.put("mae", abs(error));
                terms.put(VariantSums.RMSE, error.multiply(error));
                terms.put("bias", error);
            }
            case binary -> {
                Stream.of(Loss.log_loss, Loss.brier)
                        .map(each -> new PredictionLoss(each, 0))
                        .forEach(each -> terms.put(each.name(), each.term(col(LABEL), own)));
                terms.put("bias", error);
            }
            case multiclass -> terms.put("accuracy", own.equalTo(col(LABEL)).cast("double"));
            case anomaly, recommend -> throw new IllegalArgumentException("no loss of a row: " + task);
        }
        return terms;
    }

    private Dataset<Row> sums(Dataset<Row> units) {
        List<Column> sums = new ArrayList<>(moments(VariantSums.OWN, col(ROWS), col(TOTAL)));
        sums.addAll(moments(
                VariantSums.PAIRED,
                when(col(PAIRS).gt(0), col(PAIRS)),
                when(col(PAIRS).gt(0), col(PAIRED))));
        metrics(col(CHAMPION))
                .keySet()
                .forEach(name -> sums.add(ExactSum.of(col(name)).as(name)));
        return units.groupBy(col(ScoredTable.VARIANT), col(UNIT).isNull().as(VariantSums.WITHOUT_UNIT))
                .agg(max(VariantSums.LAST).as(VariantSums.LAST), sums.toArray(Column[]::new));
    }

    private static List<Column> moments(String prefix, Column rows, Column total) {
        return List.of(
                count(rows).as(prefix + "_count"),
                ExactSum.of(rows.cast("double")).as(prefix + "_n"),
                ExactSum.of(total).as(prefix + "_y"),
                ExactSum.of(rows.multiply(rows).cast("double")).as(prefix + "_nn"),
                ExactSum.of(rows.multiply(total)).as(prefix + "_ny"),
                ExactSum.of(total.multiply(total)).as(prefix + "_yy"));
    }
}
