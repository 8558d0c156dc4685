package dev.waybill.jobs.prepare;

import dev.waybill.common.file.JsonFile;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the clean table holds since a commit: the note that the commit carries, so that table and note never disagree.
 *
 * @param definition the print of all that says what a clean row is: see {@link CleanDefinition}
 * @param date that the commit was for; empty for all
 * @param files prints of the source's files; empty where it has none
 * @param totals what became of all rows; empty if the commit was for a date
 * @param until in a replay, the moment after which nothing had come yet
 */
record Ingested(
        String definition,
        Optional<LocalDate> date,
        Optional<List<String>> files,
        Optional<Prepare.Result> totals,
        Optional<Instant> until) {

    Ingested(
            String definition,
            Optional<LocalDate> date,
            Optional<List<String>> files,
            Optional<Prepare.Result> totals) {
        this(definition, date, files, totals, Optional.empty());
    }

    String note() {
        return JsonFile.line(this);
    }

    /** Reads a note; empty for one that somebody else wrote. */
    static Optional<Ingested> read(String note) {
        return JsonFile.readLine(note, Ingested.class);
    }

    /** The same, if a run for a date finds that it has to do all of them. */
    Ingested of(Scope scope) {
        return scope instanceof Scope.Day ? this : new Ingested(definition, Optional.empty(), files, totals, until);
    }

    Ingested with(Prepare.Result result) {
        return new Ingested(definition, date, files, Optional.of(result), until);
    }
}
