package dev.waybill.jobs.experiment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
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
 * The rows of an experiment, beside their labels and units. They are those of table scored, so that what production says now
 * does not matter.
 *
 * @param champion its version
 * @param challenger its version
 * @param range of event dates that are asked for
 */
record ExperimentRows(
        ExperimentParams params, PredictionLoss loss, int champion, int challenger, DateBounds range, Tables tables) {

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
        List<VariantSums> sums = new VariantLosses(params.task(), loss).of(labelled(dealt, planned));
        Optional<LocalDate> labelled = sums.stream().map(VariantSums::last).max(LocalDate::compareTo);
        Period period = Period.of(experiment(), published.firstKey(), labelled);
        return Optional.of(Found.of(
                period, champion, challenger, published.headMap(planned.last().plusDays(1)), sums));
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
                        prediction(dealt).as(VariantLosses.CHAMPION)));
        Dataset<Row> other = during(planned, tables.versioned(ScoredTable.NAME).rows(challenger));
        Dataset<Row> others =
                other.select(columns(col(Tables.EVENT_DATE), prediction(other).as(VariantLosses.CHALLENGER)));
        Dataset<Row> labels = Tables.labelled(
                        during(planned, tables.read(source.table())),
                        source.label().name())
                .select(columns(
                        col(source.label().name())
                                .cast(isOfClasses() ? "string" : "double")
                                .as(VariantLosses.LABEL),
                        experiment().unit(source).as(VariantLosses.UNIT)));
        return said.join(others, key(Tables.EVENT_DATE), "left")
                .join(labels, key())
                .where(col(ScoredTable.VARIANT)
                        .equalTo(Variant.champion.name())
                        .or(col(VariantLosses.CHALLENGER).isNotNull()));
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
}
