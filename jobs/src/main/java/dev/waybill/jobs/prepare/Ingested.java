package dev.waybill.jobs.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.waybill.common.conf.Source;
import dev.waybill.common.job.JsonFile;
import dev.waybill.jobs.prepare.quality.Checks;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.types.StructType;

/**
 * What the clean table holds since a commit: the note that the commit carries, so that table and note never disagree.
 *
 * @param definition a digest of all that says what a clean row is
 * @param date that the commit was for; empty for all
 * @param files prints of the source's files; empty where it has none
 * @param totals what became of all rows; empty if the commit was for a date
 */
record Ingested(
        String definition, Optional<LocalDate> date, Optional<List<String>> files, Optional<Prepare.Result> totals) {

    /** Another one whenever the same files and params come to mean other rows, so that tables are made anew. */
    private static final String READING = "2: quotes of RFC 4180, times as instants";

    private static final ObjectWriter ONE_LINE = JsonFile.JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

    /**
     * The digest of params, of the types that their expressions have over the raw columns of now, and of what is looked
     * up.
     */
    static String definition(Source source, Checks checks, StructType columns, List<String> lookups) {
        String text = String.join(
                "\n", READING, source.toString(), checks.toString(), columns.simpleString(), lookups.toString());
        return DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

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
