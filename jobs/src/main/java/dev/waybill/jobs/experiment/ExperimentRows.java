package dev.waybill.jobs.experiment;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.experiment.stats.UnitSums;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows of an experiment, summed up by unit, and the units by variant: a few numbers, however many there are. They are
 * those of table scored, so that what production says now does not matter.
 *
 * @param champion its version
 * @param challenger its version
 * @param range of event dates that are asked for
 */
record ExperimentRows(
        ExperimentParams params, PredictionLoss loss, int champion, int challenger, DateBounds range, Tables tables) {

    private static final String CHAMPION = "_champion";
    private static final String CHALLENGER = "_challenger";
    private static final String LABEL = "_label";
    private static final String UNIT = "_unit";
    private static final String ROWS = "_rows";
    private static final String TOTAL = "_total";
    private static final String PAIRS = "_pairs";
    private static final String PAIRED = "_paired";
    private static final String LAST = "_last";
    private static final String UNITS = "_units";
    private static final String RMSE = "rmse";

    /**
     * The sums.
     *
     * @param withoutUnit labelled rows that have none
     */
    record Found(Period period, Map<Variant, UnitSums> byVariant, UnitSums pairs, List<Arm> arms, long withoutUnit) {

        UnitSums sums(Variant variant) {
            return byVariant.getOrDefault(variant, UnitSums.NONE);
        }
    }

    /** Empty where no row of the two versions takes part. */
    Optional<Found> find() {
        if (!tables.exists(ScoredTable.NAME) || !ScoredTable.hasVariants(tables.read(ScoredTable.NAME))) {
            return Optional.empty();
        }
        Dataset<Row> dealt = within(tables.versioned(ScoredTable.NAME)
                .rows(champion)
                .where(col(ScoredTable.VARIANT).isNotNull()));
        SortedMap<LocalDate, Map<Variant, Long>> published = published(dealt);
        if (published.isEmpty()) {
            return Optional.empty();
        }
        Period planned = Period.of(experiment(), published.firstKey(), Optional.empty());
        List<Row> sums = Sessions.summaries(sums(units(labelled(dealt, planned))));
        Optional<LocalDate> labelled =
                sums.stream().map(row -> row.<Date>getAs(LAST).toLocalDate()).max(LocalDate::compareTo);
        return Optional.of(found(
                Period.of(experiment(), published.firstKey(), labelled),
                published.headMap(planned.last().plusDays(1)),
                sums));
    }

    private Experiment experiment() {
        return params.experiment();
    }

    private Dataset<Row> within(Dataset<Row> rows) {
        Dataset<Row> begun = experiment()
                .start()
                .map(first -> rows.where(col(Tables.EVENT_DATE).geq(lit(Date.valueOf(first)))))
                .orElse(rows);
        return range.within(begun);
    }

    private static Dataset<Row> during(Period planned, Dataset<Row> rows) {
        return new DateBounds(Optional.of(planned.first()), Optional.of(planned.last())).within(rows);
    }

    private static SortedMap<LocalDate, Map<Variant, Long>> published(Dataset<Row> dealt) {
        SortedMap<LocalDate, Map<Variant, Long>> rows = new TreeMap<>();
        Sessions.summaries(dealt.groupBy(Tables.EVENT_DATE, ScoredTable.VARIANT).count())
                .forEach(row -> rows.computeIfAbsent(row.getDate(0).toLocalDate(), date -> new TreeMap<>())
                        .put(Variant.valueOf(row.getString(1)), row.getLong(2)));
        return rows;
    }

    /** Beside what both said, the label and the unit. */
    private Dataset<Row> labelled(Dataset<Row> dealt, Period planned) {
        Source source = params.source();
        Dataset<Row> said = during(planned, dealt)
                .select(columns(
                        col(Tables.EVENT_DATE),
                        col(ScoredTable.VARIANT),
                        prediction(dealt).as(CHAMPION)));
        Dataset<Row> other = during(planned, tables.versioned(ScoredTable.NAME).rows(challenger));
        Dataset<Row> others =
                other.select(columns(col(Tables.EVENT_DATE), prediction(other).as(CHALLENGER)));
        Dataset<Row> labels = Tables.labelled(
                        during(planned, tables.read(source.table())),
                        source.label().name())
                .select(columns(
                        col(source.label().name())
                                .cast(isOfClasses() ? "string" : "double")
                                .as(LABEL),
                        experiment().unit(source).as(UNIT)));
        return said.join(others, key(Tables.EVENT_DATE), "left")
                .join(labels, key())
                .where(col(ScoredTable.VARIANT)
                        .equalTo(Variant.champion.name())
                        .or(col(CHALLENGER).isNotNull()));
    }

    private boolean isOfClasses() {
        return params.task() == Task.multiclass;
    }

    private Column prediction(Dataset<Row> scored) {
        String label = params.source().label().name();
        return isOfClasses() ? scored.col(label) : ScoredTable.predicted(scored, params.task(), label);
    }

    private String[] key(String... more) {
        return Stream.concat(params.source().key().stream(), Stream.of(more)).toArray(String[]::new);
    }

    private Column[] columns(Column... others) {
        return Stream.concat(params.source().key().stream().map(functions::col), Stream.of(others))
                .toArray(Column[]::new);
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
                max(Tables.EVENT_DATE).as(LAST)));
        metrics(own).forEach((name, term) -> sums.add(ExactSum.of(term).as(name)));
        return labelled.groupBy(col(ScoredTable.VARIANT), col(UNIT))
                .agg(count(lit(1)).as(ROWS), sums.toArray(Column[]::new));
    }

    private Column term(Column predicted) {
        return isOfClasses() ? predicted.notEqual(col(LABEL)).cast("double") : loss.term(col(LABEL), predicted);
    }

    private Map<String, Column> metrics(Column own) {
        Column error = own.minus(col(LABEL));
        Map<String, Column> terms = new LinkedHashMap<>();
        switch (params.task()) {
            case regression -> {
                terms.put("mae", abs(error));
                terms.put(RMSE, error.multiply(error));
                terms.put("bias", error);
            }
            case binary -> {
                Stream.of(Loss.log_loss, Loss.brier)
                        .map(each -> new PredictionLoss(each, 0))
                        .forEach(each -> terms.put(each.name(), each.term(col(LABEL), own)));
                terms.put("bias", error);
            }
            case multiclass -> terms.put("accuracy", own.equalTo(col(LABEL)).cast("double"));
            case anomaly, recommend -> throw new IllegalArgumentException("no loss of a row: " + params.task());
        }
        return terms;
    }

    private Dataset<Row> sums(Dataset<Row> units) {
        List<Column> sums = new ArrayList<>(moments("", col(ROWS), col(TOTAL)));
        sums.addAll(moments(
                "pair", when(col(PAIRS).gt(0), col(PAIRS)), when(col(PAIRS).gt(0), col(PAIRED))));
        sums.add(max(LAST).as(LAST));
        metrics(col(CHAMPION))
                .keySet()
                .forEach(name -> sums.add(ExactSum.of(col(name)).as(name)));
        return units.groupBy(col(ScoredTable.VARIANT), col(UNIT).isNull().as(UNIT))
                .agg(count(lit(1)).as(UNITS), sums.toArray(Column[]::new));
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

    private static UnitSums sums(Row row, String prefix) {
        double[] moments = Stream.of("_n", "_y", "_nn", "_ny", "_yy")
                .mapToInt(name -> row.fieldIndex(prefix + name))
                .mapToDouble(at -> row.isNullAt(at) ? 0 : row.getDouble(at))
                .toArray();
        return new UnitSums(
                row.<Long>getAs(prefix + "_count"), moments[0], moments[1], moments[2], moments[3], moments[4]);
    }

    private Found found(Period period, SortedMap<LocalDate, Map<Variant, Long>> published, List<Row> sums) {
        Map<Variant, UnitSums> byVariant = new TreeMap<>();
        Map<Variant, Map<String, Double>> metrics = new TreeMap<>();
        UnitSums pairs = UnitSums.NONE;
        long withoutUnit = 0;
        for (Row row : sums) {
            UnitSums own = sums(row, "");
            if (row.<Boolean>getAs(UNIT)) {
                withoutUnit += (long) own.rows();
                continue;
            }
            Variant variant = Variant.valueOf(row.getAs(ScoredTable.VARIANT));
            byVariant.put(variant, own);
            pairs = pairs.plus(sums(row, "pair"));
            metrics.put(variant, means(row, own.rows()));
        }
        List<Arm> arms = Stream.of(Variant.values())
                .map(variant -> arm(variant, published, byVariant, metrics))
                .toList();
        return new Found(period, byVariant, pairs, arms, withoutUnit);
    }

    private Map<String, Double> means(Row row, double rows) {
        Map<String, Double> means = new LinkedHashMap<>();
        metrics(col(CHAMPION)).keySet().forEach(name -> {
            double mean = row.<Double>getAs(name) / rows;
            means.put(name, name.equals(RMSE) ? Math.sqrt(mean) : mean);
        });
        return means;
    }

    private Arm arm(
            Variant variant,
            SortedMap<LocalDate, Map<Variant, Long>> published,
            Map<Variant, UnitSums> byVariant,
            Map<Variant, Map<String, Double>> metrics) {
        UnitSums sums = byVariant.getOrDefault(variant, UnitSums.NONE);
        return new Arm(
                variant,
                variant == Variant.champion ? champion : challenger,
                published.values().stream()
                        .mapToLong(day -> day.getOrDefault(variant, 0L))
                        .sum(),
                (long) sums.rows(),
                sums.units(),
                sums.mean(),
                metrics.getOrDefault(variant, Map.of()));
    }
}
