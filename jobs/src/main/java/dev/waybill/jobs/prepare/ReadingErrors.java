package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Source;
import dev.waybill.common.refusal.Refusal;
import java.io.EOFException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

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
            List<Throwable> chain = ExceptionUtils.getThrowableList(e);
            if (chain.stream().anyMatch(ReadingErrors::isOtherHeader)) {
                throw otherHeader(source, chain, e);
            } else if (chain.stream().anyMatch(ReadingErrors::isDamage)) {
                throw damaged(source, chain.get(chain.size() - 1), e);
            } else if (e instanceof AnalysisException || e instanceof IllegalArgumentException || isUnknownFormat(e)) {
                throw unreadable(source, e);
            }
            throw e;
        }
    }

    private static boolean isDamage(Throwable thrown) {
        return thrown instanceof EOFException
                || thrown instanceof ZipException
                || isOfClass(thrown, "CANNOT_READ_FILE_FOOTER")
                || String.valueOf(thrown.getMessage()).startsWith("Encountered error while reading file");
    }

    private static boolean isOtherHeader(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.startsWith("CSV header does not conform to the schema")
                || message.startsWith("Number of column in CSV header is not equal");
    }

    private static boolean isUnknownFormat(Throwable thrown) {
        return isOfClass(thrown, "DATA_SOURCE_NOT_FOUND");
    }

    private static boolean isOfClass(Throwable thrown, String errorClass) {
        return thrown instanceof SparkThrowable spark && errorClass.equals(spark.getErrorClass());
    }

    private static Refusal damaged(Source source, Throwable root, Exception thrown) {
        return Refusal.data(
                "source.broken-file",
                "Cannot read source.path %s: a file is cut short, damaged or not %s (%s)."
                        .formatted(source.path(), source.format(), firstLine(root)),
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
                "Cannot read source.path %s: the header of %s is not that of the other files."
                        .formatted(source.path(), file),
                "Give all files the same columns in the same order.",
                thrown);
    }

    private static Refusal unreadable(Source source, Exception thrown) {
        return Refusal.mistake(
                "source.unreadable",
                "Cannot read source.path %s: %s.".formatted(source.path(), firstLine(thrown)),
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
