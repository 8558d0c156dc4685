package dev.waybill.jobs.prepare;

import dev.waybill.common.table.Tables;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Which rows of the source a run is about: as few as leave the same tables as reading all of them. */
sealed interface Scope {

    /** Nothing changed since the table was last written. */
    record Nothing(Ingested last) implements Scope {}

    /** The table is made anew: there is none yet, or a clean row is something else now. */
    record Rebuild() implements Scope {}

    /** All rows, to replace the event dates that differ. */
    record Everything() implements Scope {}

    /** Rows that came since the table was last written. */
    sealed interface More extends Scope permits NewFiles, Arrived {

        /** What the table holds without them. */
        Ingested last();

        /** What came, in words. */
        String words();
    }

    /** The rows of files that came since. */
    record NewFiles(List<String> files, Ingested last) implements More {
        @Override
        public String words() {
            return files.size() == 1 ? "1 new file" : files.size() + " new files";
        }
    }

    /** In a replay, the rows that came to the source since the moment that was replayed last. */
    record Arrived(Ingested last) implements More {
        @Override
        public String words() {
            return "since " + last.until().orElseThrow();
        }
    }

    /** The rows of one event date, and those that have none: they might be of it. */
    record Day(LocalDate date) implements Scope {}

    /**
     * Chooses.
     *
     * @param notes of the clean table, the newest first
     * @param now what the table would hold after a run over everything, or over its date
     */
    static Scope of(List<String> notes, Ingested now, Optional<SourceFiles> files) {
        Optional<Ingested> last =
                notes.stream().map(Ingested::read).flatMap(Optional::stream).findFirst();
        boolean sameDefinition =
                last.map(then -> then.definition().equals(now.definition())).orElse(notes.isEmpty());
        if (now.date().isPresent() && sameDefinition) {
            return new Day(now.date().get());
        } else if (last.isEmpty() || !sameDefinition) {
            return new Rebuild();
        }
        if (now.until().isPresent()) {
            return replayed(last.get(), now.until().get());
        }
        boolean isLatest = Ingested.read(notes.get(0)).isPresent();
        return isLatest && files.isPresent() ? since(last.get(), files.get()) : new Everything();
    }

    /** A table that is ahead of the replay stays as it is. */
    private static Scope replayed(Ingested last, Instant until) {
        if (last.until().isEmpty() || last.totals().isEmpty()) {
            return new Everything();
        }
        return last.until().get().isBefore(until) ? new Arrived(last) : new Nothing(last);
    }

    /** A file that changed, or is gone, may have held rows of any date. */
    private static Scope since(Ingested last, SourceFiles files) {
        Optional<List<String>> known = last.files().filter(files.sorted()::containsAll);
        if (last.totals().isEmpty() || known.isEmpty()) {
            return new Everything();
        }
        List<String> added = files.since(known.get());
        return added.isEmpty() ? new Nothing(last) : new NewFiles(added, last);
    }

    /** Whether other rows stand in the tables already: of the newest ones alone, labels may all be yet to come. */
    default boolean isPart() {
        return this instanceof More || this instanceof Day;
    }

    /** The rows that it is about. */
    default Dataset<Row> of(Dataset<Row> typed) {
        if (this instanceof Arrived arrived) {
            Instant since = arrived.last().until().orElseThrow();
            return typed.where(functions.col(TypedRows.ARRIVED).gt(functions.lit(since)));
        }
        return condition(RawRows.SOURCE_FILE).map(typed::where).orElse(typed);
    }

    /**
     * The same rows in quarantine.
     *
     * @param file the column that names a row's file
     * @return as SQL; empty for all
     */
    default Optional<String> condition(String file) {
        if (this instanceof NewFiles some) {
            return Optional.of(some.files().stream()
                    .map(path -> "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'")
                    .collect(Collectors.joining(", ", file + " in (", ")")));
        }
        return this instanceof Day day
                ? Optional.of("%1$s = date'%2$s' or %1$s is null".formatted(Tables.EVENT_DATE, day.date()))
                : Optional.empty();
    }

    /** The rows that a batch is judged by: one without a date says nothing about a given date. */
    default Dataset<Row> judgedBy(Dataset<Row> rows) {
        return this instanceof Day ? rows.where(functions.col(Tables.EVENT_DATE).isNotNull()) : rows;
    }
}
