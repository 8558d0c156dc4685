package dev.waybill.common.conf;

import dev.waybill.common.refusal.Refusal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/** The Spark SQL expressions of params.yaml: what they look at, told from their text alone, and their use. */
public final class SqlExpressions {

    private SqlExpressions() {}

    /**
     * The columns that an expression names, found before any data is read.
     *
     * @throws IllegalArgumentException if it is not an expression, or has a subquery, which could see anything
     */
    public static Set<String> columns(String expression) {
        Set<String> names = new TreeSet<>();
        Deque<Expression> open = new ArrayDeque<>();
        open.push(parse(expression));
        while (!open.isEmpty()) {
            Expression next = open.pop();
            if (next instanceof SubqueryExpression) {
                throw new IllegalArgumentException("has a subquery, whose inputs cannot be checked: " + expression);
            }
            if (next instanceof UnresolvedAttribute column) {
                names.add(column.nameParts().head());
            }
            JavaConverters.seqAsJavaList(next.children()).forEach(open::push);
        }
        return names;
    }

    /**
     * An expression as a column of a dataset.
     *
     * @param key where the expression stands in params.yaml, for errors
     * @throws Refusal if the dataset lacks a column that it names, or Spark cannot make sense of it
     */
    public static Column on(Dataset<Row> rows, String key, String expression) {
        List<String> known = Arrays.asList(rows.columns());
        for (String name : columns(expression)) {
            if (known.stream().noneMatch(name::equalsIgnoreCase)) {
                throw Refusal.mistake(
                        "params.unknown-column",
                        "Invalid params: %s uses column '%s', which the rows do not have.".formatted(key, name),
                        Suggestion.sentence(name, known));
            }
        }
        Column column = functions.expr(expression);
        requireAnalysable(rows, key, column);
        return column;
    }

    private static void requireAnalysable(Dataset<Row> rows, String key, Column column) {
        try {
            rows.select(column);
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
