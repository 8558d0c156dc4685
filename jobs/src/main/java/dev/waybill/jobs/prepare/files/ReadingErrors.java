package dev.waybill.jobs.prepare.files;

import com.univocity.parsers.common.TextParsingException;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.SparkThrowableHelper;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/** Makes a sentence of what Spark throws at rows that cannot be read; anything else stays what it is. */
public final class ReadingErrors {

    private ReadingErrors() {}

    /**
     * Does what reads rows, and nothing else.
     *
     * @throws Refusal if it is the input's or the configuration's doing that they cannot be read
     */
    public static <T> T explained(Origin origin, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Refusal e) {
            throw e;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            Optional<Refusal> explanation = explanation(origin, e);
            if (explanation.isPresent()) {
                throw hiding(explanation.get(), origin);
            }
            throw e;
        }
    }

    private static Optional<Refusal> explanation(Origin origin, Exception e) {
        List<Throwable> chain = ExceptionUtils.getThrowableList(e);
        Throwable root = chain.get(chain.size() - 1);
        if (chain.stream().anyMatch(ReadingErrors::isOtherType)) {
            return Optional.of(otherTypes(origin, e));
        } else if (chain.stream().anyMatch(ReadingErrors::isDamage)) {
            return Optional.of(damaged(origin, root, e));
        } else if (chain.stream().anyMatch(SQLException.class::isInstance)) {
            return Optional.of(unreadable(origin, root, e));
        }
        boolean inRows = chain.stream().anyMatch(ReadingErrors::isOfAJob);
        return chain.stream()
                .filter(inRows ? ReadingErrors::isOfAnExpression : ReadingErrors::isMistake)
                .reduce((outer, inner) -> inRows ? inner : outer)
                .map(cause -> inRows ? notEvaluated(origin, cause, e) : unreadable(origin, cause, e));
    }

    /** What a driver says may hold the address that it was given, and a password in it. */
    private static Refusal hiding(Refusal refusal, Origin origin) {
        Secrets secrets = Secrets.ofProcess();
        String told = ExceptionUtils.getStackTrace(refusal);
        if (secrets.hide(told, origin.options()).equals(told)) {
            return refusal;
        }
        String problem = secrets.hide(refusal.problem(), origin.options());
        return refusal.exitCode() == ExitCode.MISTAKE
                ? Refusal.mistake(refusal.code(), problem, refusal.remedy())
                : Refusal.data(refusal.code(), problem, refusal.remedy());
    }

    /** Whether what Spark throws at a reader's first look comes from params: a path, a format, an option. */
    public static boolean isMistake(Throwable thrown) {
        return thrown instanceof AnalysisException
                || thrown instanceof IllegalArgumentException
                || isOfClass(thrown, "DATA_SOURCE_NOT_FOUND");
    }

    /** Whether it was thrown while rows went through: their files have been opened by then. */
    private static boolean isOfAJob(Throwable thrown) {
        return thrown instanceof SparkException
                && String.valueOf(thrown.getMessage()).startsWith("Job aborted");
    }

    /** Whether Spark says that a value or a pattern is none that it can work with. */
    private static boolean isOfAnExpression(Throwable thrown) {
        boolean saysWhy = thrown instanceof SparkThrowable spark
                && spark.getErrorClass() != null
                && !SparkThrowableHelper.isInternalError(spark.getErrorClass());
        return saysWhy
                || thrown instanceof IllegalArgumentException
                || thrown instanceof DateTimeException
                || thrown instanceof ArithmeticException;
    }

    private static boolean isDamage(Throwable thrown) {
        return thrown instanceof EOFException
                || thrown instanceof ZipException
                || thrown instanceof TextParsingException
                || thrown instanceof FileNotFoundException
                || thrown instanceof UncheckedIOException
                || isOfClass(thrown, "CANNOT_READ_FILE_FOOTER")
                || String.valueOf(thrown.getMessage()).startsWith("Encountered error while reading file");
    }

    private static boolean isOtherType(Throwable thrown) {
        return thrown instanceof SchemaColumnConvertNotSupportedException || isOfClass(thrown, "CANNOT_MERGE_SCHEMAS");
    }

    private static boolean isOfClass(Throwable thrown, String errorClass) {
        return thrown instanceof SparkThrowable spark && errorClass.equals(spark.getErrorClass());
    }

    private static Refusal damaged(Origin origin, Throwable root, Exception thrown) {
        return Refusal.data(
                "source.broken-file",
                "Cannot read %s: a file is cut short, damaged or not %s (%s)."
                        .formatted(origin.place(), origin.format(), firstLine(root)),
                "Fetch it again, or correct source.format.",
                thrown);
    }

    private static Refusal otherTypes(Origin origin, Exception thrown) {
        return Refusal.data(
                "source.other-types",
                "Cannot read %s: a column is of another type in some files than in others.".formatted(origin.place()),
                "Give it one type in all files, or read those files as an input of their own.",
                thrown);
    }

    private static Refusal unreadable(Origin origin, Throwable root, Exception thrown) {
        return Refusal.mistake(
                "source.unreadable",
                "Cannot read %s: %s.".formatted(origin.place(), firstLine(root)),
                "Correct source.path, source.format or source.options.",
                thrown);
    }

    private static Refusal notEvaluated(Origin origin, Throwable cause, Exception thrown) {
        return Refusal.mistake(
                "params.bad-expression",
                "Cannot evaluate an expression of params.yaml over the rows of %s: %s."
                        .formatted(origin.place(), firstLine(cause)),
                "Correct it under 'source', 'checks' or the table that is looked up in.",
                thrown);
    }

    private static String firstLine(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^\\[[A-Z_.]+] ", "")
                .replaceFirst("^requirement failed: ", "")
                .replaceFirst("[.;]+$", "");
        boolean isWord = message.length() > 1 && Character.isLowerCase(message.charAt(1)); // not UNION, nor an acronym
        return isWord ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message;
    }
}
