package dev.waybill.jobs.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.waybill.common.file.JsonFile;
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
 */
record Ingested(
        String definition, Optional<LocalDate> date, Optional<List<String>> files, Optional<Prepare.Result> totals) {

    private static final ObjectWriter ONE_LINE = JsonFile.JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

    String note() {
        try {
            return ONE_LINE.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write as JSON: " + this, e);
        }
    }

    /** Reads a note; empty for one that somebody else wrote. */
    static Optional<Ingested> read(String note) {
        try {
            return note.isEmpty() ? Optional.empty() : Optional.of(JsonFile.JSON.readValue(note, Ingested.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The same, if a run for a date finds that it has to do all of them. */
    Ingested of(Scope scope) {
        return scope instanceof Scope.Day ? this : new Ingested(definition, Optional.empty(), files, totals);
    }

    Ingested with(Prepare.Result result) {
        return new Ingested(definition, date, files, Optional.of(result));
    }
}
