package dev.waybill.jobs.score;

import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.table.VersionedTable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that got features when their date had been published already: the model that is in charge of the date scores them, and
 * what it said of the others stays as it was. They take no part in an experiment.
 */
record LateScores(List<String> key, Tables tables) {

    /** Dates of which rows have features and no score, by the model version in charge: told by logs, where there are none. */
    SortedMap<Integer, SortedSet<LocalDate>> due() {
        SortedMap<Integer, SortedSet<LocalDate>> due = new TreeMap<>();
        if (!tables.exists(ScoredTable.CURRENT)) {
            return due;
        }
        NavigableMap<LocalDate, Long> current = tables.perDate(tables.version(ScoredTable.CURRENT));
        List<LocalDate> grown = tables.perDate(tables.version(FeatureTable.NAME)).entrySet().stream()
                .filter(date -> current.getOrDefault(date.getKey(), date.getValue()) < date.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (!grown.isEmpty()) {
            Sessions.summaries(Tables.within(ScoredTable.ofChampion(tables.read(ScoredTable.CURRENT)), grown)
                            .select(ScoredTable.MODEL_VERSION, Tables.EVENT_DATE)
                            .distinct())
                    .forEach(row -> due.computeIfAbsent(row.getInt(0), version -> new TreeSet<>())
                            .add(row.<Date>getAs(Tables.EVENT_DATE).toLocalDate()));
        }
        return due;
    }

    /**
     * Writes them to what their version said of the dates. A run that is broken off before the dates are published finds none
     * of them missing there, and publishes.
     *
     * @param scored what the version says of rows of features, with the columns of table scored
     */
    void write(int version, SortedSet<LocalDate> dates, UnaryOperator<Dataset<Row>> scored) {
        VersionedTable said = tables.versioned(ScoredTable.NAME);
        Dataset<Row> there = Tables.within(said.rows(version), dates);
        String[] row = Stream.concat(key.stream(), Stream.of(Tables.EVENT_DATE)).toArray(String[]::new);
        Dataset<Row> late = Tables.within(tables.read(FeatureTable.NAME), dates).join(there, row, "left_anti");
        Dataset<Row> all = there.unionByName(scored.apply(late), true);
        Sessions.over(
                tables.count(FeatureTable.NAME, dates), all.sparkSession(), () -> said.replace(version, dates, all));
        CurrentScores.point(dates, version, CurrentScores.ofChallenger(dates, tables), key, tables, all.sparkSession());
    }
}
