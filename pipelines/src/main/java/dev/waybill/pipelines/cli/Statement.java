package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.trees.TreeNode;

/** What Spark makes of a text of SQL: whether it only reads, and what is wrong with it. */
final class Statement {

    private static final List<String> HARMLESS = List.of("Show", "Describe", "Explain");

    private Statement() {}

    /**
     * Refuses everything that is not a query over the pipeline's tables, by what Spark's own parser reads in the text.
     *
     * @param tables of the pipeline
     * @return those that the query needs: the ones that it names, or all for one that lists them
     */
    static Collection<String> requireQuery(SparkSession spark, String text, List<String> tables) {
        LogicalPlan plan = parse(spark, text);
        ParsedParts.of(plan).filter(Statement::writes).findFirst().ifPresent(statement -> {
            throw Refusal.mistake(
                    "sql.not-a-query",
                    "Cannot run this statement: it is a " + words(statement.nodeName()) + ", and sql only reads.",
                    "Write a query: select .. from .. .");
        });
        Collection<String> named = Reach.within(plan, tables);
        return plan.nodeName().startsWith("Show") ? tables : named;
    }

    /**
     * A mistake in the text as one line.
     *
     * @return empty for what no text of SQL can bring about
     */
    static Optional<Refusal> mistake(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SparkThrowable spark && isMistake(spark.getErrorClass())) {
                return Optional.of(refusal(spark.getErrorClass(), at));
            }
        }
        return Optional.empty();
    }

    private static boolean isMistake(String errorClass) {
        return errorClass != null && !errorClass.startsWith("INTERNAL_ERROR");
    }

    /** Spark says {@code [ERROR_CLASS] What is wrong. What to do.} and goes on with the text or the plan. */
    private static Refusal refusal(String errorClass, Throwable failure) {
        String message = String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse(errorClass)
                .replaceFirst("^\\[[^]]*\\] ?", "")
                .replaceFirst("\\.?\\(line (\\d+), pos (\\d+)\\)", " (line $1, position $2)")
                .replaceFirst("\\.? *; line (\\d+) pos (\\d+);?$", " (line $1, position $2)")
                .replaceFirst("[.;]*$", ".");
        return Refusal.mistake(
                "sql." + errorClass.toLowerCase(Locale.ROOT).replace('_', '-'),
                "Cannot run the query: " + message,
                "Correct the query.");
    }

    private static LogicalPlan parse(SparkSession spark, String text) {
        try {
            return spark.sessionState().sqlParser().parsePlan(text);
        } catch (Exception e) { // Scala throws a checked ParseException that javac does not see
            throw mistake(e).orElseThrow(() -> new IllegalStateException(e));
        }
    }

    /** Whether a part does more than read; an insert may stand below a {@code with}. */
    private static boolean writes(TreeNode<?> part) {
        boolean statement = part instanceof Command || part instanceof ParsedStatement || part instanceof InsertIntoDir;
        return statement && HARMLESS.stream().noneMatch(part.nodeName()::startsWith);
    }

    /** {@code DropTable} as {@code drop table}. */
    static String words(String nodeName) {
        return nodeName.replaceAll("^Unresolved|(Statement|Command)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
