package dev.waybill.jobs.prepare;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetTimestamp;
import org.apache.spark.sql.catalyst.expressions.HigherOrderFunction;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.MakeDate;
import org.apache.spark.sql.catalyst.expressions.MakeTimestamp;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.ParseToDate;
import org.apache.spark.sql.catalyst.expressions.ParseToTimestamp;
import org.apache.spark.sql.catalyst.expressions.ToUnixTimestamp;
import org.apache.spark.sql.catalyst.expressions.UnixTimestamp;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * Values that were there and are null after their expression, since a cast could make nothing of them: {@code 3,5} as a
 * number. A cast is also what Spark puts in where types differ, and what reads a time from a text.
 *
 * <p>What an expression makes null on purpose is not lost: {@code nullif(..)}, a branch of {@code case} that was not taken,
 * {@code try_cast(..)}; nor is a text of blanks.
 */
final class LostValues {

    /** For each row, the columns that lost a value, and the value. */
    static final String COLUMN = "_lost";

    private static final String TYPE = "struct<column:string,value:string>";

    /** Also a space that does not break is a blank, as spreadsheets and web pages have it. */
    private static final String NOT_BLANK = "[^\\s\\u00A0]";

    /** Of a row that lost nothing. */
    static final Column NONE = array().cast("array<" + TYPE + ">");

    /**
     * A cast that may lose.
     *
     * @param reached whether the row comes to it: it stands in no branch, or in the one that is taken
     */
    private record Casting(Expression cast, List<Expression> inputs, Column reached) {

        /** The text of what was lost; null if nothing was. */
        Column lost() {
            Column there = inputs.stream()
                    .map(input -> new Column(input).cast("string").rlike(NOT_BLANK))
                    .reduce(Column::and)
                    .orElseThrow();
            Column text = new Column(inputs.get(0)).cast("string");
            return when(reached.and(there).and(new Column(cast).isNull()), text);
        }
    }

    private LostValues() {}

    /**
     * What each row loses.
     *
     * @param rows that the expressions are over
     * @param columns by name, what is made of them
     * @return of type {@code array<struct<column: string, value: string>>}
     */
    static Column of(Dataset<Row> rows, Map<String, Column> columns) {
        Column[] named = columns.entrySet().stream()
                .map(column -> column.getValue().as(column.getKey()))
                .toArray(Column[]::new);
        Column[] lost = list(rows.select(named).queryExecution().analyzed().expressions()).stream()
                .flatMap(LostValues::ofColumn)
                .toArray(Column[]::new);
        Column none = lit(null).cast(TYPE);
        return array_compact(
                array(Stream.concat(Stream.of(none), Stream.of(lost)).toArray(Column[]::new)));
    }

    private static Stream<Column> ofColumn(Expression named) {
        Expression result = named.children().head();
        List<Casting> castings = new ArrayList<>();
        collect(result, lit(true), castings);
        if (castings.isEmpty()) {
            return Stream.empty();
        }
        Column value = when(
                new Column(result).isNull(),
                coalesce(castings.stream().map(Casting::lost).toArray(Column[]::new)));
        Column name = lit(((NamedExpression) named).name());
        return Stream.of(when(value.isNotNull(), struct(name.as("column"), value.as("value"))));
    }

    private static void collect(Expression part, Column reached, List<Casting> castings) {
        List<Expression> inputs = inputs(part);
        if (!inputs.isEmpty()) {
            castings.add(new Casting(part, inputs, reached));
        }
        if (part instanceof If either) {
            collect(either.predicate(), reached, castings);
            collect(either.trueValue(), reached.and(holds(either.predicate())), castings);
            collect(either.falseValue(), reached.and(not(holds(either.predicate()))), castings);
        } else if (part instanceof CaseWhen branches) {
            collectBranches(branches, reached, castings);
        } else if (part instanceof HigherOrderFunction function) { // What it does to each item has no value by itself.
            list(function.arguments()).forEach(argument -> collect(argument, reached, castings));
        } else {
            list(part.children()).forEach(child -> collect(child, reached, castings));
        }
    }

    private static void collectBranches(CaseWhen part, Column reached, List<Casting> castings) {
        Column still = reached;
        for (Tuple2<Expression, Expression> branch : list(part.branches())) {
            collect(branch._1(), still, castings);
            collect(branch._2(), still.and(holds(branch._1())), castings);
            still = still.and(not(holds(branch._1())));
        }
        Option<Expression> otherwise = part.elseValue();
        if (otherwise.isDefined()) {
            collect(otherwise.get(), still, castings);
        }
    }

    private static Column holds(Expression condition) {
        return coalesce(new Column(condition), lit(false));
    }

    /** What must be there for a part of an expression to have a value, if it can lose one. */
    private static List<Expression> inputs(Expression part) {
        boolean meansIt = name(part).startsWith("try_");
        if (meansIt || part.foldable()) {
            return List.of();
        } else if (part instanceof Cast cast) {
            return loses(cast) ? List.of(cast.child()) : List.of();
        } else if (part instanceof MakeDate || part instanceof MakeTimestamp) {
            return list(part.children());
        }
        boolean readsTime = part instanceof ParseToTimestamp
                || part instanceof ParseToDate
                || part instanceof GetTimestamp
                || part instanceof UnixTimestamp
                || part instanceof ToUnixTimestamp;
        return readsTime ? List.of(part.children().head()) : List.of();
    }

    /** What a function was called in the expression, where it has several names. */
    private static String name(Expression part) {
        Option<String> called = part.getTagValue(FunctionRegistry.FUNC_ALIAS());
        return called.isDefined() ? called.get() : "";
    }

    private static boolean loses(Cast cast) {
        DataType from = cast.child().dataType();
        return !cast.evalMode().equals(EvalMode.TRY())
                && from instanceof AtomicType
                && cast.dataType() instanceof AtomicType
                && Cast.forceNullable(from, cast.dataType());
    }

    private static <T> List<T> list(scala.collection.Seq<T> items) {
        return JavaConverters.seqAsJavaList(items);
    }

    /**
     * What a batch lost of a column.
     *
     * @param example one of the values
     * @param rows that lost one
     * @param of rows that had one
     */
    record Lost(String column, String example, long rows, long of) {

        private static final int SHOWN = 40;

        double share() {
            return (double) rows / of;
        }

        /** The example, cut short if it is long. */
        String shown() {
            return example.length() > SHOWN ? example.substring(0, SHOWN) + ".." : example;
        }

        /** {@code 3,5 -> null in 8 of 8 rows of distance_mi}. */
        @Override
        public String toString() {
            return "%s -> null in %d of %d rows of %s".formatted(shown(), rows, of, column);
        }
    }

    /** That a row lost a value of one of some columns, in Spark SQL. */
    static String condition(List<Lost> columns) {
        String names = columns.stream()
                .map(lost -> "'" + lost.column().replace("'", "\\'") + "'")
                .collect(Collectors.joining(", "));
        return columns.isEmpty() ? "false" : "exists(%s, lost -> lost.column in (%s))".formatted(COLUMN, names);
    }
}
