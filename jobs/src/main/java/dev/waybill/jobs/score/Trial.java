package dev.waybill.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.RegisteredVersion;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The experiment that is on: dates that the champion scores get variants. What was published without any, or with those of
 * another share, stays as it is.
 */
record Trial(Experiment experiment, Champion challenger, Source source, Tables tables) {

    /** The variant beside features, of which one may be called so itself. */
    static final String DEALT = "_variant";

    private static final String UNIT = "_unit";

    /** Empty where params have none, or there is no challenger beside the champion. */
    static Optional<Trial> of(Optional<Experiment> experiment, Champion champion, Source source, JobContext context) {
        return experiment.flatMap(each -> challenger(each, champion, context)
                .map(challenger -> new Trial(each, challenger, source, context.tables())));
    }

    private static Optional<Champion> challenger(Experiment experiment, Champion champion, JobContext context) {
        if (experiment.version().equals(Aliases.CHALLENGER)) {
            return champion.challenger(context);
        }
        int number = RegisteredVersion.find(
                        experiment.version(), context.workspace().pipeline(), context.tracking())
                .version();
        return number == champion.version().version() ? Optional.empty() : Optional.of(Champion.of(number, context));
    }

    int version() {
        return challenger.version().version();
    }

    /** Those of some dates that belong to it: none before its start, and none that the challenger has seen in training. */
    SortedSet<LocalDate> dates(Collection<LocalDate> dates) {
        SortedSet<LocalDate> covered = new TreeSet<>(dates);
        Stream.of(
                        experiment.start().map(first -> first.minusDays(1)),
                        challenger.model().provenance().split().lastSeen())
                .flatMap(Optional::stream)
                .forEach(before -> covered.removeIf(date -> !date.isAfter(before)));
        return covered;
    }

    /** Rows of features with their variant; null on dates that are not its own. */
    Dataset<Row> assigned(Dataset<Row> rows, SortedSet<LocalDate> own) {
        return withUnits(rows, own)
                .withColumn(
                        DEALT,
                        when(
                                col(Tables.EVENT_DATE)
                                        .isin(own.stream().map(Date::valueOf).toArray()),
                                experiment.variant(col(UNIT))))
                .drop(UNIT);
    }

    /** How many of them have no unit, and so get the champion. */
    long withoutUnit(Dataset<Row> rows, SortedSet<LocalDate> dates) {
        return Sessions.count(withUnits(rows, dates).where(col(UNIT).isNull()));
    }

    private Dataset<Row> withUnits(Dataset<Row> rows, SortedSet<LocalDate> dates) {
        if (source.key().containsAll(experiment.units(source))) {
            return rows.withColumn(UNIT, experiment.unit(source));
        }
        Dataset<Row> units = Tables.within(tables.read(source.table()), dates)
                .select(Stream.concat(
                                source.key().stream().map(functions::col),
                                Stream.of(experiment.unit(source).as(UNIT)))
                        .toArray(Column[]::new));
        return rows.join(units, source.key().toArray(String[]::new), "left");
    }

    /**
     * What the challenger is to score: the rows that the champion's scores give to it, with their variant.
     *
     * @param features that it can be asked with
     * @param said what the champion said of the same dates
     * @param all those of the champion too, which it scores in the shadow
     */
    Dataset<Row> due(Dataset<Row> features, Dataset<Row> said, boolean all) {
        Dataset<Row> variants = (all ? said : ScoredTable.ofChallenger(said))
                .select(columns(col(Tables.EVENT_DATE), col(ScoredTable.VARIANT).as(DEALT)));
        return features.join(variants, rowKey());
    }

    /** What the challenger publishes of some dates: nothing but the rows that are its own. */
    Dataset<Row> published(SortedSet<LocalDate> dates, int champion) {
        Dataset<Row> own = Tables.within(tables.versioned(ScoredTable.NAME).rows(champion), dates);
        Dataset<Row> keys = ScoredTable.ofChallenger(own).select(columns(col(Tables.EVENT_DATE)));
        return Tables.within(tables.versioned(ScoredTable.NAME).rows(version()), dates)
                .join(keys, rowKey(), "left_semi")
                .withColumn(ScoredTable.VARIANT, lit(Variant.challenger.name()));
    }

    private String[] rowKey() {
        return Stream.concat(source.key().stream(), Stream.of(Tables.EVENT_DATE))
                .toArray(String[]::new);
    }

    private Column[] columns(Column... others) {
        return Stream.concat(source.key().stream().map(functions::col), Stream.of(others))
                .toArray(Column[]::new);
    }
}
