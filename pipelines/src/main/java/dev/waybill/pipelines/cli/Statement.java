package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.collection.JavaConverters;

/** What Spark makes of a text of SQL: whether it only reads, and what is wrong with it. */
final class Statement {

    private static final List<String> HARMLESS = List.of("Show", "Describe", "Explain");

    private Statement() {}

    /** Refuses everything that is not a query, by what Spark's own parser reads in the text. */
    static void requireQuery(SparkSession spark, String text) {
        LogicalPlan plan = parse(spark, text);
        writer(plan).ifPresent(statement -> {
            throw Refusal.mistake(
                    "sql.not-a-query",
                    "Cannot run this statement: it is a " + words(statement.nodeName()) + ", and sql only reads.",
                    "Write a query: select .. from .. .");
        });
    }

    /**
     * A mistake in the text as one line.
     *
     * @param tables that a query can name
     * @return empty for what no text of SQL can bring about
     */
    static Optional<Refusal> mistake(Throwable failure, List<String> tables) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SparkThrowable spark && isMistake(spark.getErrorClass())) {
                return Optional.of(refusal(spark.getErrorClass(), at, tables));
            }
        }
        return Optional.empty();
    }

    private static boolean isMistake(String errorClass) {
        return errorClass != null && !errorClass.startsWith("INTERNAL_ERROR");
    }

    /** Spark says {@code [ERROR_CLASS] What is wrong. What to do.} and goes on with the text or the plan. */
    private static Refusal refusal(String errorClass, Throwable failure, List<String> tables) {
        String message = String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse(errorClass)
                .replaceFirst("^\\[[^]]*\\] ?", "")
                .replaceFirst("\\.?\\(line (\\d+), pos (\\d+)\\)", " (line $1, position $2)")
                .replaceFirst("\\.? *; line (\\d+) pos (\\d+);?$", " (line $1, position $2)")
                .replaceFirst("[.;]*$", ".");
        boolean table = errorClass.startsWith("TABLE_OR_VIEW") && !tables.isEmpty();
        return Refusal.mistake(
                "sql." + errorClass.toLowerCase(Locale.ROOT).replace('_', '-'),
                "Cannot run the query: " + message,
                table ? "Tables here: " + String.join(", ", tables) + "." : "Correct the query.");
    }

    private static LogicalPlan parse(SparkSession spark, String text) {
        try {
            return spark.sessionState().sqlParser().parsePlan(text);
        } catch (Exception e) { // Scala throws a checked ParseException that javac does not see
            throw mistake(e, List.of()).orElseThrow(() -> new IllegalStateException(e));
        }
    }

    /** The first part that does more than read; an insert may stand below a {@code with}. */
    private static Optional<LogicalPlan> writer(LogicalPlan plan) {
        if (plan instanceof Command || plan instanceof ParsedStatement) {
            return HARMLESS.stream().anyMatch(plan.nodeName()::startsWith) ? Optional.empty() : Optional.of(plan);
        }
        Stream<LogicalPlan> children = JavaConverters.seqAsJavaList(plan.children()).stream();
        return children.map(Statement::writer).flatMap(Optional::stream).findFirst();
    }

    /** {@code DropTable} as {@code drop table}. */
    private static String words(String nodeName) {
        return nodeName.replaceAll("(Statement|Command)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
