package dev.waybill.common.section;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * The Spark SQL expressions of params.yaml: what they look at, told from their text alone, and their use. An expression
 * sees the columns that it names, of one row.
 */
public final class SqlExpressions {

    private SqlExpressions() {}

    /**
     * The columns that an expression names, found before any data is read.
     *
     * @throws IllegalArgumentException if it is not an expression, or could see more than columns that it names, of
     *     one row: by a subquery, a window or a star
     */
    public static Set<String> columns(String expression) {
        Set<String> names = new TreeSet<>();
        collectColumns(parse(expression), Set.of(), expression, names);
        return names;
    }

    /**
     * Refuses what makes a value depend on more than the columns that it names: the clock, chance, the session. A function
     * that there is not would be refused by Spark too, but only once it runs.
     *
     * @throws IllegalArgumentException naming the function, or the word that stands for a time
     */
    public static void requireRepeatable(String expression) {
        KnownFunctions.require(parse(expression), expression);
        Repeatable.unrepeatable(expression, SqlExpressions::parse).ifPresent(found -> {
            throw new IllegalArgumentException(
                    "has %s, whose value differs from run to run: %s".formatted(found, expression));
        });
    }

    /**
     * The columns that an expression names which defines something: its value depends on nothing but these.
     *
     * @throws IllegalArgumentException as of {@link #requireRepeatable} and {@link #columns}
     */
    public static Set<String> repeatableColumns(String expression) {
        requireRepeatable(expression);
        return columns(expression);
    }

    /** The expression as Spark writes it: the same for texts that differ only in blanks, comments and brackets. */
    public static String canonical(String expression) {
        return parse(expression).sql();
    }

    /** The function that an expression is a call of, in small letters; empty for anything else. */
    public static Optional<String> function(String expression) {
        return parse(expression) instanceof UnresolvedFunction function
                ? Optional.of(function.nameParts().last().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    /** @param variables of the lambdas around the part: to the parser, any name in a lambda is a variable */
    private static void collectColumns(Expression part, Set<String> variables, String expression, Set<String> names) {
        refuseMoreThanOneRow(part, expression);
        if (part instanceof UnresolvedAttribute column) {
            names.add(column.nameParts().head());
        } else if (part instanceof UnresolvedNamedLambdaVariable variable
                && !variables.contains(variable.nameParts().head().toLowerCase(Locale.ROOT))) {
            names.add(variable.nameParts().head());
        }
        Set<String> inner = part instanceof LambdaFunction lambda ? with(lambda, variables) : variables;
        JavaConverters.seqAsJavaList(part.children()).forEach(child -> collectColumns(child, inner, expression, names));
    }

    private static Set<String> with(LambdaFunction lambda, Set<String> variables) {
        Set<String> all = new TreeSet<>(variables);
        JavaConverters.seqAsJavaList(lambda.arguments())
                .forEach(argument -> all.add(argument.name().toLowerCase(Locale.ROOT)));
        return all;
    }

    private static void refuseMoreThanOneRow(Expression part, String expression) {
        if (part instanceof SubqueryExpression) {
            throw new IllegalArgumentException("has a subquery, whose inputs cannot be checked: " + expression);
        } else if (part instanceof WindowExpression || part instanceof UnresolvedWindowExpression) {
            throw new IllegalArgumentException("has a window, which sees other rows: " + expression);
        } else if (part instanceof Star) {
            throw new IllegalArgumentException("has a *, which hides what it sees; name the columns: " + expression);
        } else if (part instanceof ExpressionWithUnresolvedIdentifier) {
            throw new IllegalArgumentException(
                    "has identifier(..), which hides what it names; name it itself: " + expression);
        }
    }

    /**
     * An expression as a column of a dataset.
     *
     * @param key where the expression stands in params.yaml, for errors
     * @throws Refusal if the dataset lacks a column that it names, Spark cannot make sense of it, or its value depends on
     *     more than the row, as only the types of its columns tell: {@code ordered_at > 'yesterday'}
     */
    public static Column on(Dataset<Row> rows, String key, String expression) {
        Repeatable.unrepeatable(expression, SqlExpressions::parse).ifPresent(found -> {
            throw unrepeatable(key, found);
        });
        List<String> known = Arrays.asList(rows.columns());
        for (String name : columns(expression)) {
            if (known.stream().noneMatch(name::equalsIgnoreCase)) {
                throw Refusal.mistake(
                        "params.unknown-column",
                        "Invalid params: %s uses column '%s', which the rows do not have.".formatted(key, name),
                        Suggestion.sentence(
                                name,
                                known.stream()
                                        .filter(other -> !other.startsWith("_"))
                                        .toList()));
            }
        }
        Column column = functions.expr(expression);
        type(rows, key, column);
        return column;
    }

    /** As {@link #on}, of an expression that must be true or false. */
    public static Column condition(Dataset<Row> rows, String key, String expression) {
        Column column = on(rows, key, expression);
        DataType type = type(rows, key, column);
        if (!(type instanceof BooleanType)) {
            throw Refusal.mistake(
                    "params.bad-expression",
                    "Invalid params: %s is of type %s, not a condition.".formatted(key, type.simpleString()),
                    "Make it true or false.");
        }
        return column;
    }

    /** Inside a struct, beside the other columns, Spark takes neither an aggregate nor what makes several rows of one. */
    private static DataType type(Dataset<Row> rows, String key, Column column) {
        try {
            Dataset<Row> checked = rows.withColumn("_checked", functions.struct(column.as("_value")));
            requireRepeatable(checked.queryExecution().analyzed(), key);
            return ((StructType) checked.schema().apply("_checked").dataType())
                    .apply(0)
                    .dataType();
        } catch (Exception e) {
            if (!(e instanceof AnalysisException)) {
                throw e;
            }
            throw Refusal.mistake(
                    "params.bad-expression",
                    "Invalid params: Spark cannot evaluate %s: %s".formatted(key, firstLine(e)),
                    "Correct the expression.",
                    e);
        }
    }

    private static void requireRepeatable(LogicalPlan plan, String key) {
        JavaConverters.seqAsJavaList(plan.expressions()).stream()
                .flatMap(part -> Repeatable.inResolved(part).stream())
                .findFirst()
                .ifPresent(found -> {
                    throw unrepeatable(key, found);
                });
    }

    private static Refusal unrepeatable(String key, String found) {
        return Refusal.mistake(
                "params.bad-expression",
                "Invalid params: %s has %s, whose value differs from run to run.".formatted(key, found),
                "Use a column that says when, such as the event time.");
    }

    private static Expression parse(String expression) {
        try {
            return new SparkSqlParser().parseExpression(expression);
        } catch (Exception e) {
            if (!(e instanceof ParseException)) {
                throw new IllegalStateException("Cannot parse " + expression, e);
            }
            throw new IllegalArgumentException(
                    "is not a Spark SQL expression: %s (%s)".formatted(expression.strip(), firstLine(e)), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .replaceFirst("^\\[[A-Z_.]+] ", "");
    }
}
