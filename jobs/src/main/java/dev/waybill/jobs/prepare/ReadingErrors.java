package dev.waybill.jobs.prepare;

import com.univocity.parsers.common.TextParsingException;
import dev.waybill.common.conf.Secrets;
import dev.waybill.common.conf.Source;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.prepare.quality.ReferenceData;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/** Makes a sentence of what Spark throws at a source that cannot be read; anything else stays what it is. */
final class ReadingErrors {

    private ReadingErrors() {}

    /** Does what reads the source, and nothing else. */
    static <T> T explained(Source source, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Refusal e) {
            throw e;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            Optional<Refusal> explanation = explanation(source, e);
            if (explanation.isPresent()) {
                throw hiding(explanation.get(), source);
            }
            throw e;
        }
    }

    private static Optional<Refusal> explanation(Source source, Exception e) {
        List<Throwable> chain = ExceptionUtils.getThrowableList(e);
        Throwable root = chain.get(chain.size() - 1);
        if (chain.stream().anyMatch(ReadingErrors::isOtherHeader)) {
            return Optional.of(otherHeader(source, chain, e));
        } else if (chain.stream().anyMatch(ReadingErrors::isOtherType)) {
            return Optional.of(otherTypes(source, e));
        } else if (chain.stream().anyMatch(ReadingErrors::isDamage)) {
            return Optional.of(damaged(source, root, e));
        } else if (chain.stream().anyMatch(SQLException.class::isInstance)) {
            return Optional.of(unreadable(source, root, e));
        } else if (ReferenceData.isMistake(e)) {
            return Optional.of(unreadable(source, e, e));
        }
        return Optional.empty();
    }

    /** What a driver says may hold the address that it was given, and a password in it. */
    private static Refusal hiding(Refusal refusal, Source source) {
        Map<String, String> options = new HashMap<>();
        source.parts()
                .forEach(part -> part.options().forEach((name, value) -> options.merge(name, value, String::concat)));
        Secrets secrets = Secrets.ofProcess();
        String told = ExceptionUtils.getStackTrace(refusal);
        if (secrets.hide(told, options).equals(told)) {
            return refusal;
        }
        String problem = secrets.hide(refusal.problem(), options);
        return refusal.exitCode() == ExitCode.MISTAKE
                ? Refusal.mistake(refusal.code(), problem, refusal.mend())
                : Refusal.data(refusal.code(), problem, refusal.mend());
    }

    /** What of params says where the rows come from: {@code source.path trips.csv}. */
    static String place(Source source) {
        String key = source.path().isPresent() ? "source.path" : source.inputs().isEmpty() ? "source" : "source.inputs";
        return key + " " + source.origin();
    }

    private static boolean isDamage(Throwable thrown) {
        return thrown instanceof EOFException
                || thrown instanceof ZipException
                || thrown instanceof TextParsingException
                || thrown instanceof FileNotFoundException
                || isOfClass(thrown, "CANNOT_READ_FILE_FOOTER")
                || String.valueOf(thrown.getMessage()).startsWith("Encountered error while reading file");
    }

    private static boolean isOtherType(Throwable thrown) {
        return thrown instanceof SchemaColumnConvertNotSupportedException;
    }

    private static boolean isOtherHeader(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.startsWith("CSV header does not conform to the schema")
                || message.startsWith("Number of column in CSV header is not equal");
    }

    private static boolean isOfClass(Throwable thrown, String errorClass) {
        return thrown instanceof SparkThrowable spark && errorClass.equals(spark.getErrorClass());
    }

    private static Refusal damaged(Source source, Throwable root, Exception thrown) {
        return Refusal.data(
                "source.broken-file",
                "Cannot read %s: a file is cut short, damaged or not %s (%s)."
                        .formatted(place(source), source.format(), firstLine(root)),
                "Fetch it again, or correct source.format.",
                thrown);
    }

    private static Refusal otherHeader(Source source, List<Throwable> chain, Exception thrown) {
        String file = chain.stream()
                .filter(ReadingErrors::isOtherHeader)
                .flatMap(cause -> String.valueOf(cause.getMessage()).lines())
                .filter(line -> line.startsWith("CSV file: "))
                .map(line -> line.substring("CSV file: ".length()))
                .findFirst()
                .orElse("a file");
        return Refusal.data(
                "source.broken-file",
                "Cannot read %s: the header of %s is not that of the other files.".formatted(place(source), file),
                "Give all files the same columns in the same order.",
                thrown);
    }

    private static Refusal otherTypes(Source source, Exception thrown) {
        return Refusal.data(
                "source.other-types",
                "Cannot read %s: a column is of another type in some files than in others.".formatted(place(source)),
                "Give it one type in all files, or read those files as an input of their own.",
                thrown);
    }

    private static Refusal unreadable(Source source, Throwable root, Exception thrown) {
        return Refusal.mistake(
                "source.unreadable",
                "Cannot read %s: %s.".formatted(place(source), firstLine(root)),
                "Correct source.path, source.format or source.options.",
                thrown);
    }

    private static String firstLine(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^\\[[A-Z_.]+] ", "")
                .replaceFirst("^requirement failed: ", "")
                .replaceFirst("\\.$", "");
        return message.isEmpty() ? "" : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
