package dev.waybill.jobs.outcomes;

import dev.waybill.common.section.Source;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How good the answers of one day were, of one model version and variant, as far as is known.
 *
 * @param variant of an experiment
 * @param figures of the answers that count
 */
public record OnlineFigures(Optional<String> variant, DayFigures figures) {

    /** All of a day, those of most answers first; none where nothing was answered, or is judged yet. */
    public static List<OnlineFigures> of(LocalDate date, Source source, Tables tables) {
        if (!tables.exists(OnlineOutcomes.PERFORMANCE)) {
            return List.of();
        }
        Dataset<Row> lines = Tables.within(tables.read(OnlineOutcomes.PERFORMANCE), List.of(date))
                .where(functions.col(Performance.SEGMENT).equalTo(Performance.ALL));
        return Sessions.summaries(lines).stream().collect(Collectors.groupingBy(OnlineFigures::whose)).values().stream()
                .map(own -> new OnlineFigures(
                        Optional.ofNullable(own.get(0).getAs(ScoredTable.VARIANT)), DayFigures.of(own, source)))
                .sorted(Comparator.comparing(
                                (OnlineFigures own) -> -own.figures().rows())
                        .thenComparing(OnlineFigures::whose))
                .toList();
    }

    private static List<String> whose(Row line) {
        return List.of(
                line.getAs(ScoredTable.MODEL_NAME),
                String.valueOf(line.<Integer>getAs(ScoredTable.MODEL_VERSION)),
                Objects.toString(line.getAs(ScoredTable.VARIANT), ""));
    }

    /** {@code demo/3}, or {@code demo/4 (challenger)}. */
    public String whose() {
        return figures.model() + variant.map(" (%s)"::formatted).orElse("");
    }
}
